using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>A session that ends while the client is away: mosh issues 1011 and 1085, quirk Q11.</summary>
public sealed class FarewellTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(12)]
    [InlineData(300)]
    [InlineData(8 * 3600)]
    public void Client_that_was_away_learns_at_its_return_that_the_session_has_ended(int secondsAway)
    {
        SimulatedSession pair = Connected();
        pair.Up.IsDown = pair.Down.IsDown = true;
        pair.Run(1000);
        pair.Server.Session.BeginShutdown(pair.Now, exitStatus: 7, Patience);
        pair.Run(secondsAway * 1000.0);
        Assert.Equal(SessionPhase.Closing, pair.Server.Session.Phase);

        pair.Up.IsDown = pair.Down.IsDown = false;
        pair.Run(8000);
        Assert.Equal(SessionPhase.Closed, pair.Server.Session.Phase);
        Assert.True(pair.Client.Session.Phase is SessionPhase.Lingering or SessionPhase.Closed);
    }

    [Fact]
    public void Server_that_waits_for_a_silent_client_sends_nothing_after_40_seconds()
    {
        SimulatedSession pair = Connected();
        pair.Up.IsDown = pair.Down.IsDown = true;
        pair.Server.Session.BeginShutdown(pair.Now, exitStatus: 0, Patience);
        pair.Run(60_000);
        long sent = pair.Server.Session.Counters.DatagramsSent;
        pair.Run(3_600_000);
        Assert.Equal(sent, pair.Server.Session.Counters.DatagramsSent);
    }

    [Fact]
    public void Impatient_server_tells_a_client_that_has_been_silent_for_long_at_its_last_address()
    {
        SimulatedSession pair = Connected();
        pair.Client.IsAsleep = true;
        pair.Run(120_000);
        Assert.False(pair.Server.Session.HasPath);
        pair.Server.Session.BeginShutdown(pair.Now);
        pair.Run(1000);
        pair.Client.IsAsleep = false;
        pair.Run(5000);
        Assert.True(pair.Client.Session.Phase is SessionPhase.Lingering or SessionPhase.Closed);
        Assert.Equal(SessionPhase.Closed, pair.Server.Session.Phase);
    }

    private static SimulatedSession Connected()
    {
        var pair = new SimulatedSession(seed: 1, TimerPolicy.Responsive, TimerPolicy.Responsive);
        pair.Run(2000);
        Assert.True(pair.Server.Session.HasPath);
        pair.Server.Observer.MayShutDown = true;
        return pair;
    }
}
