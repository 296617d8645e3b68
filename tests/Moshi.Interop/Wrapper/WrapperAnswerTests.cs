using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary>What the wrapper makes of what comes back from ssh.</summary>
public sealed class WrapperAnswerTests
{
    private const string Key = "4NeCCgvZFe2RnPgrcU1PQw";

    [Theory]
    [InlineData("MOSH IP 192.0.2.1  \r\nMOSH CONNECT 60002 " + Key + " \r\n")]
    [InlineData("hi\r\nMOSH IP 192.0.2.1\nthere\n\nMOSH CONNECT 60002 " + Key)]
    [InlineData("MOSH SSH_CONNECTION 1 2 192.0.2.1 4\nMOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH SSH_CONNECTION 1 2 192.0.2.2 4\nMOSH IP 192.0.2.1\nMOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH IP 192.0.2.1\nMOSH IP 192.0.2.1\nMOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH IP 192.0.2.1 x\nMOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH SSH_CONNECTION 1 2 3\nMOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH IP\nMOSH IPx\nMOSH CONNECTED\nmosh ip x\n")]
    [InlineData("MOSH CONNECT 60002 " + Key + "\n")]
    [InlineData("MOSH IP 192.0.2.1\nnothing\n")]
    [InlineData("MOSH IP 192.0.2.1\nx Bad UDP port range (60001:60002)\n")]
    [InlineData("")]
    public void An_answer_means_what_it_means_to_stock(string answer)
    {
        Pairings.Require(Implementation.Stock, "mosh");
        Pairings.Require(Implementation.Ours, "mosh");
        using var recorder = new WrapperRecorder();

        WrapperRecord stock = recorder.Run(Implementation.Stock, ["-p", "60001:60002", "host"], answer: answer);
        WrapperRecord ours = recorder.Run(Implementation.Ours, ["-p", "60001:60002", "host"], answer: answer);

        Assert.Equal(stock.Calls, ours.Calls);
        Assert.Equal(stock.Output, ours.Output);
        Assert.Equal(stock.FirstError, ours.FirstError);
        Assert.Equal(stock.ReachedClient, ours.ReachedClient);
    }

    [Theory]
    [InlineData("MOSH IP 192.0.2.1\nwelcome MOSH CONNECT 60002 " + Key + "\r\n")]
    [InlineData("\u001b[1mMOSH IP 192.0.2.1\u001b[0m\n\u001b[32mMOSH CONNECT 60002 " + Key + "\u001b[0m\u001b[K\r\n")]
    [InlineData("Pseudo-terminal\xFF\xFE MOSH IP 192.0.2.1\nls -l\rMOSH CONNECT 60002 " + Key + "\r\n")]
    public void Noise_in_front_of_a_marker_is_no_obstacle(string answer)
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var recorder = new WrapperRecorder();

        WrapperRecord ours = recorder.Run(Implementation.Ours, ["host"], answer: answer);

        Assert.True(ours.ReachedClient, ours.Error);
        Assert.Contains("host ||192.0.2.1|60002|", ours.Calls, StringComparison.Ordinal);
    }

    [Fact]
    public void The_session_does_not_wait_for_an_ssh_that_stays()
    {
        Pairings.Require(Implementation.Ours, "mosh");
        using var recorder = new WrapperRecorder();

        // ssh stays for a minute, longer than a run may take.
        WrapperRecord ours = recorder.Run(Implementation.Ours, ["host"], stays: true);

        Assert.True(ours.ReachedClient, ours.Error);
        Assert.True(ProcessTable.IsAlive(recorder.SshProcess), "ssh was not left alone");
        ProcessTable.Send(recorder.SshProcess, Signal.Kill);
    }
}
