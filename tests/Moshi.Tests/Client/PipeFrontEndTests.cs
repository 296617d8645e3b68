using Moshi.Client;
using Moshi.Session;
using Moshi.Tests.Commands.Options;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class PipeFrontEndTests
{
    private static readonly Instant Start = new(5_000_000);

    [Fact]
    public void Input_waits_until_the_prompt_has_stood_for_a_moment()
    {
        using var frontEnd = new PipeFrontEnd(FakeEnvironment.Of(""));
        Assert.Equal(Instant.Never, frontEnd.NextDeadline);
        frontEnd.Advance(Start + TimeSpan.FromHours(1));
        Assert.False(frontEnd.WantsInput);
        Show(frontEnd, "$ ", Start);
        Assert.Equal(Start + TimeSpan.FromMilliseconds(200), frontEnd.NextDeadline);
        Show(frontEnd, "more $ ", Start + TimeSpan.FromMilliseconds(150));
        frontEnd.Advance(Start + TimeSpan.FromMilliseconds(349));
        Assert.False(frontEnd.WantsInput);
        frontEnd.Advance(frontEnd.NextDeadline);
        Assert.True(frontEnd.WantsInput);
        Assert.Equal(Instant.Never, frontEnd.NextDeadline);
    }

    [Fact]
    public void A_line_that_has_ended_is_no_prompt_but_patience_ends()
    {
        using var frontEnd = new PipeFrontEnd(FakeEnvironment.Of(""));
        Show(frontEnd, "Welcome!\r\n", Start);
        frontEnd.Advance(Start + TimeSpan.FromSeconds(1.9));
        Assert.False(frontEnd.WantsInput);
        Assert.Equal(Start + TimeSpan.FromSeconds(2), frontEnd.NextDeadline);
        // Later output does not begin the patience anew: a program may never pause.
        Show(frontEnd, "still here\r\n", Start + TimeSpan.FromSeconds(1.95));
        frontEnd.Advance(frontEnd.NextDeadline);
        Assert.True(frontEnd.WantsInput);
    }

    [Fact]
    public void Once_open_the_gate_stays_open()
    {
        using var frontEnd = new PipeFrontEnd(FakeEnvironment.Of(""));
        Show(frontEnd, "$ ", Start);
        frontEnd.Advance(Start + TimeSpan.FromSeconds(1));
        Show(frontEnd, "\r\n", Start + TimeSpan.FromSeconds(2));
        frontEnd.Advance(Start + TimeSpan.FromSeconds(2));
        Assert.True(frontEnd.WantsInput);
    }

    [Theory]
    [InlineData("", 80, 24)]
    [InlineData("COLUMNS=132 LINES=50", 132, 50)]
    [InlineData("COLUMNS=0 LINES=-4", 80, 24)]
    [InlineData("COLUMNS=x LINES=", 80, 24)]
    [InlineData("COLUMNS=999999 LINES=999999", 1000, 1000)]
    public void The_size_is_what_the_environment_says_within_reason(string environment, int columns, int rows)
    {
        using var frontEnd = new PipeFrontEnd(FakeEnvironment.Of(environment));
        Assert.Equal(new WindowSize(columns, rows), frontEnd.Size);
    }

    [Fact]
    public void The_end_of_input_is_control_d_and_the_last_screen_is_kept()
    {
        using var frontEnd = new PipeFrontEnd(FakeEnvironment.Of(""));
        Assert.Equal("\u0004"u8, frontEnd.EndOfInput);
        Assert.Null(frontEnd.LastScreen);
        Show(frontEnd, "answer", Start);
        Assert.Equal("answer", frontEnd.LastScreen!.RowText(0).TrimEnd());
    }

    private static void Show(PipeFrontEnd frontEnd, string text, Instant now)
    {
        var state = new HostState(new WindowSize(20, 5), answersQueries: true);
        state.Feed(System.Text.Encoding.UTF8.GetBytes(text));
        frontEnd.NoteHostOutput(state.Screen, now);
    }
}
