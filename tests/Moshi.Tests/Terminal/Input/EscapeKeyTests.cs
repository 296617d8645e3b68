using Moshi.Terminal.Input;
using Xunit;

namespace Moshi.Tests.Terminal.Input;

public sealed class EscapeKeyTests
{
    [Theory]
    [InlineData(null, 0x1E)]
    [InlineData("", 0)]
    [InlineData("~", '~')]
    [InlineData("\u0001", 0x01)]
    [InlineData("\u007F", 0x7F)]
    [InlineData("\u0080", 0x1E)]
    [InlineData("\uFFFD", 0x1E)]
    [InlineData("ab", 0x1E)]
    [InlineData("\u0003", 0x1E)]
    [InlineData("\u0004", 0x1E)]
    [InlineData("\n", 0x1E)]
    [InlineData("\f", 0x1E)]
    [InlineData("\r", 0x1E)]
    [InlineData("\t", 0x09)]
    [InlineData("\0", 0x1E)]
    public void Setting_names_one_ascii_key_or_gives_the_default(string? setting, int code)
    {
        Assert.Equal(code, EscapeKey.Parse(setting).Code);
    }

    [Fact]
    public void Texts_name_a_control_key_by_its_letter()
    {
        EscapeKey key = EscapeKey.Default;
        Assert.Equal("Ctrl-^", key.Name);
        Assert.Equal("Commands: Ctrl-Z suspends, \".\" quits, \"^\" gives literal Ctrl-^", key.CommandHelp);
        Assert.Equal(" [To quit: Ctrl-^ .]", key.QuitHint);
    }

    [Fact]
    public void Texts_quote_a_printable_key()
    {
        var key = EscapeKey.Parse("~");
        Assert.Equal("Commands: Ctrl-Z suspends, \".\" quits, \"~\" gives literal \"~\"", key.CommandHelp);
        Assert.Equal(" [To quit: \"~\" .]", key.QuitHint);
    }

    [Fact]
    public void Disabled_key_has_no_texts()
    {
        Assert.False(EscapeKey.Disabled.IsEnabled);
        Assert.Equal("", EscapeKey.Disabled.Name);
        Assert.Equal("", EscapeKey.Disabled.CommandHelp);
        Assert.Equal("", EscapeKey.Disabled.QuitHint);
        Assert.Equal(EscapeKey.Disabled, EscapeKey.Parse(""));
    }

    [Fact]
    public void Letter_of_a_control_key_passes_it_in_either_case()
    {
        var key = EscapeKey.Parse("\u0002");
        Assert.True(key.IsPass((byte)'B'));
        Assert.True(key.IsPass((byte)'b'));
        Assert.False(key.IsPass(0x02));
        Assert.False(EscapeKey.Default.IsPass((byte)'~'));
    }

    [Fact]
    public void No_text_holds_a_control_character()
    {
        for (char code = '\u0001'; code <= '\u007F'; code++)
        {
            var key = EscapeKey.Parse(code.ToString());
            Assert.DoesNotContain(key.CommandHelp + key.QuitHint, char.IsControl);
        }
    }
}
