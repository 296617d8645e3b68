using System.Buffers;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

public sealed class TtyPainterTests
{
    private static readonly string[] s_rich =
    [
        "\u001b[2m", "\u001b[9m", "\u001b[53m", "\u001b[55m", "\u001b[4:3m", "\u001b[4:2m", "\u001b[4:5m", "\u001b[24m", "\u001b[58:5:9m", "\u001b[58:2::1:0:200m", "\u001b[59m",
        "\u001b[22m", "\u001b[1m", "\u001b[38:2::9:8:7m", "\u001b[48;5;200m", "\u001b[91;104m", "\u001b[7m", "\u001b[27m",
        "\u001b]8;;https://example.org/a\u001b\\", "\u001b]8;id=x;https://example.org/b\u001b\\", "\u001b]8;;\u001b\\", "\u001b]8;;javascript:alert(1)\u001b\\",
        "❤️", "👨‍👩‍👧", "🇩🇪", "한국", "ｗ", "│─┐", "ñ", "é̂", "⚡", "☀", "한글 text", "日本", "line of text ",
        "\u001b[3 q", "\u001b[0 q", "\u001b]12;#ff8800\a", "\u001b]112\a", "\u001b]11;#102030\a", "\u001b]4;3;rgb:1/2/3\a", "\u001b]104\a", "\u001b[?1h", "\u001b[?1l", "\u001b=", "\u001b>",
        "\u001b[?1007h", "\u001b[?1007l", "\u001b[>4;2m", "\u001b[>4m", "\u001b[>4;1f", "\u001b[>4f", "\u001b[>1u", "\u001b[=5u", "\u001b[<u", "\u001b[?1049h", "\u001b[?1049l",
        "\u001b]7;file://host/tmp\a", "\u001b]9;4;1;50\a", "\u001b]9;4;0\a", "\u001b]22;text\u001b\\", "\u001b[?1003h\u001b[?1006h", "\u001b[?1003l",
    ];

    public static TheoryData<string> Profiles => ["rich", "plain", "without bce", "without ech, edits, scrolls", "eight colours", "without titles, repeats"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Terminal_shows_what_the_host_shows_as_far_as_it_can(string name)
    {
        PaintProfile profile = ProfileOf(name);
        TtyFeatures features = string.Equals(name, "rich", StringComparison.Ordinal) ? TtyFeatures.Rich | TtyFeatures.KeyboardProtocol | TtyFeatures.SynchronizedOutput : TtyFeatures.None;
        for (int seed = 1; seed <= 40; seed++)
        {
            var random = new RandomOutput(seed);
            (int columns, int rows) = (random.Next(4, 30), random.Next(2, 10));
            var host = new Emulator(columns, rows);
            var terminal = new Emulator(columns, rows);
            var painter = new TtyPainter(profile, features) { MirrorsCursorKeys = true };
            var output = new ArrayBufferWriter<byte>();
            painter.WriteOpening([], output);
            for (int step = 0; step < 20; step++)
            {
                for (int piece = random.Next(1, 5); piece > 0; piece--)
                {
                    host.Feed(Encoding.UTF8.GetBytes(Piece(random, columns, rows)));
                    host.Feed(Encoding.UTF8.GetBytes(s_rich[random.Next(s_rich.Length)]));
                }

                painter.Paint(host.Screen, output);
                terminal.Feed(output.WrittenSpan);
                string painted = Pictures.Escape(output.WrittenSpan);
                output.ResetWrittenCount();
                string? difference = Difference(host.Screen, terminal.Screen, profile) ?? (features == TtyFeatures.None ? null : StatusDifference(host.Screen, terminal.Screen));
                Assert.True(difference is null, $"{name}, seed {seed}, step {step}, {columns}x{rows}: {difference}\npainted {painted}\nto\n{host.Screen.ToText()}\nshown\n{terminal.Screen.ToText()}");
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(1000, 32)]
    public void Each_bell_rings_but_not_all_that_were_missed_in_a_flood(int bells, int rung)
    {
        var host = new Emulator(20, 5);
        host.Feed("\a\a\a"u8);
        var terminal = new Emulator(20, 5);
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich);
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(host.Screen, output);
        terminal.Feed(output.WrittenSpan);
        Assert.Equal(1u, terminal.Screen.BellCount);
        output.ResetWrittenCount();
        host.Feed(Enumerable.Repeat((byte)0x07, bells).ToArray());
        painter.Paint(host.Screen, output);
        painter.Paint(host.Screen, output);
        terminal.Feed(output.WrittenSpan);
        Assert.Equal(1u + (uint)rung, terminal.Screen.BellCount);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_character_printed_ahead_of_its_picture_is_in_it_or_is_put_right(string name)
    {
        PaintProfile profile = ProfileOf(name);
        TtyFeatures features = string.Equals(name, "rich", StringComparison.Ordinal) ? TtyFeatures.Rich | TtyFeatures.KeyboardProtocol | TtyFeatures.SynchronizedOutput : TtyFeatures.None;
        int ahead = 0, silent = 0;
        for (int seed = 1; seed <= 40; seed++)
        {
            var random = new RandomOutput(seed);
            (int columns, int rows) = (random.Next(8, 30), random.Next(2, 10));
            var host = new Emulator(columns, rows);
            var terminal = new Emulator(columns, rows);
            var painter = new TtyPainter(profile, features) { MirrorsCursorKeys = true };
            var output = new ArrayBufferWriter<byte>();
            painter.WriteOpening([], output);
            for (int step = 0; step < 60; step++)
            {
                char typed = (char)random.Next('!', '~');
                bool isAhead = painter.IsPlainAt(host.Screen.CursorRow, host.Screen.CursorColumn);
                if (isAhead)
                {
                    ahead++;
                    terminal.Feed(painter.Type((byte)typed));
                }

                string next = random.Next(8) switch
                {
                    0 => Piece(random, columns, rows),
                    1 => s_rich[random.Next(s_rich.Length)],
                    2 => "",
                    3 => typed + s_rich[random.Next(s_rich.Length)],
                    _ => typed.ToString(),
                };
                host.Feed(Encoding.UTF8.GetBytes(next));
                painter.Paint(host.Screen, output);
                terminal.Feed(output.WrittenSpan);
                silent += isAhead && output.WrittenCount == 0 ? 1 : 0;
                string painted = Pictures.Escape(output.WrittenSpan);
                output.ResetWrittenCount();
                string? difference = Difference(host.Screen, terminal.Screen, profile) ?? (features == TtyFeatures.None ? null : StatusDifference(host.Screen, terminal.Screen));
                Assert.True(difference is null, $"{name}, seed {seed}, step {step}, {columns}x{rows}: {difference}\nahead {isAhead}: {typed}\npainted {painted}\nto\n{host.Screen.ToText()}\nshown\n{terminal.Screen.ToText()}");
            }
        }

        Assert.True(silent > 100 && ahead > silent, $"{silent} of {ahead} needed nothing more");
    }

    [Fact]
    public void Closing_restores_all_that_painting_has_set()
    {
        var host = new Emulator(20, 5);
        host.Feed(Encoding.UTF8.GetBytes(
            "\u001b[5 q\u001b]12;#ff8800\a\u001b]11;#102030\a\u001b]4;3;#010203\a\u001b[?1h\u001b=\u001b[?1007h\u001b[>4;2m\u001b[>4;1f\u001b[>5u\u001b]22;text\u001b\\\u001b]9;4;1;50\a\u001b]7;file://h/tmp\a"
            + "\u001b[?1003h\u001b[?1006h\u001b[?1004h\u001b[?2004h\u001b[?5h\u001b[?25l\u001b[1;4:3;58:5:1;9;53;31m\u001b]8;;https://example.org\u001b\\x"));
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich | TtyFeatures.KeyboardProtocol | TtyFeatures.SynchronizedOutput) { MirrorsCursorKeys = true };
        var output = new ArrayBufferWriter<byte>();
        painter.WriteOpening("\u001b[?1049h"u8, output);
        painter.Paint(host.Screen, output);
        var terminal = new Emulator(20, 5);
        terminal.Feed("before"u8);
        Framebuffer before = terminal.Screen.Snapshot();
        terminal.Feed(output.WrittenSpan);
        Assert.Equal(host.Screen.Modes, terminal.Screen.Modes);
        Assert.Equal(CursorStyle.BlinkingBar, terminal.Screen.CursorStyle);
        Assert.Equal(host.Screen.Colors, terminal.Screen.Colors);
        output.ResetWrittenCount();
        painter.WriteClosing("\u001b[?1049l"u8, output);
        terminal.Feed(output.WrittenSpan);
        Framebuffer after = terminal.Screen;
        Assert.Equal(before.Modes, after.Modes);
        Assert.Equal(CursorStyle.Default, after.CursorStyle);
        Assert.Equal(ColorOverrides.None, after.Colors);
        Assert.Equal(default, after.Pen);
        Assert.Equal(default, after.Progress);
        Assert.Equal("", after.PointerShape);
        Assert.Equal("", after.WorkingDirectory);
        Assert.False(after.IsAlternate);
        Assert.Equal(before.ToText(), after.ToText());
    }

    [Theory]
    [InlineData("\u001b[?12h", "\u001b[?12h")]
    [InlineData("\u001b[?12l\u001b[?25h", "\u001b[?12l")]
    [InlineData("\u001b[?12;25h", "\u001b[?12h")]
    [InlineData("\u001b[4 q\u001b[?12h", "\u001b[3 q")]
    [InlineData("\u001b[5 q\u001b[?12l", "\u001b[6 q")]
    [InlineData("\u001b[?12h\u001b[2 q", "\u001b[2 q")]
    [InlineData("\u001b[?12h\u001b[0 q", "")]
    public void A_blinking_cursor_is_asked_for_as_the_program_did(string program, string painted)
    {
        var host = new Emulator(20, 5);
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich);
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(host.Screen, output);
        output.ResetWrittenCount();
        host.Feed(Encoding.UTF8.GetBytes(program));
        painter.Paint(host.Screen, output);
        Assert.Equal(painted, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData(true, "\u001b[0 q\u001b[?12h")]
    [InlineData(false, "\u001b[0 q\u001b[?12l")]
    [InlineData(null, "\u001b[0 q")]
    public void A_cursor_blinks_afterwards_as_it_did_before(bool? before, string restored)
    {
        var host = new Emulator(20, 5);
        host.Feed("\u001b[?12h"u8);
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich) { HadCursorBlink = before };
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(host.Screen, output);
        output.ResetWrittenCount();
        painter.WriteClosing(default, output);
        Assert.StartsWith(restored, Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
        Assert.Equal(before is not null, Encoding.UTF8.GetString(output.WrittenSpan).Contains("[?12", StringComparison.Ordinal));
    }

    [Fact]
    public void Effects_are_performed_once_whatever_is_painted_again()
    {
        var frame = new Framebuffer(10, 2);
        frame.Effects = frame.Effects.Append(EffectKind.Clipboard, "c", "aGk="u8.ToArray()).Append(EffectKind.Notification, "9", "done"u8.ToArray());
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich);
        string first = Painted(painter, frame);
        Assert.Contains("\u001b]52;c;aGk=\a", first, StringComparison.Ordinal);
        Assert.Contains("\u001b]9;done\u001b\\", first, StringComparison.Ordinal);
        painter.Invalidate();
        Assert.DoesNotContain("\u001b]52", Painted(painter, frame), StringComparison.Ordinal);
        frame.Effects = frame.Effects.Append(EffectKind.Clipboard, "c", "aGk="u8.ToArray());
        Assert.Equal("\u001b]52;c;aGk=\a", Painted(painter, frame));
        frame.Effects = frame.Effects.Append(EffectKind.Clipboard, "c", "?"u8.ToArray()).Append(EffectKind.Clipboard, "c", new byte[painter.MaxClipboardBytes + 4]);
        Assert.Equal("", Painted(painter, frame));
    }

    [Theory]
    [InlineData(TtyFeatures.NotificationsAsOsc777, "9", "done", "\u001b]777;notify;moshi;done\u001b\\")]
    [InlineData(TtyFeatures.NotificationsAsOsc9, "777", "notify;build;done", "\u001b]9;build: done\u001b\\")]
    [InlineData(TtyFeatures.NotificationsAsOsc99, "9", "done", "\u001b]99;;done\u001b\\")]
    [InlineData(TtyFeatures.NotificationsAsOsc99, "99", "i=1;done", "\u001b]99;i=1;done\u001b\\")]
    public void Notification_is_told_in_the_terminals_own_form(TtyFeatures form, string selector, string payload, string expected)
    {
        var frame = new Framebuffer(10, 2);
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich | form);
        Painted(painter, frame);
        frame.Effects = frame.Effects.Append(EffectKind.Notification, selector, Encoding.UTF8.GetBytes(payload));
        Assert.Equal(expected, Painted(painter, frame));
    }

    [Fact]
    public void Alternate_screen_of_the_application_is_the_terminals_where_the_client_has_none()
    {
        var host = new Emulator(20, 4);
        var terminal = new Emulator(20, 4);
        var painter = new TtyPainter(PaintProfile.Rich with { FeedsHistory = true }, TtyFeatures.Rich) { MirrorsAlternateScreen = true };
        foreach (string bytes in new[] { "$ vi\r\n", "\u001b[?1049h\u001b[Hediting", "\r\nmore", "\u001b[?1049l$ ", "\u001b[?1049hagain\u001b[?1049lx" })
        {
            host.Feed(Encoding.UTF8.GetBytes(bytes));
            terminal.Feed(Encoding.UTF8.GetBytes(Painted(painter, host.Screen)));
            Assert.Equal(host.Screen.IsAlternate, terminal.Screen.IsAlternate);
            Assert.Null(Difference(host.Screen, terminal.Screen, PaintProfile.Rich));
        }
    }

    [Fact]
    public void Wide_glyph_of_doubtful_width_cannot_shift_what_stands_behind_it()
    {
        // A terminal of code points, which gives a family of three six columns and a red heart one.
        var host = new Emulator(30, 3);
        var terminal = new StockTerminal(30, 3);
        var painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.None);
        foreach (string bytes in new[] { "old text that was here before\r", "a👨‍👩‍👧b❤️c|\u001b[K", "\r\nnext 🇩🇪 line", "\r0123456789" })
        {
            host.Feed(Encoding.UTF8.GetBytes(bytes));
            terminal.Feed(Painted(painter, host.Screen));
        }

        Assert.Equal('|', host.Screen[0, 7].CodePoint);
        Assert.Equal((byte)'b', terminal.CharacterAt(0, 3));
        Assert.Equal((byte)'c', terminal.CharacterAt(0, 6));
        Assert.Equal((byte)'|', terminal.CharacterAt(0, 7));
    }

    [Fact]
    public void Unchanged_picture_paints_nothing()
    {
        StockOutput(out TtyPainter painter, out Framebuffer frame);
        Assert.Equal("", Painted(painter, frame.Snapshot()));
    }

    /// <summary>A program that was faster than the terminal's answers would otherwise never get its reports in pixels.</summary>
    [Fact]
    public void Mouse_reports_in_pixels_are_switched_on_once_the_terminal_has_told_that_it_knows_them()
    {
        var host = new Emulator(10, 3);
        var terminal = new Emulator(10, 3);
        host.Feed("\u001b[?1003;1016h"u8);
        PaintProfile profile = ProfileOf("rich") with { PixelMouse = false };
        var painter = new TtyPainter(profile, TtyFeatures.None);
        terminal.Feed(Encoding.UTF8.GetBytes(Painted(painter, host.Screen)));
        Assert.Equal(MouseEncoding.Sgr, terminal.Screen.Modes.MouseEncoding);

        painter.Adopt(profile with { PixelMouse = true }, TtyFeatures.None);
        terminal.Feed(Encoding.UTF8.GetBytes(Painted(painter, host.Screen)));
        Assert.Equal(MouseEncoding.SgrPixels, terminal.Screen.Modes.MouseEncoding);
        Assert.Equal(MouseReporting.AnyMotion, terminal.Screen.Modes.MouseReporting);
    }

    [Fact]
    public void Overlay_is_painted_and_taken_back_and_the_screen_below_stays()
    {
        StockOutput(out TtyPainter painter, out Framebuffer frame);
        Framebuffer overlay = frame.Snapshot();
        overlay.SetCell(0, 5, '!', new Style(Color.Default, Color.Default, CellAttributes.Underline));
        overlay.MoveCursor(0, 6);
        Assert.Equal("\u001b[4m!\u001b[m", Painted(painter, overlay));
        Assert.True(frame[0, 5].IsBlank);
        Assert.Equal("\u001b[?25l\b \b\u001b[?25h", Painted(painter, frame));
    }

    [Fact]
    public void Links_of_other_schemes_are_text()
    {
        var host = new Emulator(20, 2);
        host.Feed(Encoding.UTF8.GetBytes("\u001b]8;;javascript:alert(1)\u001b\\no\u001b]8;;HTTPS://ok/\u001b\\yes"));
        string painted = Painted(new TtyPainter(PaintProfile.Rich), host.Screen);
        Assert.DoesNotContain("javascript", painted, StringComparison.Ordinal);
        Assert.Contains("no\u001b]8;;HTTPS://ok/\u001b\\yes", painted, StringComparison.Ordinal);
    }

    private static void StockOutput(out TtyPainter painter, out Framebuffer frame)
    {
        var host = new Emulator(20, 3);
        host.Feed("\u001b]0;t\ahello"u8);
        frame = host.Screen;
        painter = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich);
        Painted(painter, frame);
    }

    private static string Painted(TtyPainter painter, Framebuffer frame)
    {
        var output = new ArrayBufferWriter<byte>();
        painter.Paint(frame, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static PaintProfile ProfileOf(string name) => name switch
    {
        "rich" => PaintProfile.Rich with { Repeats = true },
        "plain" => PaintProfile.Plain,
        "without bce" => PaintProfile.Rich with { BackColorErase = false },
        "without ech, edits, scrolls" => PaintProfile.Rich with { EraseCharacters = false, EditCharacters = false, EditLines = false, ScrollCommands = false },
        "eight colours" => PaintProfile.Plain with { Colors = ColorDepth.Eight, EraseCharacters = true, BackColorErase = true },
        _ => PaintProfile.Rich with { Titles = false, Repeats = true, AllMoves = false },
    };

    private static string Piece(RandomOutput random, int columns, int rows) => random.Next(8) switch
    {
        0 => $"\u001b[{random.Next(1, rows + 1)};{random.Next(1, columns + 1)}H",
        1 => $"\u001b[{random.Next(1, 4)}{"@PXLMSTJK"[random.Next(9)]}",
        2 => $"\u001b[{random.Next(1, rows + 1)};{rows}r\u001b[{random.Next(1, 3)}{"ST"[random.Next(2)]}\u001b[r",
        3 => "\r\n",
        4 => new string((char)('a' + random.Next(26)), random.Next(1, columns)),
        5 => new string(' ', random.Next(1, columns)) + "end",
        6 => "\u001b[m",
        _ => $"word {random.Next(1000)} ",
    };

    private static string? Difference(Framebuffer host, Framebuffer terminal, PaintProfile profile)
    {
        Framebuffer expected = PictureProjection.Whole(host, profile);
        Framebuffer actual = PictureProjection.Whole(terminal, profile);
        for (int row = 0; row < expected.Rows; row++)
        {
            for (int column = 0; column < expected.Columns; column += expected[row, column].Width)
            {
                if (!SymbolTable.Same(expected.Symbols, expected[row, column], actual.Symbols, actual[row, column]))
                    return $"cell {row},{column}: {expected[row, column].CodePoint:x} {expected.StyleOf(expected[row, column])} against {actual[row, column].CodePoint:x} {actual.StyleOf(actual[row, column])}";
            }
        }

        return !SymbolTable.SameStyle(expected.Symbols, expected.Pen, actual.Symbols, actual.Pen) ? $"pen {expected.Pen} against {actual.Pen}"
            : (host.CursorRow, host.CursorColumn) != (terminal.CursorRow, terminal.CursorColumn) ? $"cursor {host.CursorRow},{host.CursorColumn} against {terminal.CursorRow},{terminal.CursorColumn}"
            : null;
    }

    private static string? StatusDifference(Framebuffer host, Framebuffer terminal)
    {
        // What the terminal does with clusters is its own affair.
        DisplayModes modes = host.Modes with { GraphemeClusters = terminal.Modes.GraphemeClusters };
        return modes != terminal.Modes ? $"modes {modes} against {terminal.Modes}"
            : host.CursorStyle != terminal.CursorStyle ? "cursor style"
            : !host.Colors.Equals(terminal.Colors) ? "colours"
            : host.Progress != terminal.Progress ? "progress"
            : !string.Equals(host.WorkingDirectory, terminal.WorkingDirectory, StringComparison.Ordinal) ? "directory"
            : !string.Equals(host.PointerShape, terminal.PointerShape, StringComparison.Ordinal) ? "pointer"
            : null;
    }

    /// <summary>A terminal with other ideas about widths.</summary>
    private sealed class StockTerminal(int columns, int rows)
    {
        private readonly Moshi.Terminal.Emulation.Stock.StockEmulator _emulator = new(columns, rows);

        public void Feed(string painted) => _emulator.Feed(Encoding.UTF8.GetBytes(painted));

        public int CharacterAt(int row, int column) => _emulator.Screen[row, column].CodePoint;
    }
}
