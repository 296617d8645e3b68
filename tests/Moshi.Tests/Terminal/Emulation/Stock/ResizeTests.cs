using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation.Stock;

public sealed class ResizeTests
{
    [Fact]
    public void Rows_go_at_the_bottom_and_columns_at_the_right()
    {
        StockEmulator emulator = Pictures.Emulate(6, 3, "abcdef\r\nghi\r\njkl");
        emulator.Resize(4, 2);
        Assert.Equal("abcd\nghi", emulator.Screen.ToText());
        emulator.Resize(8, 4);
        Assert.Equal("abcd\nghi", emulator.Screen.ToText());
        Assert.Equal((1, 3), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
    }

    [Fact]
    public void New_cells_have_the_current_background()
    {
        StockEmulator emulator = Pictures.Emulate(2, 1, "ab\u001b[44m");
        emulator.Resize(3, 2);
        Assert.Equal(Color.Indexed(4), emulator.Screen.StyleOf(emulator.Screen[0, 2]).Background);
        Assert.Equal(Color.Indexed(4), emulator.Screen.StyleOf(emulator.Screen[1, 0]).Background);
        Assert.True(emulator.Screen[1, 0].IsBlank);
    }

    [Fact]
    public void Wrapped_marks_are_lost_with_the_width_only()
    {
        StockEmulator emulator = Pictures.Emulate(4, 3, "abcdef");
        emulator.Resize(4, 5);
        Assert.True(emulator.Screen.IsWrapped(0));
        emulator.Resize(5, 5);
        Assert.False(emulator.Screen.IsWrapped(0));
    }

    [Fact]
    public void Half_a_wide_character_becomes_a_space()
    {
        StockEmulator emulator = Pictures.Emulate(4, 1, "ab\u65e5");
        emulator.Resize(3, 1);
        Assert.Equal("ab", emulator.Screen.ToText());
        Assert.False(emulator.Screen[0, 2].IsWide);
    }

    [Fact]
    public void Margins_become_the_whole_screen_and_tabs_go_on()
    {
        StockEmulator emulator = Pictures.Emulate(10, 4, "\u001b[2;3r\u001b[4;1Hlast");
        emulator.Resize(30, 4);
        emulator.Feed("\n\r\t\t\tX"u8);
        Assert.Equal("\n\nlast\n                        X", emulator.Screen.ToText());
    }

    [Fact]
    public void Tabs_that_were_all_cleared_stay_cleared()
    {
        StockEmulator emulator = Pictures.Emulate(10, 1, "\u001b[3g");
        emulator.Resize(30, 1);
        emulator.Feed("\tX"u8);
        Assert.Equal(29, emulator.Screen.ToText().IndexOf('X', StringComparison.Ordinal));
    }

    [Fact]
    public void Mark_for_a_cell_that_is_gone_is_dropped()
    {
        StockEmulator emulator = Pictures.Emulate(10, 1, "12345678");
        emulator.Resize(4, 1);
        emulator.Feed("\u0301"u8);
        Assert.Equal("1234", emulator.Screen.ToText());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(6)]
    public void Pending_wrap_stays_pending(int columns)
    {
        StockEmulator emulator = Pictures.Emulate(7, 3, "abcdefg");
        emulator.Resize(columns, 3);
        emulator.Feed("X"u8);
        Assert.Equal("X", emulator.Screen.RowText(1));
    }

    [Fact]
    public void Same_size_changes_nothing()
    {
        StockEmulator emulator = Pictures.Emulate(10, 5, "\u001b[2;3rabc");
        Framebuffer before = emulator.Screen.Snapshot();
        emulator.Resize(10, 5);
        emulator.Feed("\u001b[3;1H\n"u8);
        Assert.Equal(2, emulator.Screen.CursorRow);
        Assert.True(emulator.Screen.SameRow(0, before, 0));
    }

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(-5, 70_000, 1, Framebuffer.MaxSide)]
    [InlineData(1000, 1000, 1000, 1000)]
    public void Sizes_are_clamped(int columns, int rows, int expectedColumns, int expectedRows)
    {
        var emulator = new StockEmulator(80, 24);
        emulator.Resize(columns, rows);
        Assert.Equal((expectedColumns, expectedRows), (emulator.Screen.Columns, emulator.Screen.Rows));
    }
}
