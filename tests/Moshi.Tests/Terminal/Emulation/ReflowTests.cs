using System.Globalization;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>No resize loses text, and the cursor stays on its character.</summary>
public sealed class ReflowTests
{
    private readonly LineHistory _history = new();

    [Fact]
    public void Long_line_survives_a_narrower_window()
    {
        Framebuffer screen = Screen(80, 24, new string('x', 30) + new string('y', 33), "$ ");
        TrackedPoint cursor = Resize(screen, 40, 24, new TrackedPoint(1, 2));
        Assert.Equal(new string('x', 30) + new string('y', 10) + "\n" + new string('y', 23) + "\n$", screen.ToText());
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(screen.IsWrapped));
        Assert.Equal(new TrackedPoint(2, 2), cursor);
        cursor = Resize(screen, 80, 24, cursor);
        Assert.Equal(new string('x', 30) + new string('y', 33) + "\n$", screen.ToText());
        Assert.Equal(new TrackedPoint(1, 2), cursor);
    }

    [Fact]
    public void Full_screen_of_long_lines_comes_back_from_the_history()
    {
        string[] lines = [.. Enumerable.Range(1, 23).Select(line => string.Create(CultureInfo.InvariantCulture, $"{line:00} ") + new string('z', 60))];
        Framebuffer screen = Screen(80, 24, [.. lines, "$ "]);
        TrackedPoint cursor = Resize(screen, 40, 24, new TrackedPoint(23, 2));
        Assert.Equal(new TrackedPoint(23, 2), cursor);
        Assert.Equal(23, _history.CountRows());
        cursor = Resize(screen, 80, 24, cursor);
        Assert.Equal(string.Join('\n', lines) + "\n$", screen.ToText());
        Assert.Equal(new TrackedPoint(23, 2), cursor);
        Assert.Equal(0, _history.CountRows());
    }

    [Fact]
    public void Lower_window_pushes_lines_out_and_a_higher_one_takes_them_back()
    {
        Framebuffer screen = Screen(20, 5, "one", "two", "three", "four", "five");
        TrackedPoint cursor = Resize(screen, 20, 2, new TrackedPoint(4, 4));
        Assert.Equal("four\nfive", screen.ToText());
        Assert.Equal(new TrackedPoint(1, 4), cursor);
        cursor = Resize(screen, 20, 5, cursor);
        Assert.Equal("one\ntwo\nthree\nfour\nfive", screen.ToText());
        Assert.Equal(new TrackedPoint(4, 4), cursor);
    }

    [Fact]
    public void Empty_rows_below_the_cursor_go_first()
    {
        Framebuffer screen = Screen(20, 10, "one", "two");
        TrackedPoint cursor = Resize(screen, 20, 4, new TrackedPoint(1, 3));
        Assert.Equal("one\ntwo", screen.ToText());
        Assert.Equal(new TrackedPoint(1, 3), cursor);
        Assert.Equal(0, _history.CountRows());
    }

    [Fact]
    public void Pending_wrap_stays_pending_only_at_the_edge()
    {
        Framebuffer screen = Screen(10, 3, "0123456789");
        Assert.Equal(new TrackedPoint(0, 10), Resize(screen, 12, 3, new TrackedPoint(0, 10)));
        screen = Screen(10, 3, "0123456789");
        Assert.Equal(new TrackedPoint(1, 5), Resize(screen, 5, 3, new TrackedPoint(0, 10)));
    }

    [Fact]
    public void Wide_characters_are_not_cut_in_half()
    {
        Framebuffer screen = Screen(10, 4, "ab世界世界");
        Resize(screen, 5, 4, default);
        Assert.Equal("ab世\n界世\n界", screen.ToText());
        Resize(screen, 10, 4, default);
        Assert.Equal("ab世界世界", screen.ToText());
    }

    [Fact]
    public void Alternate_screen_is_cut_and_the_primary_one_behind_it_wrapped()
    {
        Framebuffer screen = Screen(10, 3, "primary screen"[..10]);
        screen.SwitchScreen(alternate: true);
        Write(screen, 0, "alternate!");
        Resize(screen, 5, 3, default);
        Assert.Equal("alter", screen.ToText());
        screen.SwitchScreen(alternate: false);
        Assert.Equal("prima\nry scr"[..11], screen.ToText());
    }

    [Fact]
    public void Any_sequence_of_sizes_loses_no_text_of_a_log()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var history = new LineHistory();
            int columns = random.Next(2, 30);
            int rows = random.Next(1, 12);
            var screen = new Framebuffer(columns, rows);
            string[] lines = [.. Enumerable.Range(0, rows).Select(line => Text(random, random.Next(0, columns)))];
            for (int row = 0; row < rows; row++)
                Write(screen, row, lines[row]);

            Span<TrackedPoint> points = [new TrackedPoint(rows - 1, 0)];
            for (int step = 0; step < 10; step++)
            {
                Reflow.Resize(screen, history, random.Next(2, 40), random.Next(1, 16), points);
                Assert.InRange(points[0].Row, 0, screen.Rows - 1);
            }

            string expected = string.Join('\n', lines).TrimEnd();
            Assert.Equal(expected, AllText(screen, history).TrimEnd());
        }
    }

    [Fact]
    public void History_gives_back_what_it_got()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new RandomPicture(seed);
            var screen = new Framebuffer(random.Next(1, 60), 8);
            for (int step = 0; step < 10; step++)
                random.Change(screen);

            var history = new LineHistory();
            for (int row = 0; row < 8; row++)
                history.Push(screen.RowAt(row), screen.Symbols);

            var other = new Framebuffer(screen.Columns, 1);
            for (int row = 7; row >= 0; row--)
            {
                var cells = new List<Cell>();
                Assert.True(history.TryPop(cells, other.Symbols));
                for (int column = 0; column < cells.Count; column++)
                {
                    bool isHidden = column > 0 && screen[row, column - 1].IsWide;
                    Assert.True(isHidden || SymbolTable.Same(screen.Symbols, screen[row, column], other.Symbols, cells[column]), $"seed {seed}, {row},{column}");
                }
            }
        }
    }

    [Fact]
    public void History_is_bounded()
    {
        var history = new LineHistory(maxLines: 1000);
        Framebuffer screen = Screen(80, 1, new string('w', 79));
        for (int line = 0; line < 20_000; line++)
            history.Push(screen.RowAt(0), screen.Symbols);

        Assert.InRange(history.CountRows(), 1000, 3000);
        Assert.InRange(history.Bytes, 80_000, 4 * HistoryPage.CapacityBytes);
    }

    private static string AllText(Framebuffer screen, LineHistory history)
    {
        // A screen high enough takes everything back.
        Reflow.Resize(screen, history, 64, 400, [new TrackedPoint(screen.Rows - 1, 0)]);
        return screen.ToText();
    }

    private TrackedPoint Resize(Framebuffer screen, int columns, int rows, TrackedPoint cursor)
    {
        Span<TrackedPoint> points = [cursor];
        Reflow.Resize(screen, _history, columns, rows, points);
        return points[0];
    }

    private static string Text(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next('a', 'z')));

    private static Framebuffer Screen(int columns, int rows, params string[] lines)
    {
        var screen = new Framebuffer(columns, rows);
        for (int row = 0; row < lines.Length; row++)
            Write(screen, row, lines[row]);

        return screen;
    }

    private static void Write(Framebuffer screen, int row, string text)
    {
        int column = 0;
        foreach (char character in text)
        {
            screen.SetCell(row, column, character, default);
            column += Math.Max(1, Widths.Of(character));
        }
    }
}
