using Moshi.Terminal.Prediction;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>When guesses are shown and underlined (mosh-protocol §9.1), and when the engine asks to be woken.</summary>
public sealed class PredictionTimingTests
{
    private const int Fast = 20;

    [Fact]
    public void Slow_link_shows_guesses_until_it_is_fast_and_nothing_is_guessed()
    {
        ClientModel client = Confirmed(sendIntervalMs: 31);
        client.Type("b");
        Assert.True(IsShown(client));
        client.SendIntervalMs = Fast;
        Assert.True(IsShown(client));
        client.Receive("b", client.Sent);
        client.Paint();

        // This paint removed the last guess; the next one may hide.
        client.Paint();
        client.Type("c");
        Assert.False(IsShown(client));
    }

    [Theory]
    [InlineData(31, 30, true)]
    [InlineData(31, 21, true)]
    [InlineData(31, 20, false)]
    [InlineData(20, 30, false)]
    public void Pace_has_hysteresis(int before, int after, bool isShown)
    {
        ClientModel client = Confirmed(before);
        client.Paint();
        client.SendIntervalMs = after;
        client.Paint();
        client.Paint();
        client.Type("b");
        Assert.Equal(isShown, IsShown(client));
    }

    [Theory]
    [InlineData(81, 81, true)]
    [InlineData(81, 51, true)]
    [InlineData(81, 50, false)]
    [InlineData(31, 80, false)]
    public void Underlining_has_hysteresis(int before, int after, bool isUnderlined)
    {
        ClientModel client = Confirmed(before);
        client.Paint();
        client.SendIntervalMs = after;
        client.Paint();
        client.Type("b");
        Assert.True(IsShown(client));
        Assert.Equal(isUnderlined, IsUnderlined(client));
    }

    [Fact]
    public void Overdue_echo_shows_guesses_and_then_underlines_them()
    {
        ClientModel client = Confirmed(Fast);
        long typed = client.NowMs;
        client.Type("b");
        Assert.False(IsShown(client));
        Assert.Equal(typed + 250, client.Engine.NextDeadlineMs);
        client.NowMs = typed + 249;
        Assert.False(IsShown(client));
        client.NowMs = typed + 250;
        Assert.True(IsShown(client));
        Assert.False(IsUnderlined(client));
        Assert.Equal(typed + 5000, client.Engine.NextDeadlineMs);
        client.NowMs = typed + 4999;
        Assert.False(IsUnderlined(client));
        client.NowMs = typed + 5000;
        Assert.True(IsUnderlined(client));
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
    }

    [Fact]
    public void Ten_quick_confirmations_at_a_distance_cure_a_glitch()
    {
        ClientModel client = Confirmed(Fast);
        client.Type("b");
        client.NowMs += 250;
        client.Paint();
        client.Receive("b", client.Sent);
        client.Paint();
        for (int repairs = 0; repairs < 10; repairs++)
        {
            client.NowMs += 150;
            client.Type("c");
            Assert.True(IsShown(client), $"after {repairs} repairs");
            client.Receive("c", client.Sent);
            client.Paint();
        }

        client.NowMs += 150;
        client.Type("c");
        Assert.False(IsShown(client));
    }

    [Fact]
    public void Confirmations_in_one_burst_cure_but_once()
    {
        ClientModel client = Confirmed(Fast);
        client.Type("b");
        client.NowMs += 250;
        client.Paint();
        client.Receive("b", client.Sent);
        client.Paint();
        for (int i = 0; i < 40; i++)
        {
            client.NowMs += 10;
            client.Type("c");
            client.Receive("c", client.Sent);
            client.Paint();
        }

        client.Type("c");
        Assert.True(IsShown(client));
    }

    [Fact]
    public void No_timer_runs_while_nothing_is_pending()
    {
        ClientModel client = Confirmed(Fast);
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
        client.Type("b");
        Assert.NotEqual(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
        client.Receive("b", client.Sent);
        client.Paint();
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
        client.Type("c");
        client.Engine.Reset();
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
    }

    [Fact]
    public void No_timer_runs_for_guesses_that_are_already_underlined()
    {
        ClientModel client = Confirmed(250);
        client.Type("b");
        client.Paint();
        Assert.Equal(PredictionEngine.NoDeadline, client.Engine.NextDeadlineMs);
    }

    [Fact]
    public void Painting_at_every_deadline_ends()
    {
        foreach (PredictionMode mode in Enum.GetValues<PredictionMode>())
        {
            foreach (int interval in (int[])[20, 31, 60, 250])
            {
                var client = new ClientModel(80, 24, new PredictionSettings(mode)) { SendIntervalMs = interval };
                client.Paint();
                client.Type("abc\r\u001B[Ddef");
                client.Paint();
                int wakeups = 0;
                while (client.Engine.NextDeadlineMs is var deadline and not PredictionEngine.NoDeadline)
                {
                    Assert.True(deadline > client.NowMs, "a deadline in the past");
                    client.NowMs = deadline;
                    client.Paint();
                    wakeups++;
                }

                Assert.InRange(wakeups, 0, 2);
            }
        }
    }

    private static bool IsShown(ClientModel client)
    {
        Framebuffer frame = client.Paint();
        return frame.CursorColumn > client.ServerScreen.CursorColumn;
    }

    private static bool IsUnderlined(ClientModel client)
    {
        Framebuffer frame = client.Paint();
        return frame.StyleOf(frame[0, frame.CursorColumn - 1]).Attributes.HasFlag(CellAttributes.Underline);
    }

    /// <summary>A client in adaptive mode whose first key has been confirmed, at a time when the link has just become this fast.</summary>
    private static ClientModel Confirmed(int sendIntervalMs)
    {
        var client = new ClientModel(80, 24) { SendIntervalMs = sendIntervalMs, NowMs = 1000 };
        client.Receive("$ ", client.Sent);
        client.Paint();
        client.Type("a");
        client.Receive("a", client.Sent);
        client.Paint();
        return client;
    }
}
