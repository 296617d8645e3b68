using System.Text;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Xunit;

namespace Moshi.Tests.Session;

public sealed class EchoWitnessTests
{
    private readonly Emulator _terminal = new(40, 5);
    private readonly EchoWitness _witness = new();

    [Fact]
    public void An_echo_behind_the_prompt_is_seen_at_once()
    {
        Print("$ ");
        Type(7, "a");
        Assert.Null(Seen());
        Print("a");
        Assert.Equal(7UL, Seen());
        Assert.False(_witness.IsExpecting);
    }

    [Fact]
    public void Of_several_keys_those_are_seen_whose_echo_has_come()
    {
        Print("$ ");
        Type(7, "l");
        Type(8, "s ");
        Type(9, "-");
        Print("ls");
        Assert.Equal(7UL, Seen());
        Print(" -");
        Assert.Equal(9UL, Seen());
    }

    [Theory]
    [InlineData("x", "")]
    [InlineData("x", "y")]
    [InlineData("x", "*")]
    [InlineData("x", "xx")]
    [InlineData("x", "x\e[D")]
    [InlineData("x", "\r\nx")]
    [InlineData("x", "x suggestion\e[11D")]
    [InlineData("xy", "x")]
    [InlineData("\x7f", "")]
    [InlineData("\x7f", "\b")]
    [InlineData("\r", "a")]
    public void What_is_not_the_guess_is_left_to_the_clock(string keys, string output)
    {
        Print("$ ab");
        Type(7, keys);
        Print(output);
        Assert.Null(Seen());
    }

    [Theory]
    [InlineData("\x7f", "\b\e[K")]
    [InlineData("c\x7f", "c\b\e[K")]
    [InlineData("\x7f\x7f" + "c", "\b\b\e[Kc")]
    [InlineData(" ", " ")]
    [InlineData("\r", "\r\n")]
    [InlineData("c\r", "c\r\nanswer")]
    public void Erased_and_ended_lines_are_seen(string keys, string output)
    {
        Print("$ ab");
        Type(7, keys);
        Print(output);
        Assert.Equal(7UL, Seen());
    }

    [Fact]
    public void A_line_end_in_the_last_row_shows_in_the_column()
    {
        Print("\e[5;1H$ ls");
        Type(7, "\r");
        Assert.Null(Seen());
        Print("\r\n");
        Assert.Equal(7UL, Seen());
    }

    [Fact]
    public void Behind_text_to_the_right_of_the_cursor_nothing_is_looked_for_until_the_clock_has_told()
    {
        Print("$ ab\b");
        Type(7, "x");
        Print("xb\b");
        Assert.Null(Seen());
        Type(8, "y");
        Print("yb\b");
        Assert.Null(Seen());
        _witness.Forget(8);
        Print("\e[C");
        Type(9, "z");
        Print("z");
        Assert.Equal(9UL, Seen());
    }

    [Fact]
    public void More_keys_than_fit_are_left_to_the_clock()
    {
        for (ulong number = 1; number <= 40; number++)
            Type(number, "abc");
        Print(new string('a', 30));
        Assert.Null(Seen());
        _witness.Forget(39);
        Assert.False(_witness.IsExpecting);
        _witness.Forget(40);
        Type(41, "a");
        Print("a");
        Assert.Equal(41UL, Seen());
    }

    [Fact]
    public void A_terminal_that_has_become_smaller_shows_no_echo()
    {
        Print("\e[5;30H");
        Type(7, "a");
        _terminal.Resize(10, 2);
        Print("a");
        Assert.Null(Seen());
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("\r", true)]
    [InlineData("\x7f", true)]
    [InlineData("é", true)]
    [InlineData("\e[C", true)]
    [InlineData("\eOD", true)]
    [InlineData("\e[1;5C", true)]
    [InlineData("\e[Ax", true)]
    [InlineData("\e", false)]
    [InlineData("\x03", false)]
    [InlineData("\t", false)]
    [InlineData("\e[A", false)]
    [InlineData("\eOB", false)]
    [InlineData("\e[5~", false)]
    [InlineData("\e[15;2~\x01", false)]
    [InlineData("\e[", true)]
    public void Only_what_a_stock_client_may_guess_is_told_in_time(string keys, bool mayBeGuessed) =>
        Assert.Equal(mayBeGuessed, EchoWitness.MayBeGuessed(Encoding.UTF8.GetBytes(keys)));

    private void Print(string output) => _terminal.Feed(Encoding.UTF8.GetBytes(output));

    private void Type(ulong number, string keys) => _witness.Expect(number, Encoding.UTF8.GetBytes(keys), _terminal.Screen);

    private ulong? Seen() => _witness.TrySee(_terminal.Screen, out ulong number) ? number : null;
}
