using System.Text;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Gathering;
using Xunit;

namespace Moshi.Tests.Commands.Doctor;

public sealed class HostReaderTests
{
    private const string Nonce = "0123456789abcdef";

    private const string Told = """
        Welcome to the host
        no line end
        MOSHI-0123456789abcdef HELLO Linux x86_64

        MOSHI-0123456789abcdef CLOCK 1000060
        MOSHI-0123456789abcdef SSH 198.51.100.2 4711 192.0.2.7 22
        MOSHI-0123456789abcdef USER ann 1000
        MOSHI-0123456789abcdef ADDR 192.0.2.7/24
        MOSHI-0123456789abcdef ADDR $(reboot)
        MOSHI-0123456789abcdef SERVER mosh /usr/bin/mosh-server
        MOSH CONNECT 60009 AAAAAAAAAAAAAAAAAAAAAA
        MOSHI-0123456789abcdef BOUND 070200C0:EA61
        MOSHI-0123456789abcdef STARTED

        MOSH CONNECT 60001 abcdefghijklmnopqrstuw
        a banner
        MOSHI-0123456789abcdef EXIT 0
        MOSHI-0123456789abcdef ARRIVED
        MOSHI-0123456789abcdef KILL yes
        MOSHI PROBE 60002 abcdefghijklmnopqrstuA
        MOSHI SAW 203.0.113.5 4500
        MOSHI-0123456789abcdef DROPS 7
        MOSHI-0123456789abcdef CLOCK 1000064
        MOSHI-0123456789abcdef READY
        MOSHI-0123456789abcdef END

        """;

    [Theory]
    [InlineData("1000000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    public void A_clock_beyond_all_years_is_not_believed(string seconds)
    {
        HostReader reader = Read(Encoding.UTF8.GetBytes($"MOSHI-{Nonce} CLOCK {seconds}\n"), 100);
        Assert.Null(reader.Facts.ClockOffset);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Facts_are_the_same_however_the_bytes_are_cut(int length)
    {
        HostReader reader = Read(Encoding.UTF8.GetBytes(Told), length);
        HostFacts facts = reader.Facts;
        Assert.Equal("Welcome to the host\nno line end", reader.Noise);
        Assert.Equal("192.0.2.7", facts.ConnectionWord(2));
        Assert.Equal(["192.0.2.7"], facts.Addresses.ToArray());
        Assert.Equal(["192.0.2.7"], facts.BoundTo.ToArray());
        Assert.Equal(TimeSpan.FromSeconds(60), facts.ClockOffset);
        Assert.Equal(TimeSpan.FromSeconds(64), facts.ClockOffsetAtEnd);
        Assert.Equal(7, facts.SocketDrops);
        Assert.Equal("yes", facts.KillUserProcesses);
        Assert.Equal(0, facts.ServerStatus);
        Assert.True(reader.HasArrived);
        Assert.True(reader.IsOver);
        Assert.Equal("203.0.113.5:4500", reader.ProbeSaw[0].ToString());
    }

    [Fact]
    public void A_server_is_believed_only_where_the_script_lets_it_speak()
    {
        HostReader reader = Read(Encoding.UTF8.GetBytes(Told), 4096);
        Assert.Equal(60001, reader.Port);
        Assert.Equal("abcdefghijklmnopqrstuw", reader.Key);
        Assert.DoesNotContain("abcdefghijklmnopqrstuw", reader.Facts.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Markers_with_another_nonce_are_noise()
    {
        HostReader reader = Read(Encoding.UTF8.GetBytes("MOSHI-fedcba9876543210 HELLO Linux\nMOSHI-fedcba9876543210 END\n"), 4096);
        Assert.False(reader.HasHello);
        Assert.False(reader.IsOver);
    }

    [Theory]
    [InlineData("0100007F:EA61", "127.0.0.1")]
    [InlineData("00000000:EA61", "0.0.0.0")]
    [InlineData("00000000000000000000000000000000:EA61", "::")]
    [InlineData("00000000000000000000000001000000:EA61", "::1")]
    [InlineData("0000000000000000FFFF0000070200C0:EA61", "192.0.2.7")]
    [InlineData("B80D0120000000000000000007000000:EA61", "2001:db8::7")]
    public void Addresses_of_proc_are_read_in_the_kernels_order(string text, string address)
    {
        Assert.True(HostReader.TryReadSocketAddress(text, out string? read));
        Assert.Equal(address, read);
    }

    [Fact]
    public void Nothing_that_a_host_may_say_throws_and_memory_is_bounded()
    {
        byte[] clean = Encoding.UTF8.GetBytes(Told);
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = clean.ToArray();
            for (int i = random.Next(1, 40); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            HostReader reader = Read(bytes, random.Next(1, 200));
            _ = reader.Facts;
        }

        HostReader long_ = Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("MOSHI-" + Nonce + " RULE " + new string('x', 9000) + "\n", 500))), 4096);
        Assert.True(long_.Facts.FirewallRules.Count <= 64);
        Assert.All(long_.Facts.FirewallRules, rule => Assert.True(rule.Length <= 4096));
    }

    private static HostReader Read(byte[] bytes, int length)
    {
        var reader = new HostReader(Nonce, static () => TimeSpan.FromSeconds(1_000_000));
        for (int at = 0; at < bytes.Length; at += length)
            reader.Receive(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
        reader.Finish();
        return reader;
    }
}
