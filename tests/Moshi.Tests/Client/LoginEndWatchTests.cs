using Moshi.Client;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class LoginEndWatchTests
{
    private static readonly Instant Start = new(5_000_000);
    private static readonly TimeSpan Srtt = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Nothing_happens_while_the_login_lasts()
    {
        var watch = new LoginEndWatch();
        Assert.Equal(Instant.Never, watch.NextDeadline);
        Assert.Equal(LoginEndStep.None, watch.Advance(Start, Srtt, Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_server_that_answers_is_asked_twice_and_left_alone()
    {
        var watch = new LoginEndWatch();
        watch.LoginEnds(Start);
        for (int i = 0; i < 2; i++)
        {
            Instant asked = watch.NextDeadline;
            Assert.Equal(LoginEndStep.Ask, watch.Advance(Start, Srtt, asked));
            Assert.Equal(LoginEndStep.None, watch.Advance(asked, Srtt, asked + Srtt));
            Assert.Equal(LoginEndStep.None, watch.Advance(asked + Srtt, Srtt, asked + Srtt));
        }

        Assert.Equal(Instant.Never, watch.NextDeadline);
    }

    [Fact]
    public void The_cause_is_sought_once_when_no_answer_comes()
    {
        var watch = new LoginEndWatch();
        watch.LoginEnds(Start);
        var steps = new List<LoginEndStep>();
        while (watch.NextDeadline != Instant.Never)
            steps.Add(watch.Advance(Start, Srtt, watch.NextDeadline));
        Assert.Equal([LoginEndStep.Ask, LoginEndStep.Ask, LoginEndStep.SeekCause], steps);
    }

    [Fact]
    public void A_long_way_is_not_taken_for_a_death()
    {
        var watch = new LoginEndWatch();
        watch.LoginEnds(Start);
        Assert.Equal(LoginEndStep.Ask, watch.Advance(Start, TimeSpan.FromSeconds(2), watch.NextDeadline));
        Assert.Equal(LoginEndStep.Ask, watch.Advance(Start, TimeSpan.FromSeconds(2), watch.NextDeadline));
        Assert.Equal(Start + LoginEndWatch.Pause + TimeSpan.FromSeconds(8), watch.NextDeadline);
    }
}
