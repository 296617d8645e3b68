using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>
/// A stock client that has to print the last column of the last row, and then to return there, goes one column too far (quirk Q4). It erases what was erased
/// in its own picture, and prints what was printed there: so our server must not print a blank into that corner when it can erase it.
/// </summary>
public sealed class StockClientCursorTests
{
    [Theory]
    [InlineData("\u001b[2;6H\u001b[46mQuit\u001b[K")]
    [InlineData("\u001b[2;1H\u001b[44m0123456\u001b[2;10H\u001b[K")]
    [InlineData("\u001b[2;8H\u001b[41m\u001b[K\u001b[2;10H")]
    [InlineData("\u001b[2;9H\u001b[42m\u001b[2X\u001b[C")]
    public void A_coloured_blank_in_the_last_corner_is_erased_and_not_printed(string input)
    {
        var program = new Emulator(10, 2);
        program.Feed(Encoding.UTF8.GetBytes(input));
        var client = new StockEmulator(10, 2) { AnswersQueries = false };
        client.Feed(Pictures.Paint(new Framebuffer(10, 2), program.Screen));
        Assert.Equal((1, 9), (client.Screen.CursorRow, client.Screen.CursorColumn));
        Assert.True(client.Screen[1, 9].IsBlank);
        Assert.Equal(program.Screen.StyleOf(program.Screen[1, 9]).Background, client.Screen.StyleOf(client.Screen[1, 9]).Background);
    }
}
