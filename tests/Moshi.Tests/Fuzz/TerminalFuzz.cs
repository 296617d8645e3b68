using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Moshi.Tests.Terminal;
using Moshi.Tests.Terminal.Prediction;

namespace Moshi.Tests.Fuzz;

/// <summary>Bytes of hosts, of painters and of keyboards.</summary>
internal static class TerminalFuzz
{
    private static readonly byte[][] HostWords =
    [
        .. Words(
            "a", "text ", "\r\n", "\n", "\r", "\b", "\t", "\a", "\u001b", "\u001b[", "\u001b]", "\u001bP", "\u001b_", "\u001b\\", "\u0018",
            "\u009b", ";", "?", "0", "1", "5", "24", "80", "65535", "99999", "\u001b[m", "\u001b[7;31m", "\u001b[38;5;8m",
            "\u001b[48;2;1;2;3m", "\u001b[2J", "\u001b[K", "\u001b[1K", "\u001b[H", "\u001b[9;9H", "\u001b[A", "\u001b[3D", "\u001b[2@",
            "\u001b[2P", "\u001b[2X", "\u001b[L", "\u001b[2M", "\u001b[S", "\u001b[T", "\u001b[2;3r", "\u001b[r", "\u001b[?6h",
            "\u001b[?7l", "\u001b[?7h", "\u001b[4h", "\u001b[4l", "\u001b[?3h", "\u001b[?25l", "\u001b[?1003h", "\u001b[?1006h",
            "\u001b[?2004h", "\u001b[!p", "\u001bc", "\u001bD", "\u001bM", "\u001b7", "\u001b8", "\u001b#8", "\u001bH", "\u001b[3g",
            "\u001b[g", "\u001b[I", "\u001b[2Z", "\u001b[6n", "\u001b[c", "\u001b]0;t\a", "\u001b]52;c;YQ==\a", "\u001b]8;;x\u001b\\",
            "\u65e5\u672c", "e\u0301", "\u0301", "\U0001F600", "\u200d", "\u00a0", "\u007f", "\u2502"),
        [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    private static readonly byte[][] KeyWords =
    [
        .. Words("a", "ls -l", " ", "\r", "\u007f", "\u001b[C", "\u001b[D", "\u001bOC", "\u001bOD", "\u001bO", "\u001b", "\t", "\u001e", "^", "~", ".",
            "\u001b[200~", "\u00e9", "\u65e5", "\u0301", "\u2502", "\u001b[5;5H", "\u001b[m"),
        .. Enumerable.Range(0, 8).Select(step => new[] { (byte)step }),
    ];

    /// <summary>Output of a host at any size, with changes of size in between: the screen stays sound, and cuts make no difference.</summary>
    public static readonly FuzzTarget HostOutput = new("host output", FeedHost)
    {
        SmokeRuns = 3000,
        Dictionary = HostWords,
        Corpus = Sized(Vectors("input_hex")),
        MaxAllocatedBytes = 8 << 20,
    };

    /// <summary>Whatever the screens show, painting one over the other reproduces it.</summary>
    public static readonly FuzzTarget PaintedStates = new("painted states", PaintStates)
    {
        SmokeRuns = 2000,
        Dictionary = HostWords,
        Corpus = Sized(Vectors("input_hex")),
        MaxAllocatedBytes = 16 << 20,
    };

    /// <summary>Keys and server states in any order: filters, predictions and notices never throw, and leave frames that can be painted.</summary>
    public static readonly FuzzTarget TypedKeys = new("typed keys", TypeKeys)
    {
        SmokeRuns = 2000,
        Dictionary = KeyWords,
        MaxAllocatedBytes = 8 << 20,
    };

    /// <summary>What a terminal and a keyboard send, mixed and cut anyhow: no byte comes out that did not go in, and nothing is held for ever.</summary>
    public static readonly FuzzTarget OuterInput = new("outer input", FilterOuterInput)
    {
        SmokeRuns = 3000,
        Dictionary = [.. Words("\u001b", "\u001b[", "\u001b]", "\u001bP", "\u001b\\", "\a", "?", ">", "62;22c", "11;rgb:", "1+r", "$y", "t", "u", "997;1n", ";", "\u001b[200~", "\u001b[201~", "a", "\u001b[A", "\u001bOA", "\u0018")],
        Corpus = [.. Moshi.Tests.Terminal.Input.OuterReplyFilterTests.Answers.Concat(Moshi.Tests.Terminal.Input.OuterReplyFilterTests.Keys).Select(Encoding.UTF8.GetBytes)],
    };

    private static void FilterOuterInput(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var filter = new OuterReplyFilter();
        if (input.NextBool())
            filter.Answers.WriteQueries(new System.Buffers.ArrayBufferWriter<byte>(), full: true);

        long now = 0;
        long balance = 0;
        while (!input.IsEmpty)
        {
            ReadOnlySpan<byte> piece = input.NextPiece();
            balance += piece.Length - filter.Filter(piece, now).Length;
            FuzzFailureException.Unless(balance >= 0, "keys came out of nowhere");
            FuzzFailureException.Unless(filter.NextDeadlineMs > now, "the filter's deadline is in the past");
            now += input.Next(0, 100);
            balance -= filter.Advance(now).Length;
            FuzzFailureException.Unless(balance >= 0, "keys came out of nowhere");
        }

        for (int i = 0; i < 3 && filter.NextDeadlineMs != long.MaxValue; i++)
            filter.Advance(now = filter.NextDeadlineMs);

        FuzzFailureException.Unless(filter.NextDeadlineMs == long.MaxValue, "the filter does not come to rest");
        FuzzFailureException.Unless(filter.Answers.ColorScheme is >= 0 and <= 2, "a scheme of its own");
    }

    private static void FeedHost(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var emulator = new StockEmulator(input.Next(1, 100), input.Next(1, 40));
        var bytewise = new StockEmulator(emulator.Screen.Columns, emulator.Screen.Rows);
        for (int resizes = input.Next(0, 4); resizes >= 0; resizes--)
        {
            ReadOnlySpan<byte> output = resizes == 0 ? input.Rest : input.NextPiece();
            emulator.Feed(output);
            for (int i = 0; i < output.Length; i++)
                bytewise.Feed(output.Slice(i, 1));

            if (Pictures.Difference(emulator.Screen, bytewise.Screen) is { } difference)
                throw new FuzzFailureException($"fed at once and byte by byte: {difference}");

            FuzzFailureException.Unless(emulator.Replies.SequenceEqual(bytewise.Replies), "cuts change the answers");
            CheckSound(emulator.Screen);
            if (resizes > 0)
            {
                (int columns, int rows) = (input.Next(1, 100), input.Next(1, 40));
                emulator.Resize(columns, rows);
                bytewise.Resize(columns, rows);
                CheckSound(emulator.Screen);
            }
        }
    }

    private static void PaintStates(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var host = new StockEmulator(input.Next(1, 30), input.Next(1, 12));
        var receiver = new StockEmulator(host.Screen.Columns, host.Screen.Rows) { AnswersQueries = false };
        Framebuffer shown = host.Screen.Snapshot();
        do
        {
            host.Feed(input.NextPiece());
            if (input.Next(0, 8) == 1)
            {
                host.Resize(input.Next(1, 30), input.Next(1, 12));
                receiver.Resize(host.Screen.Columns, host.Screen.Rows);
            }

            receiver.Feed(Pictures.Paint(shown, host.Screen));
            if (Pictures.WireDifference(host.Screen, receiver.Screen) is { } difference)
                throw new FuzzFailureException($"painted and shown: {difference}");

            FuzzFailureException.Unless(receiver.IsAtRest, "the paint ends within a sequence");
            shown = host.Screen.Snapshot();
        }
        while (!input.IsEmpty);
    }

    private static void TypeKeys(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var settings = new PredictionSettings((PredictionMode)input.Next(0, 4), input.NextBool());
        var client = new ClientModel(input.Next(1, 20), input.Next(1, 6), settings, EscapeKey.Parse(input.NextBool() ? "~" : null));
        var translator = new CursorKeyTranslator();
        Span<byte> translated = stackalloc byte[257];
        while (!input.IsEmpty)
        {
            switch (input.Next(0, 8))
            {
                case 0:
                    client.Receive(Encoding.UTF8.GetString(input.NextPiece()), client.Sent - Math.Min(client.Sent, input.NextByte()));
                    break;
                case 1:
                    client.Resize(input.Next(1, 20), input.Next(1, 6));
                    break;
                case 2:
                    client.NowMs += input.Next(0, 7000);
                    break;
                case 3:
                    client.SendIntervalMs = input.Next(20, 251);
                    break;
                default:
                    ReadOnlySpan<byte> typed = input.NextPiece();
                    int length = translator.Translate(typed, client.ServerScreen.Modes.BracketedPaste, translated);
                    FuzzFailureException.Unless(length <= typed.Length + 1, "keys came out of nowhere");
                    client.Type(typed);
                    break;
            }

            CheckSound(client.Paint());
            FuzzFailureException.Unless(client.Bar.NextDeadlineMs(client.NowMs) > client.NowMs, "the bar's deadline is in the past");
            FuzzFailureException.Unless(client.Engine.NextDeadlineMs > client.NowMs, "the engine's deadline is in the past");
        }
    }

    /// <summary>What every picture must be, or painting it would fail.</summary>
    internal static void CheckSound(Framebuffer screen)
    {
        bool isCursorOnScreen = (uint)screen.CursorColumn < (uint)screen.Columns && (uint)screen.CursorRow < (uint)screen.Rows;
        FuzzFailureException.Unless(isCursorOnScreen, "cursor off the screen");
        for (int row = 0; row < screen.Rows; row++)
        {
            FuzzFailureException.Unless(!screen[row, screen.Columns - 1].IsWide, "half a wide character in the last column");
            foreach (Cell cell in screen.CellsOf(row))
            {
                FuzzFailureException.Unless(screen.Symbols.HasStyle(cell.StyleId), "a style of another table");
                FuzzFailureException.Unless(!cell.IsCluster || !screen.Symbols.ClusterUtf8(cell).IsEmpty, "an empty cluster");
            }
        }
    }

    private static IEnumerable<byte[]> Words(params string[] words) => words.Select(Encoding.UTF8.GetBytes);

    /// <summary>Inputs of the recorded cases, each at 80 columns, 24 rows, without a change of size.</summary>
    private static byte[][] Sized(IEnumerable<byte[]> outputs) => [.. outputs.Select(output => (byte[])[79, 23, 0, .. output])];

    private static IEnumerable<byte[]> Vectors(string property) =>
        Transport.TransportVectors.Root.GetProperty("emulation").GetProperty("cases").EnumerateArray()
            .Select(vector => Convert.FromHexString(vector.GetProperty(property).GetString()!));
}
