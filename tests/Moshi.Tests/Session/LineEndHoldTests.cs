using System.Text;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

public sealed class LineEndHoldTests
{
    private readonly Emulator _terminal = new(40, 5);
    private readonly LineEndHold _hold = new();
    private Instant _now = new(5_000_000);

    [Fact]
    public void The_end_of_a_line_waits_for_what_follows()
    {
        Print("$ ls\r\n");
        Assert.True(_hold.IsHolding(_now));
        Print("file");
        Assert.False(_hold.IsHolding(_now));
        Assert.Equal(Instant.Never, _hold.Until);
    }

    [Fact]
    public void Nothing_waits_longer_than_stock_collects_output_however_many_lines_come()
    {
        Instant end = _now + LineEndHold.Longest;
        for (; _now < end; _now += TimeSpan.FromMilliseconds(1))
        {
            Print("line\r\n");
            Assert.True(_hold.IsHolding(_now));
            Assert.Equal(end, _hold.Until);
        }

        Print("line\r\n");
        Assert.False(_hold.IsHolding(_now));
        Assert.Equal(Instant.Never, _hold.Until);
    }

    [Theory]
    [InlineData("$ a")]
    [InlineData("$ \b\b")]
    [InlineData("\r\n   x\r")]
    [InlineData("\e[3;7H")]
    public void A_cursor_elsewhere_holds_nothing(string output)
    {
        Print(output);
        Assert.False(_hold.IsHolding(_now));
    }

    [Fact]
    public void An_erased_line_waits_too()
    {
        Print(":");
        Assert.False(_hold.IsHolding(_now));
        Print("\r\e[K");
        Assert.True(_hold.IsHolding(_now));
    }

    private void Print(string output)
    {
        _terminal.Feed(Encoding.UTF8.GetBytes(output));
        _hold.Note(_terminal.Screen, _now);
    }
}
