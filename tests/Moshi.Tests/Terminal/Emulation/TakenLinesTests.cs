using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>Lines of a flood that leave the screen before anybody looks are never drawn: screen and history may not tell.</summary>
public sealed class TakenLinesTests
{
    private static readonly string[] s_others =
    [
        "\r", "\n", "\t", "\b", "\e[31m", "\e[m", "\e[K", "\e[?1049h", "\e[?1049l", "\e[2;3r", "\e[r", "\e[A", "\e[?7l", "\e[?7h", "\e[4h", "\e[4l", "\e(0", "\e(B", "é", "日本", "e\u0301",
        "\e[?69h\e[2;4s", "\e[?69l", "\e[?2027l", "\e[?2027h", "\e[20h", "\e[20l", "\e]133;A\a", "\e]133;C\a", "\x7F", "\e[1;1H", "\e[3J", "\e[44m", "\e[1\"q", "\e[0\"q", "\u0085", "\u009B7m", "é\u0084x",
    ];

    private static readonly string[] s_clusters =
    [
        "é", "ß", "Ж", "日", "本語", "한", "각", "ᄀ", "ᅡ", "ᆨ", "👍🏽", "👩‍💻", "🇩🇪", "🇩", "❤️", "❤", "☎︎", "⌚", "⌚︎", "e\u0301", "\u0301", "क्षि", "की", "\u0600", "±", "ａ", "\u00AD", "\u200B", "\u200D",
        "\uFFFD", "นั้", "ѝ", "μ", "1️⃣",
    ];

    private static readonly string[][] s_scripts =
    [
        ["a", "b", " ", "~"],
        ["Ж", "д", " ", "и", "é", "ё", "e\u0301"],
        ["日", "本", "語", "a", "。", "ｱ", "한", "국"],
        ["👩‍💻", "🇩🇪", "❤️", "⚠️", "✅", "x", "👍🏽", " "],
        ["क्षि", "की", "को", "ऋ", "นั้", "ที่", "ก", " "],
        s_clusters,
    ];

    // Leads and followers of characters of all lengths, of C1 controls among them.
    private static readonly byte[] s_brokenBytes = [0xC2, 0xC2, 0x85, 0x9B, 0x80, 0xA0, 0xBF, 0xC0, 0xE0, 0xE3, 0xED, 0xF0, 0xF4, 0xFF, (byte)'x'];

    [Fact]
    public void Lines_fed_at_once_leave_the_screen_and_the_history_of_lines_fed_byte_by_byte()
    {
        for (int seed = 1; seed <= 600; seed++)
        {
            var random = new Random(seed);
            int columns = random.Next(1, 30);
            int rows = random.Next(1, 9);
            int kept = random.Next(4) == 0 ? random.Next(3) : 10_000;
            AmbiguousWidth ambiguous = random.Next(2) == 0 ? AmbiguousWidth.Narrow : AmbiguousWidth.Wide;
            var whole = new Emulator(columns, rows) { HistoryLines = kept, AmbiguousWidth = ambiguous };
            var single = new Emulator(columns, rows) { HistoryLines = kept, AmbiguousWidth = ambiguous };
            for (int step = 0; step < 4; step++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(Output(random, columns));
                whole.Feed(bytes);
                foreach (byte value in bytes)
                    single.Feed([value]);

                AssertSame(whole, single, seed, step);
            }

            AssertSameHistory(whole, single, seed);
        }
    }

    [Fact]
    public void Lines_fed_ahead_in_any_cuts_leave_the_screen_and_the_history_of_lines_fed_byte_by_byte()
    {
        int behind = 0;
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            int columns = random.Next(8) == 0 ? random.Next(130, 300) : random.Next(1, 100);
            int rows = random.Next(2, 40);
            int kept = random.Next(4) == 0 ? 0 : 1_000_000;
            AmbiguousWidth ambiguous = random.Next(2) == 0 ? AmbiguousWidth.Narrow : AmbiguousWidth.Wide;
            var policy = (WidthPolicy)random.Next(3);
            var ahead = new Emulator(columns, rows) { HistoryLines = kept, AmbiguousWidth = ambiguous, WidthPolicy = policy };
            var single = new Emulator(columns, rows) { HistoryLines = kept, AmbiguousWidth = ambiguous, WidthPolicy = policy };
            for (int step = 0; step < 4; step++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(Flood(random, columns, rows));
                for (int broken = random.Next(3) * random.Next(20); broken > 0; broken--)
                    bytes[random.Next(bytes.Length)] = s_brokenBytes[random.Next(s_brokenBytes.Length)];

                for (int at = 0, length; at < bytes.Length; at += length)
                {
                    length = Math.Min(bytes.Length - at, random.Next(3) == 0 ? random.Next(1, 50) : random.Next(1, 5000));
                    ahead.FeedAhead(bytes.AsSpan(at, length));
                    foreach (byte value in bytes.AsSpan(at, length))
                        single.Feed([value]);

                    behind += ahead.IsBehind ? 1 : 0;
                    if (random.Next(6) == 0)
                        AssertSame(ahead, single, seed, step);
                }

                if (random.Next(3) == 0)
                {
                    columns = random.Next(1, 100);
                    rows = random.Next(1, 40);
                    ahead.Resize(columns, rows);
                    single.Resize(columns, rows);
                }

                AssertSame(ahead, single, seed, step);
            }

            AssertSameHistory(ahead, single, seed);
        }

        Assert.True(behind > 200, $"text was held back only {behind} times: this tests nothing");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(40)]
    public void Bytes_that_are_no_characters_may_take_two_columns_each(int columns)
    {
        byte[] line = [(byte)'x', .. Enumerable.Repeat((byte)0xFF, TextLineReader.MaxLineBytes - 1), .. "\r\n"u8];
        byte[] lines = [.. Enumerable.Repeat(line, 8).SelectMany(bytes => bytes)];
        var ahead = new Emulator(columns, 4) { AmbiguousWidth = AmbiguousWidth.Wide, HistoryLines = 1_000_000 };
        var single = new Emulator(columns, 4) { AmbiguousWidth = AmbiguousWidth.Wide, HistoryLines = 1_000_000 };
        ahead.FeedAhead(lines);
        foreach (byte value in lines)
            single.Feed([value]);

        AssertSame(ahead, single, seed: 0, step: 0);
        AssertSameHistory(ahead, single, seed: 0);
    }

    [Fact]
    public void Text_that_is_held_back_is_there_for_whoever_looks()
    {
        var emulator = new Emulator(80, 24);
        emulator.Feed("\e[24;1H"u8);
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i}: Straße {i}\r\n")) + "$ ");
        emulator.FeedAhead(lines.AsSpan(0, 4000));
        Framebuffer screen = emulator.Screen;
        Assert.False(emulator.IsBehind);
        for (int at = 4000; at < lines.Length; at += 4000)
            emulator.FeedAhead(lines.AsSpan(at, Math.Min(4000, lines.Length - at)));

        Assert.True(emulator.IsBehind);
        Assert.False(screen.RowText(22).StartsWith("1000", StringComparison.Ordinal), "the last lines are on the screen already");
        Assert.Equal(1000, emulator.HistoryLineCount);
        Assert.Equal("1000: Straße 1000", screen.RowText(22));
        Assert.Equal((23, 2), (screen.CursorRow, screen.CursorColumn));
    }

    [Fact]
    public void A_flood_is_taken_up_to_the_lines_that_the_screen_shows_and_counts_every_one()
    {
        var emulator = new Emulator(80, 24);
        var text = new StringBuilder();
        for (int i = 1; i <= 5000; i++)
            text.Append(i).Append("\r\n");

        emulator.Feed(Encoding.ASCII.GetBytes(text.ToString()));
        Assert.Equal(5000 - 23, emulator.HistoryLineCount);
        Assert.Equal("4978", emulator.Screen.RowText(0));
        Assert.Equal("5000", emulator.Screen.RowText(22));
        Assert.Equal((23, 0), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
    }

    [Fact]
    public void A_snapshot_from_before_a_flood_keeps_its_rows()
    {
        var emulator = new Emulator(20, 4);
        emulator.Feed("one\r\ntwo\r\nthree\r\n"u8);
        Framebuffer before = emulator.Screen.Snapshot();
        emulator.Feed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\r\n"))));
        Assert.Equal("one\ntwo\nthree", before.ToText());
        Assert.Equal("line 97\nline 98\nline 99", emulator.Screen.ToText());
    }

    private static void AssertSame(Emulator whole, Emulator single, int seed, int step)
    {
        Assert.True(whole.Screen.SameAs(single.Screen), $"seed {seed}, step {step}\n{whole.Screen.ToText()}\n---\n{single.Screen.ToText()}");
        Assert.True(whole.HistoryLineCount == single.HistoryLineCount, $"seed {seed}, step {step}: {whole.HistoryLineCount} lines, not {single.HistoryLineCount}");
        Assert.Equal(single.IsAtRest, whole.IsAtRest);
    }

    private static string Output(Random random, int columns)
    {
        var text = new StringBuilder();
        for (int part = random.Next(1, 5); part > 0; part--)
        {
            for (int line = random.Next(30); line > 0; line--)
            {
                // Often exactly as wide as the screen, or twice as wide.
                int length = random.Next(4) == 0 ? columns * random.Next(1, 4) : random.Next((2 * columns) + 3);
                bool isAscii = random.Next(2) == 0;
                for (int i = 0; i < length; i++)
                    text.Append(isAscii || random.Next(3) > 0 ? ((char)random.Next(0x20, 0x7F)).ToString() : s_clusters[random.Next(s_clusters.Length)]);

                text.Append("\r\n");
            }

            text.Append(s_others[random.Next(s_others.Length)]);
        }

        return text.ToString();
    }

    /// <summary>Lines upon lines of scripts whose characters do nothing rare, with something else in between now and then.</summary>
    private static string Flood(Random random, int columns, int rows)
    {
        var text = new StringBuilder();
        for (int part = random.Next(1, 4); part > 0; part--)
        {
            // On either screen, in all of it or between margins.
            int top = random.Next(3) > 0 ? 1 : random.Next(1, rows);
            int bottom = random.Next(3) > 0 ? rows : random.Next(top, rows + 1);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(random.Next(6) == 0 ? "\e[?1049h" : "")}\e[{top};{bottom}r\e[{bottom}H");
            string[] alphabet = s_scripts[random.Next(s_scripts.Length)];
            for (int line = random.Next(2 * rows, 6 * rows); line > 0; line--)
            {
                for (int length = random.Next((2 * columns) + 3); length > 0; length--)
                    text.Append(alphabet[random.Next(alphabet.Length)]);

                text.Append(random.Next(80) == 0 ? s_others[random.Next(s_others.Length)] : "").Append("\r\n");
            }

            text.Append(random.Next(4) == 0 ? s_others[random.Next(s_others.Length)] : "").Append("\e[?1049l\e[r\e[?69l\e[4l\e[?7h\e(B\e[m\e[20l");
        }

        return text.ToString();
    }

    private static void AssertSameHistory(Emulator whole, Emulator single, int seed)
    {
        var symbols = new SymbolTable();
        for (int line = whole.HistoryLineCount; line > 0; line--)
        {
            Assert.True(whole.History.RunsOn == single.History.RunsOn, $"seed {seed}: line {line} runs on in one of them");
            var expected = new List<Cell>();
            var actual = new List<Cell>();
            Assert.True(single.History.TryPop(expected, symbols));
            Assert.True(whole.History.TryPop(actual, symbols));
            Assert.True(expected.SequenceEqual(actual), $"seed {seed}: line {line} of the history differs");
        }
    }
}
