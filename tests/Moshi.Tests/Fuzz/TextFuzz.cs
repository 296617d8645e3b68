using System.Buffers.Binary;
using System.Text;
using Moshi.Commands.Options;
using Moshi.Platform.Terminfo;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Mux;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Transport.Datagrams;

namespace Moshi.Tests.Fuzz;

/// <summary>What users, their environment, their files and ssh hand to us.</summary>
internal static class TextFuzz
{
    private static readonly string[] Variables =
    [
        "MOSH_KEY", "MOSH_PREDICTION_DISPLAY", "MOSH_PREDICTION_OVERWRITE", "MOSH_ESCAPE_KEY", "MOSH_TITLE_NOPREFIX", "MOSH_NO_TERM_INIT",
        "POSIXLY_CORRECT",
        "MOSH_SERVER_NETWORK_TMOUT", "MOSH_SERVER_SIGNAL_TMOUT", "SSH_CONNECTION", "SHELL", "USER", "LANG",
    ];

    /// <summary>The only text of a key is the one that we would write.</summary>
    public static readonly FuzzTarget KeyTexts = new("key texts", ReadKey)
    {
        SmokeRuns = 6000,
        Corpus = ["4NeCCgvZFe2RnPgrcU1PQw"u8.ToArray(), "AAECAwQFBgcICQoLDA0ODw"u8.ToArray(), "//////////////////////"u8.ToArray()],
        Dictionary = Words("A", "w", "=", "/", "+", " ", "AAAAAAAAAAAAAAAAAAAAA", "\u00d0"),
    };

    /// <summary>Words of all dialects; input is split at line feeds. Whatever they are, the answer is arguments or an exit.</summary>
    public static readonly FuzzTarget CommandLines = new("command lines", ReadCommandLine)
    {
        SmokeRuns = 6000,
        Corpus = Words(
            "--ssh=ssh -p 2222\n-p\n60001:60010\nuser@host\n--\ntmux\na",
            "-a\n-6\n--predict=never\n--no-init\nhost",
            "new\n-s\n-c\n256\n-l\nLANG=C.UTF-8\n-p\n60001",
            "new\n-vv\n-i\n::1\n-@\ncaps\n--\nls\n-l", "10.0.0.1\n60001", "-#\nhost |\n::1\n60001", "-c", "--version", "--help", "\n\n\n"),
        Dictionary = Words(
            "\n", "-", "--", "=", "-p", "-p\n", "--p", "--port=", "--client=", "--server=", "--predict", "--predict=", "always", "-o", "-a",
            "-n", "-4", "-6", "--family=", "inet6", "--local", "--no-", "--ssh-pty", "--experimental-remote-ip=", "proxy", "new\n", "-s", "-v",
            "-vvv", "-c\n", "-l\n", "NAME=", "-i", "-@", "-#", "60001", ":", "65536", "99999999999999999999", "-1", "user@host", "\u65e5",
            "--bind-server=", "any", "ssh", "--help", "--version", "-h", "-V", "\0", "'"),
        MaxAllocatedBytes = 16 << 20,
    };

    /// <summary>Single values: ports, words of a shell, modes, the escape key.</summary>
    public static readonly FuzzTarget Settings = new("settings", ReadSettings)
    {
        SmokeRuns = 6000,
        Dictionary = Words(
            "0", "1", "60001", ":", "65535", "65536", " ", "'", "\"", "\\", "ssh", "-p", "always", "adaptive", "~", "\u001e", "\u0003", "\u007f",
            "\u0080", "+", "\t"),
    };

    public static readonly FuzzTarget TerminfoFiles = new("terminfo files", ReadTerminfo)
    {
        SmokeRuns = 10000,
        Corpus = [TerminfoEntry(isWide: false), TerminfoEntry(isWide: true)],
        Dictionary = [[0xFF, 0xFF], [0xFE, 0xFF], [0xFF, 0x7F], [0x00, 0x80], [0x1A, 0x01], [0x1E, 0x02], "$<5>"u8.ToArray(), "$<"u8.ToArray(), [0]],
    };

    /// <summary>Output of ssh on both of its streams, however it is cut: markers are found or shown, and nothing of a key is lost or leaked.</summary>
    public static readonly FuzzTarget BootstrapOutput = new("bootstrap output", ReadBootstrap)
    {
        SmokeRuns = 6000,
        Corpus = Words(
            "0MOSH IP 192.0.2.1\r\nmotd\r\nMOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQw\r\n",
            "1xMOSH SSH_CONNECTION 198.51.100.1 5 192.0.2.9 22\nMOSH CONNECT 60001 AAAA\n",
            "2Bad UDP port\n\u001b[1;32mMOSH \u001b[0mMOSH CONNECT 1 4NeCCgvZFe2RnPgrcU1PQw\u001b[K\n"),
        Dictionary = Words(
            "MOSH ", "MOSH IP ", "MOSH SSH_CONNECTION ", "MOSH CONNECT ", "60001 ", "4NeCCgvZFe2RnPgrcU1PQw", "192.0.2.1", "fe80::1%eth0",
            "198.51.100.1 5 192.0.2.9 22", "\r\n", "\n", "\r", " ", "-", "Bad UDP port", "\u001b[K", "\u001b[0m", "70000", "M", "MM"),
        MaxAllocatedBytes = 4 << 20,
    };

    /// <summary>Output of the script that starts a server, ssh's log, and a forced command's view of what was asked.</summary>
    public static readonly FuzzTarget StartReports = new("start reports", ReadReport)
    {
        SmokeRuns = 6000,
        Corpus = Words(
            "0\nMOSHI-0123456789abcdef HELLO 1 Linux x86_64\n\nMOSHI-0123456789abcdef SERVER moshi /x\nMOSHI SERVER 1 f\nMOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQw\n\nMOSHI-0123456789abcdef EXIT 0\n",
            "1noise\nMOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQw\n", "2Authenticated to h ([192.0.2.1]:22) using \"none\".\n",
            "3env sh -c 'N=0123456789abcdef;PATH=$t;r \"$p\" new -c 256 -x 6c73;"),
        Dictionary = Words(
            "MOSHI-0123456789abcdef ", "HELLO ", "SSH ", "ADDR ", "PUB ", "SERVER ", "EXIT ", "END", "INSTALL ", "LOCALE ", "USES ", "none", "moshi", "MOSH CONNECT ", "MOSHI SERVER ", "MOSHI PUB ",
            "60001 ", "4NeCCgvZFe2RnPgrcU1PQw", "10.0.0.1/24", "\r\n", "\n", " ", ";PATH=$t;r \"$p\" new ", "\u001b[2J", "Authenticated to "),
        MaxAllocatedBytes = 4 << 20,
    };

    /// <summary>What listens at a control socket may say anything.</summary>
    public static readonly FuzzTarget ControlSockets = new("control sockets", ReadMux)
    {
        SmokeRuns = 6000,
        Corpus = [Convert.FromHexString("0000000800000001000000040000000c800000050000000000003478"), Convert.FromHexString("0000000800000001000000030004000000")],
        Dictionary = [[0, 0, 0, 8], [0, 0, 0, 1], [0, 0, 0, 4], [0x80, 0, 0, 5], [0, 4, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]],
    };

    /// <summary>Whether the host says a key twice, when one reads it as users do: without control characters.</summary>
    private static bool IsTwice(string key, ReadOnlySpan<byte> input) =>
        string.Concat(Encoding.Latin1.GetString(input).Where(static c => !char.IsControl(c))).Split(key).Length > 2;

    private static void ReadReport(ReadOnlySpan<byte> input)
    {
        var report = new BootstrapReport();
        int kind = input.IsEmpty ? 0 : input[0] & 3;
        var reader = new ReportReader(report, kind == 1 ? null : "0123456789abcdef");
        var log = new SshLog("INFO", isQuiet: false);
        ReadOnlySpan<byte> rest = input.IsEmpty ? input : input[1..];
        for (int at = 0, size = 1; at < rest.Length; at += size, size = size % 7 + 1)
        {
            ReadOnlySpan<byte> part = rest.Slice(at, Math.Min(size, rest.Length - at));
            reader.Receive(part);
            log.Receive(part);
        }

        reader.Finish();
        FuzzFailureException.Unless(!report.HasServer || (report.Port is > 0 and < 65536 && report.Key!.Length == 22), "a server without port or key");
        FuzzFailureException.Unless(report.Output.Length <= ReportReader.MaxOutputBytes && report.Addresses.Count <= ReportReader.MaxAddresses, "more than is to be kept");
        FuzzFailureException.Unless(!report.Output.Any(static c => char.IsControl(c) && c is not '\n' and not '\t'), "control characters for the user");
        FuzzFailureException.Unless(report.Key is null || !report.Output.Contains(report.Key, StringComparison.Ordinal) || IsTwice(report.Key, input), "the key leaks");
        FuzzFailureException.Unless(!log.TakeShown().Contains('\u001b', StringComparison.Ordinal) && log.Text.Length <= SshLog.MaxTextBytes, "an unclean log");
        if (RemoteScript.TryReadCommand(Encoding.UTF8.GetString(rest), out _, out string words))
            FuzzFailureException.Unless(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(static word => ServerWords.IsSafe(word)), "unsafe words");
    }

    private static void ReadMux(ReadOnlySpan<byte> input)
    {
        var whole = new MuxAliveProbe();
        whole.Receive(input);
        var cut = new MuxAliveProbe();
        foreach (byte b in input)
            cut.Receive([b]);
        FuzzFailureException.Unless(whole.State == cut.State && whole.ProcessId == cut.ProcessId, "the cuts matter");
        FuzzFailureException.Unless(whole.State == MuxAliveState.Alive == whole.ProcessId > 0, "alive without a process");
    }

    private static void ReadKey(ReadOnlySpan<byte> input)
    {
        Span<byte> key = stackalloc byte[KeyText.KeyBytes];
        Span<char> again = stackalloc char[KeyText.Letters];
        foreach (Encoding encoding in (ReadOnlySpan<Encoding>)[Encoding.Latin1, Encoding.UTF8])
        {
            string text = encoding.GetString(input);
            if (KeyText.TryDecode(text, key, out KeyTextError error))
            {
                KeyText.Encode(key, again);
                FuzzFailureException.Unless(again.SequenceEqual(text), "two texts for one key");
            }
            else
            {
                FuzzFailureException.Unless(KeyText.Describe(error).Length > 0 && !key.ContainsAnyExcept((byte)0), "no reason, or a part of a key");
            }
        }
    }

    private static void ReadCommandLine(ReadOnlySpan<byte> input)
    {
        string[] words = Encoding.UTF8.GetString(input).Split('\n');
        string? Variable(string name)
        {
            // The environment is read from the same words: the first of them name what is set, by position.
            int index = Array.IndexOf(Variables, name);
            return index >= 0 && index < words.Length && words[0].Length % 3 == 2 ? words[index] : null;
        }

        Check(ClientArguments.TryParse("mosh-client", words, Variable, out _, out CommandExit? clientExit), clientExit);
        bool isServer = ServerArguments.TryParse("mosh-server", words, Variable, out _, out CommandExit? serverExit);
        FuzzFailureException.Unless(isServer || serverExit is not null, "neither arguments nor an exit");
        Check(WrapperArguments.TryParse("mosh", words, Variable, out WrapperArguments wrapper, out CommandExit? wrapperExit), wrapperExit);
        FuzzFailureException.Unless(wrapperExit is not null || wrapper.Ssh.Count > 0, "nothing to run");
        Check(ConnectArguments.TryParse("moshi", words, Variable, out ConnectArguments connect, out CommandExit? connectExit), connectExit);
        FuzzFailureException.Unless(connectExit is not null || (connect.Host.Length > 0 && connect.Host[0] != '-'), "a host that ssh would take for an option");
        foreach (CommandSpec command in (ReadOnlySpan<CommandSpec>)[CommandTable.Mosh, CommandTable.Moshi, CommandTable.MoshClient, CommandTable.MoshServer])
        {
            CheckLine(DestinationOptionParser.Parse(command, words), words);
            CheckLine(LongOptionParser.Parse(command, words, posix: false), words);
            CheckLine(LongOptionParser.Parse(command, words, posix: true), words);
            CheckLine(ShortOptionParser.Parse(command, words, posix: false), words);
            CheckLine(ShortOptionParser.Parse(command, words, posix: true), words);
        }
    }

    private static void Check(bool isParsed, CommandExit? exit) =>
        FuzzFailureException.Unless(isParsed == exit is null, "both arguments and an exit, or neither");

    private static void CheckLine(ParsedCommandLine line, string[] words)
    {
        FuzzFailureException.Unless(line.Operands.Count <= words.Length, "more operands than words");
        FuzzFailureException.Unless(line.OperandsBeforeTerminator <= line.Operands.Count, "operands before the terminator that are none");
        foreach (OptionError error in line.Errors)
            FuzzFailureException.Unless(error.ToLongMessage().Length > 0, "an error without words");
    }

    private static void ReadSettings(ReadOnlySpan<byte> input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isSplit = ShellWords.TrySplit(text, out IReadOnlyList<string> words);
        FuzzFailureException.Unless(!isSplit || words.Count > 0, "split into nothing");
        bool isServerPort = ServerPorts.TryParseForServer(text, out ServerPorts ports, out string serverError);
        FuzzFailureException.Unless(isServerPort ? ports is { Low: >= 0, High: <= 65_535 } : serverError.Length > 0, "bad ports, or no reason");
        bool isWrapperPort = ServerPorts.TryParseForWrapper(text, out _, out string wrapperError);
        FuzzFailureException.Unless(isWrapperPort || wrapperError.Length > 0, "no reason");
        bool isMode = PredictionSettings.TryParseMode(text, out PredictionMode mode);
        FuzzFailureException.Unless(
            !isMode || string.Equals(mode.ToString(), text, StringComparison.OrdinalIgnoreCase),
            "a mode of another name");
        var key = EscapeKey.Parse(text);
        FuzzFailureException.Unless(key.IsEnabled == text.Length > 0, "only an empty text disables the escape key");
        FuzzFailureException.Unless(key.Code < 0x80 && !key.CommandHelp.Any(char.IsControl), "an escape key that cannot be shown");
    }

    private static void ReadTerminfo(ReadOnlySpan<byte> input)
    {
        if (!CompiledTerminfo.TryParse(input, out TerminalDescription? description))
            return;

        FuzzFailureException.Unless(description is not null && description.Names.Length <= input.Length, "names out of nowhere");
        for (int i = -1; i < 450; i++)
        {
            description!.Has((TerminfoBoolean)i);
            FuzzFailureException.Unless(description.Number((TerminfoNumber)i) >= -1, "a negative number");
            FuzzFailureException.Unless(description.Text((TerminfoText)i).Length <= input.Length, "a text out of nowhere");
        }
    }

    private static void ReadBootstrap(ReadOnlySpan<byte> input)
    {
        int options = input.IsEmpty ? 0 : input[0] & 3;
        ReadOnlySpan<byte> stream = input.IsEmpty ? input : input[1..];
        var whole = new BootstrapReader("mosh", (options & 1) != 0, (options & 2) != 0 ? "192.0.2.7" : null);
        whole.ReceiveOutput(stream);
        whole.FinishOutput();
        var cut = new BootstrapReader("mosh", (options & 1) != 0, (options & 2) != 0 ? "192.0.2.7" : null);
        for (int i = 0; i < stream.Length; i++)
            cut.ReceiveOutput(stream.Slice(i, 1));

        cut.FinishOutput();
        FuzzFailureException.Unless(
            (whole.Status, whole.Address, whole.ReportedAddress, whole.Port, whole.Key, whole.Error)
                == (cut.Status, cut.Address, cut.ReportedAddress, cut.Port, cut.Key, cut.Error),
            "cuts change what is found");
        FuzzFailureException.Unless(whole.Text.SequenceEqual(cut.Text), "cuts change what is shown");
        FuzzFailureException.Unless(whole.Text.Length <= stream.Length, "more is shown than came");
        FuzzFailureException.Unless(whole.Key is null or { Length: KeyText.Letters }, "a key of another length");
        FuzzFailureException.Unless(whole.Key is null || !Encoding.Latin1.GetString(whole.Text).Contains(whole.Key, StringComparison.Ordinal)
            || Occurrences(stream, whole.Key) > 1, "the key is shown");
        bool isConcluded = whole.TryConclude("host", out string message);
        FuzzFailureException.Unless(isConcluded || message.Length > 0, "no reason");
    }

    private static int Occurrences(ReadOnlySpan<byte> stream, string key) => Encoding.Latin1.GetString(stream).Split(key).Length - 1;

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A small compiled entry: 29 flags, 15 numbers, 40 texts.</summary>
    private static byte[] TerminfoEntry(bool isWide)
    {
        byte[] names = "test|a terminal for tests\0"u8.ToArray();
        byte[] table = "\u001b[2J$<50/>\0\u001b[%p1%dX\0"u8.ToArray();
        var file = new List<byte>();
        void Short(int value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)value);
            file.AddRange(bytes);
        }

        foreach (int value in (ReadOnlySpan<int>)[isWide ? 0x21E : 0x11A, names.Length, 29, 15, 40, table.Length])
            Short(value);

        file.AddRange(names);
        file.AddRange(new byte[29]);
        file.AddRange(new byte[file.Count % 2]);
        for (int i = 0; i < 15; i++)
        {
            Short(i == 13 ? 256 : -1);
            file.AddRange(new byte[isWide ? 2 : 0]);
        }

        for (int i = 0; i < 40; i++)
            Short(i switch { 5 => 0, 37 => 11, _ => -1 });

        file.AddRange(table);
        return [.. file];
    }
}
