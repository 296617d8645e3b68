using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Moshi.Tests.Terminal;

namespace Moshi.Tests.Fuzz;

/// <summary>Bytes of programs for the full terminal, at any size.</summary>
internal static class EmulatorFuzz
{
    private static readonly byte[][] Words =
    [
        .. Encoded(
            "a", "text ", "\r\n", "\n", "\r", "\b", "\t", "\a", "\e", "\e[", "\e]", "\eP", "\e_", "\e^", "\e\\", "\u0018", "\u009b", "\u0090", ";", ":", "?",
            "$", "0", "1", "5", "24", "80", "65535", "99999", "\e[m", "\e[7;31m", "\e[38:2::1:2:3m", "\e[48;5;8m", "\e[4:3;58;5;9;53;9;2m", "\e[#{", "\e[#}",
            "\e[2J", "\e[3J", "\e[K", "\e[1K", "\e[?J", "\e[?1K", "\e[H", "\e[9;9H", "\e[A", "\e[3D", "\e[9C", "\e[2E", "\e[F", "\e[3G", "\e[2d", "\e[2a",
            "\e[2e", "\e[2@", "\e[2P", "\e[2X", "\e[L", "\e[2M", "\e[S", "\e[T", "\e[ @", "\e[ A", "\e['}", "\e['~", "\e[b", "\e[9b", "\e[2;3r", "\e[r",
            "\e[?69h", "\e[2;5s", "\e[s", "\e[u", "\e[?6h", "\e[?6l", "\e[?7l", "\e[?7h", "\e[?45h", "\e[?1045h", "\e[?41h", "\e[4h", "\e[4l", "\e[20h",
            "\e[?40h", "\e[?3h", "\e[?3l", "\e[?95h", "\e[?47h", "\e[?47l", "\e[?1047h", "\e[?1047l", "\e[?1048h", "\e[?1049h", "\e[?1049l", "\e[?2026h",
            "\e[?2027l", "\e[?2027h", "\e[?1;1049;2004s", "\e[?1;1049;2004r", "\e[!p", "\ec", "\eD", "\eM", "\eE", "\e6", "\e7", "\e8", "\e9", "\e#8", "\eH",
            "\eV", "\eW", "\e[1\"q", "\e[0\"q", "\e[61\"p", "\e[65;1\"p", "\e(0", "\e(B", "\e)K", "\u000e", "\u000f", "\eN", "\eO", "\en", "\e%G", "\e[3g",
            "\e[g", "\e[I", "\e[2Z", "\e[?5W", "\e[3 q", "\e[65;2;2;9;9$x", "\e[1;2;3;9$z", "\e[1;2;9;9${", "\e[1;1;3;9;1;2;3;1$v", "\e[1;1;3;9;7$r",
            "\e[1;1;3;9;0$t", "\e[2*x", "\e]8;;x\e\\", "\e]0;t\a", "\eP$qm\e\\", "\e_Gx\e\\", "\u65e5\u672c", "e\u0301", "\u0301", "\U0001F600", "\u2764",
            "\ufe0f", "\ufe0e", "\u200d", "\U0001F1E9\U0001F1EA", "\U0001F468\u200d\U0001F469", "\u0600", "\u0915\u094d\u0937", "\u1100\u1161\u11a8", "\u00ad",
            "\u200b", "\u00a0", "\u007f", "\u2502"),
        [0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
    ];

    /// <summary>
    /// Output of a program with changes of size in between: the screen stays sound, cuts make no difference, and a copy of the terminal, fed ahead, goes on as
    /// the terminal itself does, while pictures of it do not change.
    /// </summary>
    public static readonly FuzzTarget ProgramOutput = new("program output", Feed)
    {
        SmokeRuns = 3000,
        Dictionary = Words,
        MaxAllocatedBytes = 24 << 20,
    };

    /// <summary>The same at sizes up to the largest.</summary>
    public static readonly FuzzTarget LargeScreens = new("large screens", FeedLarge)
    {
        SmokeRuns = 20,
        Dictionary = Words,
        MaxAllocatedBytes = 512 << 20,
    };

    private static void Feed(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var policy = (WidthPolicy)input.Next(0, 3);
        var whole = new Emulator(input.Next(1, 100), input.Next(1, 40)) { WidthPolicy = policy };
        var bytewise = new Emulator(whole.Screen.Columns, whole.Screen.Rows) { WidthPolicy = policy };
        for (int resizes = input.Next(0, 5); resizes >= 0; resizes--)
        {
            ReadOnlySpan<byte> output = resizes == 0 ? input.Rest : input.NextPiece();
            Framebuffer picture = whole.Screen.Snapshot();
            string before = picture.ToText();
            Emulator branch = bytewise.Snapshot();
            whole.Feed(output);
            for (int i = 0; i < output.Length; i++)
                bytewise.Feed(output.Slice(i, 1));

            branch.FeedAhead(output[..(output.Length / 2)]);
            branch.FeedAhead(output[(output.Length / 2)..]);
            CheckSame(whole.Screen, bytewise.Screen, "fed at once and byte by byte");
            CheckSame(whole.Screen, branch.Screen, "the terminal and its copy");
            FuzzFailureException.Unless(whole.Replies.SequenceEqual(bytewise.Replies), "cuts change the answers");
            FuzzFailureException.Unless(string.Equals(picture.ToText(), before, StringComparison.Ordinal), "a picture has changed");
            CheckSound(whole.Screen);
            if (resizes > 0)
            {
                (int columns, int rows) = (input.Next(1, 100), input.Next(1, 40));
                whole.Resize(columns, rows);
                bytewise.Resize(columns, rows);
                CheckSame(whole.Screen, bytewise.Screen, "after a change of size");
                CheckSound(whole.Screen);
            }
        }
    }

    private static void FeedLarge(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var emulator = new Emulator(input.Next(1, Framebuffer.MaxSide + 1), input.Next(1, Framebuffer.MaxSide + 1));
        emulator.Feed(input.NextPiece());
        emulator.Resize(input.Next(1, Framebuffer.MaxSide + 1), input.Next(1, Framebuffer.MaxSide + 1));
        emulator.Feed(input.Rest);
        CheckSound(emulator.Screen);
    }

    private static void CheckSame(Framebuffer expected, Framebuffer actual, string what)
    {
        if (!expected.SameAs(actual))
            throw new FuzzFailureException($"{what}: {Pictures.Difference(expected, actual) ?? "something that does not show"}");
    }

    /// <summary>As for every picture; and a wide character hides a blank, which has no width of its own.</summary>
    private static void CheckSound(Framebuffer screen)
    {
        TerminalFuzz.CheckSound(screen);
        for (int row = 0; row < screen.Rows; row++)
        {
            ReadOnlySpan<Cell> cells = screen.CellsOf(row);
            for (int column = 1; column < cells.Length; column++)
                FuzzFailureException.Unless(!cells[column - 1].IsWide || cells[column].IsBlank, "something hides under a wide character");
        }
    }

    private static IEnumerable<byte[]> Encoded(params string[] words) => words.Select(Encoding.UTF8.GetBytes);
}
