using System.Text;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class BootstrapReaderTests
{
    private const string Key = "4NeCCgvZFe2RnPgrcU1PQw";
    private const string Connect = "MOSH CONNECT 60001 " + Key;

    [Theory]
    [InlineData("MOSH IP 192.0.2.1\n" + Connect + "\n", "192.0.2.1")]
    [InlineData("MOSH IP 192.0.2.1  \r\n" + Connect + " \r\n", "192.0.2.1")]
    [InlineData("MOSH IP fe80::1%eth0\n" + Connect, "fe80::1%eth0")]
    [InlineData("MOSH SSH_CONNECTION 198.51.100.1 5 192.0.2.9 22\n" + Connect + "\n", "192.0.2.9")]
    [InlineData("MOSH SSH_CONNECTION 198.51.100.1 5 192.0.2.9 22\nMOSH IP 192.0.2.1\n" + Connect + "\n", "192.0.2.1")]
    // Behind what a start-up file printed without a line's end, what was typed ahead, or control sequences.
    [InlineData("MOSH IP 192.0.2.1\nnoise" + Connect + "\n", "192.0.2.1")]
    [InlineData("MOSH IP 192.0.2.1\nls\r" + Connect + "\r\n", "192.0.2.1")]
    [InlineData("MOSH IP 192.0.2.1\n\u001b[1;32mMOSH \u001b[0m" + Connect + "\u001b[0m\u001b[K\r\n", "192.0.2.1")]
    [InlineData("Warning: xMOSH IP 192.0.2.1\nMMOSH MOSH IP MOSH CONNECT " + Connect + "\n", "192.0.2.1")]
    [InlineData("xMOSH SSH_CONNECTION 198.51.100.1 5 192.0.2.9 22\n" + Connect + "\n", "192.0.2.9")]
    public void Markers_are_found_however_the_stream_is_cut(string stream, string address)
    {
        for (int size = 1; size <= stream.Length; size += size < 8 ? 1 : 37)
        {
            BootstrapReader reader = Read(stream, size, out _);

            Assert.Equal(BootstrapStatus.Connected, reader.Status);
            Assert.True(reader.TryConclude("h", out _), $"chunks of {size}");
            Assert.Equal((address, 60001, Key), (reader.Address, reader.Port, reader.Key));
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("motd\r\nMOSH IP 192.0.2.1\r\nmore\n\n", "motd\r\nmore\n\n")]
    [InlineData("MOSH\nMOSH IP\nMOSH IPx\nMOSH CONNECTED 1\nmosh ip 1\n", "MOSH\nMOSH IP\nMOSH IPx\nMOSH CONNECTED 1\nmosh ip 1\n")]
    [InlineData("say MOSH CONNECT to MOSH IP x\n", "say MOSH CONNECT to MOSH IP x\n")]
    [InlineData("x MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQx\n", "x MOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQx\n")]
    [InlineData("x " + Connect + "y\n", "x " + Connect + "y\n")]
    [InlineData("x " + Connect + " y\n", "x " + Connect + " y\n")]
    [InlineData("no end of line, MOSH", "no end of line, MOSH")]
    [InlineData("\xFF\xFE\0\b\u001b]0;t\a8 bits\n", "\xFF\xFE\0\b\u001b]0;t\a8 bits\n")]
    public void Everything_else_is_shown_byte_for_byte(string stream, string shown)
    {
        for (int size = 1; size <= stream.Length; size++)
        {
            BootstrapReader reader = Read(stream, size, out string? text);

            Assert.Equal(shown, text);
            Assert.Equal(BootstrapStatus.Reading, reader.Status);
        }
    }

    [Fact]
    public void A_prompt_without_end_of_line_is_shown_at_once()
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: null);

        reader.ReceiveOutput("One-time code: "u8);
        Assert.Equal("One-time code: ", Encoding.UTF8.GetString(reader.Text));

        // What may become a marker has to wait, and is given up when it cannot.
        reader.ClearText();
        reader.ReceiveOutput("PIN: MOSH C"u8);
        Assert.Equal("PIN: ", Encoding.UTF8.GetString(reader.Text));
        reader.ReceiveOutput("ard?"u8);
        Assert.Equal("PIN: MOSH Card?", Encoding.UTF8.GetString(reader.Text));
    }

    [Fact]
    public void Nothing_behind_the_connect_line_is_shown()
    {
        Read(Connect + "\n\n[detached]\nMOSH IP 192.0.2.1\n", 1000, out string? text);

        Assert.Equal("", text);
    }

    [Fact]
    public void The_two_outputs_do_not_disturb_each_other()
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: null);

        reader.ReceiveErrors("debug1: conn"u8);
        reader.ReceiveOutput("MOSH CONN"u8);
        reader.ReceiveErrors("ect\nMOSH IP 192.0.2.1\ndebug2: x\n"u8);
        reader.ReceiveOutput(Encoding.ASCII.GetBytes("ECT 60001 " + Key + "\r\n"));

        Assert.Equal(BootstrapStatus.Connected, reader.Status);
        Assert.Equal(("192.0.2.1", Key), (reader.Address, reader.Key));
        Assert.Equal("debug1: connect\ndebug2: x\n", Encoding.UTF8.GetString(reader.Text));
    }

    [Theory]
    [InlineData("MOSH IP 192.0.2.1\nMOSH IP 192.0.2.1\n", "mosh error: detected attempt to redefine MOSH IP.")]
    [InlineData("MOSH IP 192.0.2.1 x\n", "Bad MOSH IP string: MOSH IP 192.0.2.1 x")]
    [InlineData("MOSH IP -c\n", "Bad MOSH IP string: MOSH IP -c")]
    [InlineData("MOSH SSH_CONNECTION 1 2 3\n", "Bad MOSH SSH_CONNECTION string: MOSH SSH_CONNECTION 1 2 3")]
    [InlineData("MOSH SSH_CONNECTION 1 2 3 4 5\n", "Bad MOSH SSH_CONNECTION string: MOSH SSH_CONNECTION 1 2 3 4 5")]
    [InlineData("MOSH CONNECT 60001 short\n", "Bad MOSH CONNECT string.")]
    [InlineData("MOSH CONNECT 60001  " + Key + "\n", "Bad MOSH CONNECT string.")]
    [InlineData(Connect + "x\n", "Bad MOSH CONNECT string.")]
    [InlineData(Connect + " token\n", "Bad MOSH CONNECT string.")]
    [InlineData("MOSH CONNECT x " + Key + "\n", "Bad MOSH CONNECT string.")]
    [InlineData("MOSH CONNECT 65536 " + Key + "\n", "Bad MOSH CONNECT string.")]
    [InlineData("MOSH CONNECT", null)]
    public void A_malformed_marker_at_the_start_of_a_line_ends_it(string stream, string? error)
    {
        BootstrapReader reader = Read("motd\n" + stream + Connect + "\n", 3, out _);

        if (error is null)
            return;
        Assert.Equal(BootstrapStatus.Failed, reader.Status);
        Assert.False(reader.TryConclude("h", out string? message));
        Assert.Equal(error, message);
    }

    [Fact]
    public void An_address_that_is_known_may_not_be_told_again()
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: "192.0.2.1");

        reader.ReceiveOutput("MOSH IP 192.0.2.1\n"u8);

        Assert.Equal(BootstrapStatus.Failed, reader.Status);
    }

    [Theory]
    [InlineData("nothing\n", "mosh: Did not find remote IP address (is SSH ProxyCommand disabled?).")]
    [InlineData(Connect, "mosh: Did not find remote IP address (is SSH ProxyCommand disabled?).")]
    [InlineData("MOSH IP 192.0.2.1\nnothing", "mosh: Did not find mosh server startup message. (Have you installed mosh on your server?)")]
    [InlineData("MOSH IP 192.0.2.1\nBBad UDP port range (1:2)\n", "mosh: Server does not support UDP port range option.")]
    public void What_is_missing_is_said(string stream, string error)
    {
        BootstrapReader reader = Read(stream, 5, out _);

        Assert.False(reader.TryConclude("h", out string? message));
        Assert.Equal(error, message);
    }

    [Fact]
    public void An_address_by_the_server_itself_comes_with_a_warning()
    {
        BootstrapReader reader = Read("MOSH SSH_CONNECTION 198.51.100.1 5 192.0.2.9 22\n" + Connect + "\n", 5, out _);

        Assert.True(reader.TryConclude("u@h", out string? warning));
        Assert.Equal("mosh: Using remote IP address 192.0.2.9 from $SSH_CONNECTION for hostname u@h", warning);
    }

    [Fact]
    public void A_megabyte_of_noise_does_not_hide_the_marker()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            var random = new Random(seed);
            byte[] noise = new byte[1 << 20];
            random.NextBytes(noise);

            // Whatever else it is, it is no line that begins like a marker; the letters of markers are frequent in it.
            for (int i = 0; i < noise.Length; i++)
            {
                if (noise[i] < 40)
                    noise[i] = (byte)"MOSH IPCNET\u001b[ "[noise[i] % 14];
            }

            var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: "192.0.2.1");
            int shown = 0;
            byte[] stream = [.. noise, .. Encoding.ASCII.GetBytes(Connect + "\r\n")];
            for (int at = 0; at < stream.Length;)
            {
                int count = Math.Min(random.Next(1, 9000), stream.Length - at);
                reader.ReceiveOutput(stream.AsSpan(at, count));
                shown += reader.Text.Length;
                reader.ClearText();
                at += count;
            }

            Assert.True(reader.Status == BootstrapStatus.Connected, $"seed {seed}: {reader.Error}");
            Assert.Equal(noise.Length + 2, shown + 1);
        }
    }

    [Fact]
    public void An_endless_line_is_never_kept()
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: null);

        reader.ReceiveOutput(Encoding.ASCII.GetBytes("x MOSH CONNECT " + new string('y', 100_000)));
        Assert.Equal(100_015, reader.Text.Length);
        Assert.Equal(BootstrapStatus.Reading, reader.Status);

        // At the start of a line it is a marker that went wrong.
        reader.ReceiveOutput(Encoding.ASCII.GetBytes("\nMOSH CONNECT " + new string('y', 100_000)));
        Assert.Equal(BootstrapStatus.Failed, reader.Status);
    }

    [Fact]
    public void Random_streams_never_throw_and_lose_nothing()
    {
        string[] pieces = ["MOSH ", "IP ", "CONNECT ", "SSH_CONNECTION ", "60001 ", Key, "192.0.2.1", "\n", "\r", " ", "x", "M", "\u001b[0m", "\u001b", "-", "99999999999 "];
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            string stream = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                BootstrapReader whole = Read(stream, int.MaxValue, out string? text);
                BootstrapReader cut = Read(stream, random.Next(1, 9), out string? textOfCut);
                Assert.Equal((whole.Status, whole.Address, whole.Port, whole.Key, text), (cut.Status, cut.Address, cut.Port, cut.Key, textOfCut));
                if (!stream.Contains("MOSH ", StringComparison.Ordinal))
                    Assert.Equal(stream, text);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    private static BootstrapReader Read(string stream, int chunk, out string text)
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: true, knownAddress: null);
        var shown = new StringBuilder();
        byte[] bytes = Encoding.Latin1.GetBytes(stream);
        for (int at = 0; at < bytes.Length; at += Math.Min(chunk, bytes.Length))
        {
            reader.ReceiveOutput(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at)));
            shown.Append(Encoding.Latin1.GetString(reader.Text));
            reader.ClearText();
        }

        reader.FinishOutput();
        shown.Append(Encoding.Latin1.GetString(reader.Text));
        text = shown.ToString();
        return reader;
    }
}
