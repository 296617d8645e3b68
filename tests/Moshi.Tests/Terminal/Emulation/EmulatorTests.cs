using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>What golden cases cannot say: snapshots, sizes, time, memory.</summary>
public sealed class EmulatorTests
{
    [Fact]
    public void A_snapshot_goes_on_in_the_middle_of_anything()
    {
        string[] halves = ["\e[38;2;1;", "\e]0;half a ti", "\eP+q54", "\e_Gi=1", "\e(", "\u65e5\e[1;31", "e\u0301\e[?104", "x\e[2;3r\e[?69h\e[3;5s\e7\e[?6h\e(0q\e["];
        const string Rest = "9m\a\e\\0B49hq\e[2J\e[1;1Habc\e8def\e[?1049l";
        foreach (string half in halves)
        {
            var whole = new Emulator(20, 6);
            whole.Feed(Encoding.UTF8.GetBytes(half + Rest));
            var first = new Emulator(20, 6);
            first.Feed(Encoding.UTF8.GetBytes(half));
            Emulator copy = first.Snapshot();
            first.Feed("something else"u8);
            copy.Feed(Encoding.UTF8.GetBytes(Rest));
            Assert.True(whole.Screen.SameAs(copy.Screen), $"{half}: {Pictures.Difference(whole.Screen, copy.Screen)}");
        }
    }

    [Fact]
    public void Narrowing_and_widening_the_window_loses_no_text()
    {
        var emulator = new Emulator(80, 24);
        string[] lines = [.. Enumerable.Range(0, 200).Select(line => $"{line}: " + new string((char)('a' + (line % 26)), line % 120))];
        emulator.Feed(Encoding.UTF8.GetBytes(string.Join("\r\n", lines) + "\r\n$ "));
        string before = emulator.Screen.ToText();
        (int Row, int Column) cursor = (emulator.Screen.CursorRow, emulator.Screen.CursorColumn);
        foreach ((int columns, int rows) in new[] { (40, 24), (80, 24), (17, 5), (200, 50), (80, 24) })
        {
            emulator.Resize(columns, rows);
            Assert.Equal('$', (char)emulator.Screen[emulator.Screen.CursorRow, emulator.Screen.CursorColumn - 2].CodePoint);
        }

        Assert.Equal(before, emulator.Screen.ToText());
        Assert.Equal(cursor, (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
    }

    [Fact]
    public void Wide_characters_keep_both_columns_through_changes_of_size()
    {
        foreach (int columns in Enumerable.Range(2, 12))
        {
            var emulator = new Emulator(3, 4);
            emulator.Feed(Encoding.UTF8.GetBytes("0日本語1日2本3é👨‍👩x"));
            emulator.Resize(columns, 5);
            emulator.Resize(100, 4);
            string expected = columns == 1 ? "" : "0日本語1日2本3é👨‍👩x";
            if (columns > 1)
                Assert.Equal(expected, emulator.Screen.ToText());
        }
    }

    [Fact]
    public void The_shell_behind_an_editor_finds_its_lines_and_its_cursor_after_a_change_of_size()
    {
        var emulator = new Emulator(20, 5);
        emulator.Feed("a line of more than twenty columns\r\n$ vi\e[?1049h\e[2;4r\e[2J\e[5;1Heditor"u8);
        emulator.Resize(40, 8);
        Assert.Equal("editor", emulator.Screen.RowText(4));
        emulator.Feed("\e[?1049l"u8);
        Assert.Equal("a line of more than twenty columns\n$ vi", emulator.Screen.ToText());
        Assert.Equal((1, 4), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));

        // The margins of the editor are gone with it.
        emulator.Feed("\e[8;1H\n\nx"u8);
        Assert.Equal("x", emulator.Screen.RowText(7));
    }

    [Fact]
    public void Lines_that_scroll_off_are_kept_and_erased_when_the_program_asks_for_it()
    {
        var emulator = new Emulator(10, 3);
        emulator.Feed("1\r\n2\r\n3\r\n4\r\n5"u8);
        Assert.Equal(2, emulator.History.CountRows());
        emulator.Feed("\e[2;3r\e[3;1H\n\n\e[r"u8);
        Assert.Equal(2, emulator.History.CountRows());
        emulator.Feed("\e[?1049h\e[3;1H\n\n\e[?1049l"u8);
        Assert.Equal(2, emulator.History.CountRows());
        emulator.Feed("\e[3J"u8);
        Assert.Equal(0, emulator.History.CountRows());
    }

    [Fact]
    public void Synchronized_output_is_told_from_its_beginning_to_its_end()
    {
        var emulator = new Emulator(10, 3);
        Assert.False(emulator.IsSynchronizing);
        emulator.Feed("\e[?2026hx"u8);
        Assert.True(emulator.IsSynchronizing);
        Assert.True(emulator.Snapshot().IsSynchronizing);
        emulator.Feed("\e[?2026l"u8);
        Assert.False(emulator.IsSynchronizing);
        emulator.Feed("\e[?2026h\ec"u8);
        Assert.False(emulator.IsSynchronizing);
    }

    [Theory]
    [InlineData("\eP1000p%begin 1 1\r\n%end 1 1\r\n")]
    [InlineData("\eP0;1;0q#0;2;0;0;0")]
    [InlineData("\e_Gf=32,s=1,v=1;AAAA")]
    [InlineData("\e]52;c;aGVs")]
    [InlineData("\e^private")]
    [InlineData("\eXstart")]
    [InlineData("\e]8;;http://")]
    public void A_string_without_an_end_is_over_with_the_next_sequence(string unfinished)
    {
        var emulator = new Emulator(20, 3);
        emulator.Feed(Encoding.UTF8.GetBytes($"ab{unfinished}\e[2;1Hcd"));
        Assert.Equal("ab\ncd", emulator.Screen.ToText());
    }

    [Fact]
    public void The_policy_decides_how_text_is_measured()
    {
        byte[] family = Encoding.UTF8.GetBytes("\U0001F468\u200d\U0001F469|\u2764\ufe0f|");
        (WidthPolicy Policy, int Column)[] expected = [(WidthPolicy.Graphemes, 6), (WidthPolicy.CodePoints, 7), (WidthPolicy.Stock, 7)];
        foreach ((WidthPolicy policy, int column) in expected)
        {
            var emulator = new Emulator(20, 2) { WidthPolicy = policy };
            emulator.Feed(family);
            Assert.Equal((policy, column), (policy, emulator.Screen.CursorColumn));
            Assert.Equal(policy == WidthPolicy.Graphemes, emulator.Screen.Modes.GraphemeClusters);
        }

        var switching = new Emulator(20, 2);
        switching.Feed("\e[?2027l"u8);
        switching.Feed(family);
        Assert.Equal(7, switching.Screen.CursorColumn);
        switching.Feed("\e[?2027h\r"u8);
        switching.Feed(family);
        Assert.Equal(6, switching.Screen.CursorColumn);
    }

    [Fact]
    public void A_cluster_that_grows_wide_at_the_end_of_a_line_moves_to_the_next()
    {
        var emulator = new Emulator(4, 3);
        emulator.Feed(Encoding.UTF8.GetBytes("abc\u2764\ufe0fx"));
        Assert.Equal("abc", emulator.Screen.RowText(0));
        Assert.Equal("\u2764\ufe0fx", emulator.Screen.RowText(1));
        Assert.True(emulator.Screen.IsWrapped(0));
        Assert.True(emulator.Screen[1, 0].IsWide);
    }

    [Fact]
    public void A_full_reset_leaves_a_terminal_like_a_new_one()
    {
        var emulator = new Emulator(20, 5);
        emulator.Feed("text\e[31;1m\e[2;4r\e[?69h\e[2;9s\e[?6;7;45l\e[4h\e(0\e[1\"q\e[3g\e[?1049hmore\e[?5;1000;1006;2004;1004h\e=\e[5 q\e7"u8);
        emulator.Feed("\ec"u8);
        var fresh = new Emulator(20, 5);
        Assert.True(emulator.Screen.SameAs(fresh.Screen), Pictures.Difference(fresh.Screen, emulator.Screen));
        byte[] probe = "\tq\r\n\n\n\n\n\nab\e8cd\e[2;3Hx\e[?Jy0123456789012345678901234"u8.ToArray();
        emulator.Feed(probe);
        fresh.Feed(probe);
        Assert.True(emulator.Screen.SameAs(fresh.Screen), Pictures.Difference(fresh.Screen, emulator.Screen));
    }
}
