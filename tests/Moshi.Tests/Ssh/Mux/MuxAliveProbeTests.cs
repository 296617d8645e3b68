using Moshi.Ssh.Mux;
using Xunit;

namespace Moshi.Tests.Ssh.Mux;

public sealed class MuxAliveProbeTests
{
    private const string Hello = "000000080000000100000004";
    private const string HelloWithExtension = "0000001500000001000000040000000469" + "6e666f0000000130";
    private const string Alive = "0000000c800000050000000000003478";

    [Theory]
    [InlineData(Hello + Alive)]
    [InlineData(HelloWithExtension + Alive)]
    public void Living_master_tells_its_process_however_the_answer_is_cut(string answer)
    {
        for (int size = 1; size <= 64; size *= 2)
        {
            MuxAliveProbe probe = Read(answer, size);
            Assert.Equal(MuxAliveState.Alive, probe.State);
            Assert.Equal(13_432, probe.ProcessId);
        }
    }

    [Theory]
    [InlineData("000000080000000100000003" + Alive)] // another version
    [InlineData(Alive)] // no HELLO
    [InlineData(Hello + "0000000c800000050000000100003478")] // an answer to another question
    [InlineData(Hello + "0000000c800000050000000000000000")] // process 0: the request failed
    [InlineData(Hello + "0000000c80000005000000008fffffff")] // no process has that number
    [InlineData(Hello + "0000000880000002" + "00000000")] // permission denied
    [InlineData("00000003" + "000000")] // shorter than a type
    [InlineData("00040001")] // longer than any frame
    [InlineData("5353482d322e302d")] // an ssh server
    public void Other_answers_are_those_of_a_stranger(string answer) => Assert.Equal(MuxAliveState.Stranger, Read(answer, 3).State);

    [Fact]
    public void Silence_is_waited_for_and_an_end_is_an_end()
    {
        MuxAliveProbe probe = Read(Hello + Alive[..^2], 4);
        Assert.Equal(MuxAliveState.Waiting, probe.State);
        probe.Finish();
        Assert.Equal(MuxAliveState.Closed, probe.State);
    }

    [Fact]
    public void Question_is_the_one_of_a_stock_client()
    {
        Assert.Equal("000000080000000100000004" + "000000081000000400000000", Convert.ToHexStringLower(MuxAliveProbe.Request()));
        Assert.Equal("000000080000000100000004" + "000000081000000500000000", Convert.ToHexStringLower(MuxAliveProbe.EndRequest()));
    }

    private static MuxAliveProbe Read(string hex, int chunk)
    {
        var probe = new MuxAliveProbe();
        byte[] bytes = Convert.FromHexString(hex);
        for (int at = 0; at < bytes.Length; at += chunk)
            probe.Receive(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)));
        return probe;
    }
}
