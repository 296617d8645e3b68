using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.29)]
    public void Either_end_leaves_cleanly_and_delivers_its_last_state(double loss)
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            for (int seed = 0; seed < 40; seed++)
            {
                var session = new SimulatedSession(seed, client, server, new LinkProfile { DelayMs = seed % 2 == 0 ? 5 : 100, Loss = loss });
                for (int key = 0; key < 10; key++)
                    session.After(200 * key, session.Type);
                session.Run(4000);
                bool isClient = seed % 4 < 2;
                session.After(0, () =>
                {
                    if (isClient)
                        Leave(session.Client, session.Now);
                    else
                        Leave(session.Server, session.Now);
                });
                session.Run(100);
                session.Run(14_000);
                (SessionPhase initiator, SessionPhase responder) = isClient ? (session.Client.Session.Phase, session.Server.Session.Phase) : (session.Server.Session.Phase, session.Client.Session.Phase);
                Assert.True(initiator == SessionPhase.Closed, $"{name} seed {seed}: initiator {initiator}, responder {responder}");
                Assert.True(responder == SessionPhase.Closed, $"{name} seed {seed}: responder {responder}");
            }
        }
    }

    [Fact]
    public void Both_ends_may_leave_at_once()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            for (int seed = 0; seed < 40; seed++)
            {
                var session = new SimulatedSession(seed, client, server, new LinkProfile { DelayMs = 30, Loss = seed % 2 * 0.2 });
                session.Run(3000);
                session.After(seed, () => Leave(session.Client, session.Now));
                session.After(20, () => Leave(session.Server, session.Now));
                session.Run(20_000);
                Assert.True(session.Client.Session.Phase == SessionPhase.Closed, $"{name} seed {seed}: client {session.Client.Session.Phase}");
                Assert.True(session.Server.Session.Phase == SessionPhase.Closed, $"{name} seed {seed}: server {session.Server.Session.Phase}");
            }
        }
    }

    [Fact]
    public void Nobody_waits_longer_than_ten_seconds_for_a_peer_that_is_gone()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            var session = new SimulatedSession(1, client, server);
            session.Run(3000);
            session.Up.IsDown = session.Down.IsDown = true;
            int sent = session.Client.Observer.Instructions;
            session.After(0, () => Leave(session.Client, session.Now));
            session.Run(10_001);
            Assert.True(session.Client.Session.Phase == SessionPhase.Abandoned, name);
            Assert.InRange(session.Client.Observer.Instructions - sent, 9, 16);
            Assert.Equal(Moshi.Transport.Time.Instant.Never, session.Client.Session.NextDeadline);
        }
    }

    [Fact]
    public void A_responder_answers_repeated_shutdowns_for_two_seconds()
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Stock);
        session.Up.KeepsHistory = true;
        session.Run(3000);
        session.After(0, () => Leave(session.Client, session.Now));
        session.Run(60);
        Assert.Equal(SessionPhase.Lingering, session.Server.Session.Phase);
        Assert.True(session.Server.Session.IsLingering);
        byte[] shutdown = session.Up.History[^1];
        int sent = session.Server.Observer.Instructions;
        for (int i = 0; i < 5; i++)
        {
            session.Run(300);
            session.Server.Session.Receive(shutdown, session.Client.Address, ceMarked: false, session.Now);
        }
        session.Run(300);
        Assert.Equal(sent + 5, session.Server.Observer.Instructions);
        session.Run(2000);
        Assert.Equal(SessionPhase.Closed, session.Server.Session.Phase);
    }

    [Fact]
    public void A_shutdown_survives_an_outage_of_three_seconds_with_our_timers()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive);
        session.Run(3000);
        session.Up.IsDown = session.Down.IsDown = true;
        session.After(0, () => Leave(session.Client, session.Now));
        session.Run(3000);
        session.Up.IsDown = session.Down.IsDown = false;
        session.Run(3000);
        Assert.Equal(SessionPhase.Closed, session.Client.Session.Phase);
        Assert.True(session.Server.Session.IsLingering || session.Server.Session.Phase == SessionPhase.Closed);
    }

    [Fact]
    public void An_exit_status_reaches_a_peer_of_ours_only()
    {
        var ours = Capabilities.Create([1], 3);
        foreach ((Capabilities? client, Capabilities? server) in ((Capabilities?, Capabilities?)[])[(ours, ours), (null, ours), (ours, null)])
        {
            var session = new SimulatedSession(7, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { Loss = 0.1 }, clientCapabilities: client, serverCapabilities: server);
            session.Run(4000);
            session.After(0, () =>
            {
                session.Server.Observer.MayShutDown = true;
                session.Server.Session.BeginShutdown(session.Now, exitStatus: 42);
            });
            session.Run(10_000);
            Assert.Equal(SessionPhase.Closed, session.Server.Session.Phase);
            // A server without capabilities of its own still understands ours; what it must not do is talk to one that never showed any.
            Assert.Equal(client is null ? null : 42, session.Client.Session.PeerExitStatus);
            Assert.Equal(client is null ? null : 42, session.Server.Observer.ExitStatus);
        }
    }

    private static void Leave<TLocal, TRemote>(Endpoint<TLocal, TRemote> end, Moshi.Transport.Time.Instant now)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        end.Observer.MayShutDown = true;
        end.Session.BeginShutdown(now);
    }
}
