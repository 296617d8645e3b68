using System.Text;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class ReportReaderTests
{
    private const string Nonce = "0123456789abcdef";
    private const string Key = "4NeCCgvZFe2RnPgrcU1PQw";

    private const string Answer =
        "\nMOSHI-0123456789abcdef HELLO 1\n\nMOSHI-0123456789abcdef HOST Linux x86_64\n\nMOSHI-0123456789abcdef SSH 10.0.0.2 4711 10.9.2.2 22\n" +
        "\nMOSHI-0123456789abcdef SERVER moshi /home/ann/.local/bin/moshi-server\nMOSHI SERVER 0.1.0 1f\nMOSH CONNECT 60001 " + Key + "\n" +
        "\nMOSHI-0123456789abcdef EXIT 0\n\nMOSHI-0123456789abcdef ADDR 10.9.2.2/24\n\nMOSHI-0123456789abcdef ADDR fd00::2/64\n" +
        "\nMOSHI-0123456789abcdef PUB 203.0.113.5\n\nMOSHI-0123456789abcdef END\nMOSHI PUB 203.0.113.6 60001\n";

    [Fact]
    public void Whole_answer_is_read_however_it_is_cut()
    {
        foreach (int size in (int[])[1, 2, 7, 64, 4096])
            AssertComplete(Read(Answer, Nonce, size));
    }

    [Theory]
    [InlineData("no line's end")]
    [InlineData("\u001b[31mred \u00ff\u00fe")]
    [InlineData("MOSHI-fedcba9876543210 HELLO 1 Fake\nMOSH CONNECT 1 AAAAAAAAAAAAAAAAAAAAAA\nMOSHI SERVER 9 f\n")]
    public void Start_up_files_may_print_what_they_like(string noise) => AssertComplete(Read(noise + Answer, Nonce, 5));

    [Fact]
    public void Megabyte_without_a_line_is_passed_over()
    {
        BootstrapReport report = Read(new string('M', 1_000_000) + Answer, Nonce, 4096);
        AssertComplete(report);
        Assert.True(report.Output.Length <= ReportReader.MaxOutputBytes);
    }

    [Fact]
    public void Carriage_returns_of_a_terminal_do_not_matter() => AssertComplete(Read(Answer.Replace("\n", "\r\n", StringComparison.Ordinal), Nonce, 3));

    [Theory]
    [InlineData("MOSH CONNECT 60001 short")]
    [InlineData("MOSH CONNECT 0 " + Key)]
    [InlineData("MOSH CONNECT 65536 " + Key)]
    [InlineData("MOSH CONNECT 60001 " + Key + " more")]
    [InlineData("MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1P w")]
    public void Malformed_answers_are_none(string line)
    {
        BootstrapReport report = Read($"\nMOSHI-{Nonce} SERVER mosh\n{line}\n\nMOSHI-{Nonce} EXIT 1\n", Nonce, 4096);
        Assert.False(report.HasServer);
        Assert.Equal(1, report.ServerStatus);
    }

    [Fact]
    public void Without_markers_the_last_answer_counts_because_start_up_files_print_before_the_server()
    {
        BootstrapReport report = Read("MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\nWelcome\nMOSH CONNECT 60007 " + Key + "\n", nonce: null, 9);
        Assert.Equal((60007, Key), (report.Port, report.Key));
    }

    [Fact]
    public void Answer_without_a_marker_is_a_forced_commands_only_when_it_has_ended_well()
    {
        foreach ((string? nonce, bool hasSucceeded) in new[] { (Nonce, true), (Nonce, false), (null, true), (null, false) })
        {
            var report = new BootstrapReport();
            var reader = new ReportReader(report, nonce);
            reader.Receive(Encoding.ASCII.GetBytes($"MOSH CONNECT 60001 {Key}\n"));
            reader.Finish(hasSucceeded);
            Assert.Equal(hasSucceeded, report.HasServer);
        }
    }

    [Fact]
    public void Server_that_is_started_because_ours_does_not_run_is_the_one_that_counts()
    {
        BootstrapReport report = Read($"\nMOSHI-{Nonce} HELLO 1\n\nMOSHI-{Nonce} SERVER moshi /x/moshi-server\nExec format error\n\nMOSHI-{Nonce} EXIT 126\n\nMOSHI-{Nonce} SERVER mosh /usr/bin/mosh-server\nMOSH CONNECT 60002 {Key}\n\nMOSHI-{Nonce} EXIT 0\n\nMOSHI-{Nonce} END\n", Nonce, 11);
        Assert.Equal((ServerKind.Mosh, "/usr/bin/mosh-server", 60002, 0), (report.Server, report.ServerPath, report.Port, report.ServerStatus));
    }

    [Fact]
    public void What_the_server_says_when_it_fails_is_kept_and_cleaned()
    {
        BootstrapReport report = Read($"\nMOSHI-{Nonce} HELLO 1\n\nMOSHI-{Nonce} SERVER mosh\nneeds a \u001b]0;x\u0007 locale\n\nMOSHI-{Nonce} EXIT 1\n", Nonce, 4096);
        Assert.Equal("needs a ?]0;x? locale", report.Output);
    }

    [Fact]
    public void Without_our_script_a_server_that_was_started_by_force_is_taken()
    {
        BootstrapReport report = Read($"Welcome\nMOSH CONNECT 60001 {Key}\n", Nonce, 4096);
        Assert.Equal(60001, report.Port);
        Assert.Equal(Key, report.Key);
        Assert.DoesNotContain(Key, report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void With_our_script_only_what_stands_behind_its_marker_counts()
    {
        BootstrapReport report = Read($"MOSH CONNECT 1 AAAAAAAAAAAAAAAAAAAAAA\n\nMOSHI-{Nonce} HELLO 1\n\nMOSHI-{Nonce} SERVER none\n\nMOSHI-{Nonce} END\nMOSH CONNECT 1 AAAAAAAAAAAAAAAAAAAAAA\n", Nonce, 4096);
        Assert.False(report.HasServer);
        Assert.Equal(ServerKind.None, report.Server);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public void Plain_words_are_answered_without_markers()
    {
        BootstrapReport report = Read($"noise\r\nMOSH CONNECT 60002 {Key}\r\n", nonce: null, 3);
        Assert.Equal(60002, report.Port);
        Assert.Equal(ServerKind.Mosh, report.Server);
    }

    [Fact]
    public void No_more_addresses_are_listened_to_than_make_sense()
    {
        var text = new StringBuilder();
        for (int i = 0; i < 1000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\nMOSHI-{Nonce} ADDR 10.0.{i / 256}.{i % 256}/24\n");
        Assert.Equal(ReportReader.MaxAddresses, Read(text.ToString(), Nonce, 4096).Addresses.Count);
    }

    private static void AssertComplete(BootstrapReport report)
    {
        Assert.True(report.HasHello && report.IsComplete && report.HasServer);
        Assert.Equal(("Linux", "x86_64"), (report.System, report.Machine));
        Assert.Equal("10.9.2.2", report.ServerAddress);
        Assert.Equal((ServerKind.Moshi, "0.1.0"), (report.Server, report.ServerVersion));
        Assert.Equal("/home/ann/.local/bin/moshi-server", report.ServerPath);
        Assert.Equal((60001, Key), (report.Port, report.Key));
        Assert.Equal(0, report.ServerStatus);
        Assert.Equal(["10.9.2.2/24", "fd00::2/64"], report.Addresses);
        Assert.Equal(["203.0.113.5", "203.0.113.6 60001"], report.PublicAddresses);
    }

    private static BootstrapReport Read(string text, string? nonce, int chunk)
    {
        var report = new BootstrapReport();
        var reader = new ReportReader(report, nonce);
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int at = 0; at < bytes.Length; at += chunk)
            reader.Receive(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)));
        reader.Finish();
        return report;
    }
}
