using Moshi.Terminal.Emulation.Stock;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation.Stock;

/// <summary>Behaviour of stock 1.4.0 that the recorded cases do not show, observed by running random output through it.</summary>
public sealed class ObservedTests
{
    [Theory]
    [InlineData("\u001b[4L")]
    [InlineData("\u001b[4M")]
    public void Inserting_or_deleting_lines_outside_the_region_moves_to_column_zero_only(string sequence)
    {
        StockEmulator emulator = Pictures.Emulate(20, 6, "\u001b[3;4r1\r\n2\r\n3\u001b[6;4Habc" + sequence);
        Assert.Equal("1\n2\n3\n\n\n   abc", emulator.Screen.ToText());
        Assert.Equal((5, 0), (emulator.Screen.CursorRow, emulator.Screen.CursorColumn));
    }

    [Fact]
    public void Setting_origin_mode_leaves_the_cursor_at_home_until_it_moves()
    {
        StockEmulator emulator = Pictures.Emulate(20, 6, "\u001b[3;4r\u001b[6;4H\u001b[?6hXYZ");
        Assert.Equal("X\n\n YZ", emulator.Screen.ToText());
    }

    [Fact]
    public void Setting_origin_mode_drops_a_pending_wrap()
    {
        StockEmulator emulator = Pictures.Emulate(4, 3, "abcd\u001b[?6lX");
        Assert.Equal("Xbcd", emulator.Screen.ToText());
    }

    [Fact]
    public void Back_tab_keeps_a_pending_wrap()
    {
        StockEmulator emulator = Pictures.Emulate(20, 3, "0123456789abcdefghij\u001b[2ZX");
        Assert.Equal("0123456789abcdefghij\nX", emulator.Screen.ToText());
    }

    [Fact]
    public void Nul_drops_a_pending_wrap()
    {
        StockEmulator emulator = Pictures.Emulate(4, 2, "abcd\0X");
        Assert.Equal("abcX", emulator.Screen.ToText());
    }
}
