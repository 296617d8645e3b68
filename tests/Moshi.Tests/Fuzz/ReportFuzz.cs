using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Fuzz;

/// <summary>Questions, strings and colours of hosts: nothing that comes in may come out as something a shell would take for keys.</summary>
internal static class ReportFuzz
{
    public static readonly FuzzTarget Questions = new("questions and strings", Ask)
    {
        SmokeRuns = 3000,
        MaxAllocatedBytes = 32 << 20,
        Corpus = Words(
            "\u001b]4;1;rgb:ff/00/00;2;#123456\a\u001b]4;1;?;2;?\u001b\\\u001b]104\a", "\u001b]10;red;blue;green\a\u001b]10;?;?;?\a\u001b]110\a",
            "\u001b]8;id=a;http://example.org/\u001b\\x\u001b]8;;\u001b\\", "\u001b]52;c;aGVsbG8=\a\u001b]52;c;?\a\u001b]52;;?\a",
            "\u001b]133;A\a$ \u001b]133;B\als\r\n\u001b]133;C\aout\u001b]133;D;0\a", "\u001b]9;4;1;30\a\u001b]777;notify;a;b\a\u001b]1337;SetUserVar=a=Yg==\a",
            "\u001bP$qm\u001b\\\u001bP$q\"p\u001b\\\u001bP+q436f;524742\u001b\\\u001bP1$t5;9;1;C;@;@;1;2;@;B0BB\u001b\\\u001bP2$t1/9\u001b\\",
            "\u001b[c\u001b[>c\u001b[=c\u001b[>q\u001b[5n\u001b[6n\u001b[?6n\u001b[?996n\u001b[?1$p\u001b[1$w\u001b[2$w\u001b[1;1;1;1;9;9*y\u001b[18t\u001b[21t",
            "\u001b[>5u\u001b[=3;2u\u001b[?u\u001b[<1u\u001b[>4;2m\u001b[?4m\u001b[22;0t\u001b]0;x\a\u001b[23;0t\u001b[>0;1t\u001b]2;6162\a\u001b[21t"),
        Dictionary = Words(
            "\u001b]", "\u001b[", "\u001bP", "\u001b_G", "\u001b\\", "\a", "\u0018", ";", "?", "/", ":", "#", "=", ">", "<", "$", "+", "*", "q", "u", "t", "n",
            "0", "1", "4", "52;", "65535", "99999999999999999999", "rgb:", "rgbi:", "ffff", "gray50", "light sky blue", "id=", "http://", "c;", "YQ==",
            "133;", "A", "B", "C", "D", "1337;", "SetUserVar=", "CurrentDir=/", "9;4;", "P;Cwd=/", "436f", "\u0085", "\u009c", "\u0001", "\r", "\n", "\u001bc",
            "\u001b[!p", "\u001b[?2048h", "\u001b[?2031h", "\u001b[?1049h", "\u001b[?1049l", "\u65e5", "\U0001F600", "\u0301"),
    };

    private static void Ask(ReadOnlySpan<byte> input)
    {
        int cut = input.Length / 2;
        var terminal = new Emulator(20, 6) { ReportsTitles = true, AllowsClipboardReading = true };
        terminal.Feed(input[..cut]);
        Emulator copy = terminal.Snapshot();
        Check(terminal);
        terminal.ClearReplies();
        terminal.SetOuterTerminal(new OuterTerminal { ColorScheme = ColorScheme.Dark, CellWidthPixels = 8, CellHeightPixels = 16, HasKeyboardProtocol = true });
        copy.SetOuterTerminal(terminal.OuterTerminal);
        terminal.Feed(input[cut..]);
        copy.Feed(input[cut..]);
        Check(terminal);
        if (!terminal.Replies.SequenceEqual(copy.Replies) || !terminal.Screen.SameAs(copy.Screen))
            throw new FuzzFailureException("a snapshot goes on differently");

        terminal.Resize(30, 4);
        Check(terminal);
    }

    /// <summary>Answers hold no controls but ESC, and BEL where the question did: no line end that would run a command. What is kept for the user's terminal holds none at all.</summary>
    private static void Check(Emulator terminal)
    {
        foreach (char character in Encoding.UTF8.GetString(terminal.Replies))
        {
            if (char.IsControl(character) && character is not ('\u001b' or '\a'))
                throw new FuzzFailureException($"control {(int)character:x2} in an answer");
        }

        Framebuffer screen = terminal.Screen;
        string kept = screen.Title + screen.IconName + screen.WorkingDirectory + screen.PointerShape + screen.Clipboard;
        foreach (Effect effect in screen.Effects.Effects)
            kept += effect.Selector + Encoding.UTF8.GetString(effect.Payload.Span);

        for (int id = 1; id <= screen.Symbols.LinkCount; id++)
            kept += screen.Symbols.LinkOf(id).Uri + screen.Symbols.LinkOf(id).Id;

        foreach (char character in kept)
        {
            if (char.IsControl(character))
                throw new FuzzFailureException($"control {(int)character:x2} is kept for the user's terminal");
        }
    }

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];
}
