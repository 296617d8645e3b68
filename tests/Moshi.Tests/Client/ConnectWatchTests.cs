using Moshi.Client;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Client;

public sealed class ConnectWatchTests
{
    private static readonly Instant Start = new(5_000_000);

    [Fact]
    public void Silence_is_told_once_looked_into_once_and_given_up_once()
    {
        var watch = new ConnectWatch(Start);
        Assert.Equal(Start + ConnectWatch.Patience, watch.NextDeadline);
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: false, Start));
        Assert.Equal(ConnectStep.SayWaiting, watch.Advance(isConnected: false, watch.NextDeadline));
        Assert.Equal(Start + ConnectWatch.Doubt, watch.NextDeadline);
        Assert.Equal(ConnectStep.SeekCause, watch.Advance(isConnected: false, watch.NextDeadline));
        Assert.Equal(Start + ConnectWatch.Limit, watch.NextDeadline);
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: false, Start + TimeSpan.FromSeconds(14.9)));
        Assert.Equal(ConnectStep.GiveUp, watch.Advance(isConnected: false, watch.NextDeadline));
        Assert.Equal(Instant.Never, watch.NextDeadline);
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: false, Start + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void A_notice_that_was_shown_goes_when_the_server_answers()
    {
        var watch = new ConnectWatch(Start);
        watch.Advance(isConnected: false, Start + TimeSpan.FromSeconds(1));
        Assert.Equal(ConnectStep.ClearNotice, watch.Advance(isConnected: true, Start + TimeSpan.FromSeconds(20)));
        Assert.Equal(Instant.Never, watch.NextDeadline);
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: true, Start + TimeSpan.FromSeconds(21)));
    }

    [Fact]
    public void A_server_that_answers_at_once_leaves_no_trace()
    {
        var watch = new ConnectWatch(Start);
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: true, Start + TimeSpan.FromMilliseconds(40)));
        Assert.Equal(ConnectStep.None, watch.Advance(isConnected: true, Start + TimeSpan.FromHours(1)));
    }
}
