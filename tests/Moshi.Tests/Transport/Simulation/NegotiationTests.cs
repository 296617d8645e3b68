using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

public sealed class NegotiationTests
{
    private static readonly Capabilities Ours = Capabilities.Create([1], 5);

    [Fact]
    public void Two_of_ours_find_each_other_and_stop_showing_it()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 40, Loss = seed % 3 * 0.2 }, clientCapabilities: Ours, serverCapabilities: Ours);
            ConvergenceTests.Use(session, new Random(seed), actions: 20, spanMs: 10_000);
            session.Run(30_000);
            Assert.Equal(5ul, session.Client.Session.PeerCapabilities?.Features);
            Assert.Equal(5ul, session.Server.Session.PeerCapabilities?.Features);
            int shown = session.Client.Observer.CapabilityInstructions + session.Server.Observer.CapabilityInstructions;
            session.Run(30_000);
            Assert.True(shown == session.Client.Observer.CapabilityInstructions + session.Server.Observer.CapabilityInstructions, $"seed {seed}");
        }
    }

    [Fact]
    public void Only_two_that_both_ask_for_it_speak_compactly()
    {
        var compact = Capabilities.Create([1], Capabilities.CompactInstructions);
        var plain = Capabilities.Create([1], 1);
        foreach ((Capabilities? client, Capabilities? server) in ((Capabilities?, Capabilities?)[])[(compact, compact), (plain, compact), (compact, plain), (null, compact), (compact, null)])
        {
            var session = new SimulatedSession(3, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 40, Loss = 0.2 }, clientCapabilities: client, serverCapabilities: server);
            ConvergenceTests.Use(session, new Random(3), actions: 60, spanMs: 10_000);
            session.Run(30_000);
            bool isCompact = client == compact && server == compact;
            Assert.Equal(isCompact, session.Client.Observer.CompactInstructions > 20);
            Assert.Equal(isCompact, session.Server.Observer.CompactInstructions > 20);
            Assert.True(isCompact || session.Client.Observer.CompactInstructions + session.Server.Observer.CompactInstructions == 0);
        }
    }

    [Fact]
    public void A_stock_server_sees_the_field_a_few_times_and_a_stock_client_never()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Stock, clientCapabilities: Ours);
        ConvergenceTests.Use(session, new Random(1), actions: 30, spanMs: 10_000);
        session.Run(60_000);
        Assert.Equal(4, session.Client.Observer.CapabilityInstructions);
        Assert.Null(session.Client.Session.PeerCapabilities);

        session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, serverCapabilities: Ours);
        ConvergenceTests.Use(session, new Random(1), actions: 30, spanMs: 10_000);
        session.Run(60_000);
        Assert.False(session.Server.Observer.SawCapabilities);
    }

    [Fact]
    public void On_a_dead_link_the_client_goes_on_showing_what_nobody_can_have_seen()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, clientCapabilities: Ours, serverCapabilities: Ours);
        session.Up.IsDown = true;
        session.Run(120_000);
        session.Up.IsDown = false;
        session.Run(10_000);
        Assert.NotNull(session.Server.Session.PeerCapabilities);
        Assert.NotNull(session.Client.Session.PeerCapabilities);
    }
}
