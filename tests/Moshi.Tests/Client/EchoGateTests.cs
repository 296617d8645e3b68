using System.Text;
using Moshi.Client;
using Moshi.Terminal.Input;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class EchoGateTests
{
    [Theory]
    [InlineData(true, true, false, true)]
    [InlineData(true, true, true, false)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, false, false)]
    [InlineData(false, true, true, false)]
    public void No_key_is_shown_ahead_of_a_picture_that_waits(bool isReady, bool hasInput, bool hasDatagram, bool isOpen) =>
        Assert.Equal(isOpen, EchoGate.IsOpen(isReady, hasInput, hasDatagram));

    [Theory]
    [InlineData("a", true)]
    [InlineData("~", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("\r", false)]
    [InlineData("\u001b", false)]
    [InlineData("\u007f", false)]
    [InlineData("ab", false)]
    [InlineData("ä", false)]
    public void Only_one_visible_character_of_ascii_is_shown_ahead(string typed, bool isOrdinary) =>
        Assert.Equal(isOrdinary, EchoGate.IsOrdinary(Encoding.UTF8.GetBytes(typed), EscapeKey.Default));

    [Fact]
    public void The_escape_key_is_never_shown_ahead() => Assert.False(EchoGate.IsOrdinary("~"u8, EscapeKey.Parse("~")));
}
