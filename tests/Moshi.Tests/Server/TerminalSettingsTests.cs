using Moshi.Server;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class TerminalSettingsTests
{
    [Theory]
    [InlineData(null, true, WidthPolicy.Graphemes)]
    [InlineData("codepoints", true, WidthPolicy.CodePoints)]
    [InlineData("stock", true, WidthPolicy.Stock)]
    [InlineData("nonsense", true, WidthPolicy.Graphemes)]
    [InlineData(null, false, WidthPolicy.Stock)]
    [InlineData("graphemes", false, WidthPolicy.Stock)]
    public void Text_is_measured_for_the_client(string? setting, bool isPeerOurs, WidthPolicy expected)
    {
        var settings = TerminalSettings.Read(name => string.Equals(name, "MOSHI_WIDTHS", StringComparison.Ordinal) ? setting : null);
        Assert.Equal(expected, settings.Create(80, 24, isPeerOurs).WidthPolicy);
    }

    [Theory]
    [InlineData(null, Emulator.DefaultClipboardLimitBytes)]
    [InlineData("0", 0)]
    [InlineData("300", 300)]
    [InlineData("64k", 65536)]
    [InlineData("1M", 1 << 20)]
    [InlineData("9999M", 2 << 20)]
    [InlineData("M", Emulator.DefaultClipboardLimitBytes)]
    [InlineData("-1", Emulator.DefaultClipboardLimitBytes)]
    [InlineData("much", Emulator.DefaultClipboardLimitBytes)]
    public void Clipboards_have_a_limit(string? setting, int expected)
    {
        var settings = TerminalSettings.Read(name => string.Equals(name, "MOSHI_CLIPBOARD_LIMIT", StringComparison.Ordinal) ? setting : null);
        Assert.Equal(expected, settings.Create(80, 24, isPeerOurs: true).ClipboardLimitBytes);
    }

    [Theory]
    [InlineData(null, Emulator.DefaultHistoryLines)]
    [InlineData("0", 0)]
    [InlineData("500", 500)]
    [InlineData("-1", Emulator.DefaultHistoryLines)]
    [InlineData("many", Emulator.DefaultHistoryLines)]
    public void History_is_as_long_as_was_asked_for(string? setting, int expected)
    {
        var settings = TerminalSettings.Read(name => string.Equals(name, "MOSHI_SCROLLBACK", StringComparison.Ordinal) ? setting : null);
        Assert.Equal(expected, settings.Create(80, 24, isPeerOurs: true).HistoryLines);
    }

    [Fact]
    public void Reading_the_clipboard_and_wide_ambiguous_characters_have_to_be_asked_for()
    {
        Emulator plain = TerminalSettings.Read(_ => null).Create(80, 24, isPeerOurs: true);
        Assert.False(plain.AllowsClipboardReading);
        Assert.Equal(AmbiguousWidth.Narrow, plain.AmbiguousWidth);
        Emulator wide = TerminalSettings.Read(name => string.Equals(name, "MOSHI_AMBIGUOUS", StringComparison.Ordinal) ? "2" : "allow").Create(80, 24, isPeerOurs: true);
        Assert.True(wide.AllowsClipboardReading);
        Assert.Equal(AmbiguousWidth.Wide, wide.AmbiguousWidth);
    }
}
