using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>What a session costs that nobody uses.</summary>
public sealed class IdleTests
{
    private const int Minutes = 60;

    [Fact]
    public void Idle_ends_are_heard_every_three_seconds_and_wake_up_seldom()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            var session = new SimulatedSession(5, client, server, new LinkProfile { DelayMs = 20, JitterMs = 2 });
            session.Run(10_000);
            (long up, long down) = (session.Up.Datagrams, session.Down.Datagrams);
            (int clientTurns, int serverTurns) = (session.Client.Turns, session.Server.Turns);
            session.Run(Minutes * 60_000);
            double clientWakes = (session.Client.Turns - clientTurns) / (double)Minutes;
            double serverWakes = (session.Server.Turns - serverTurns) / (double)Minutes;
            TestContext.Current.SendDiagnosticMessage(
                $"{name}: per minute up {(session.Up.Datagrams - up) / (double)Minutes:F1} down {(session.Down.Datagrams - down) / (double)Minutes:F1} packets, client {clientWakes:F1} server {serverWakes:F1} wake-ups, silence {session.Client.Observer.LongestSilence.TotalSeconds:F2} s / {session.Server.Observer.LongestSilence.TotalSeconds:F2} s");
            Assert.True(session.Up.Datagrams - up <= Minutes * 20 + 1, name);
            Assert.True(session.Down.Datagrams - down <= Minutes * 20 + 1, name);
            Assert.True(session.Client.Observer.LongestSilence <= client.HeartbeatInterval + client.HeartbeatSlack + TimeSpan.FromMilliseconds(1), name);
            Assert.True(session.Server.Observer.LongestSilence <= server.HeartbeatInterval + server.HeartbeatSlack + TimeSpan.FromMilliseconds(1), name);
            // A stock client wakes some 47 times a minute.
            if (ReferenceEquals(client, TimerPolicy.Responsive))
                Assert.True(clientWakes <= 0.7 * 47, $"{name}: {clientWakes} wake-ups of the client a minute");
        }
    }

    [Fact]
    public void Two_of_ours_need_fewer_packets_still()
    {
        var ours = Capabilities.Create([1], 0);
        var session = new SimulatedSession(5, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 20 }, clientCapabilities: ours, serverCapabilities: ours);
        session.Run(10_000);
        long packets = session.Up.Datagrams + session.Down.Datagrams;
        (int clientTurns, int serverTurns) = (session.Client.Turns, session.Server.Turns);
        session.Run(Minutes * 60_000);
        packets = session.Up.Datagrams + session.Down.Datagrams - packets;
        double beats = TimeSpan.FromMinutes(Minutes) / TimerPolicy.Responsive.OwnHeartbeatInterval;
        Assert.InRange(packets, (long)(2 * beats * 0.9), (long)(2 * beats) + 2);
        Assert.InRange(session.Client.Turns - clientTurns, 0, (int)(2 * beats) + 4);
        Assert.InRange(session.Server.Turns - serverTurns, 0, (int)beats + 4);
    }

    [Fact]
    public void Lost_heartbeats_between_ours_are_repeated_before_the_silence_is_long()
    {
        var ours = Capabilities.Create([1], 0);
        var session = new SimulatedSession(5, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 50, Loss = 0.1 }, clientCapabilities: ours, serverCapabilities: ours);
        session.Run(10_000);
        int late = 0;
        for (int second = 0; second < Minutes * 60; second++)
        {
            session.Run(1000);
            late += session.Now - session.Client.Session.LastContact > TimeSpan.FromMilliseconds(7500) ? 1 : 0;
        }

        Assert.InRange(late, 0, 15);
    }

    [Fact]
    public void A_client_that_only_watches_still_asks_so_that_no_reply_is_missed()
    {
        foreach (int spacingMs in new[] { 5, 50, 300, 1500, 4000 })
        {
            var session = new SimulatedSession(5, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 20 }, clientCapabilities: FrameSessionTests.Frames, serverCapabilities: FrameSessionTests.Frames);
            session.Run(1000);
            for (int ms = 0; ms < 60_000; ms += spacingMs)
                session.After(ms, () => session.Paint(100));
            TimeSpan longest = TimeSpan.Zero;
            for (int tick = 0; tick < 600; tick++)
            {
                session.Run(100);
                TimeSpan silence = session.Now - session.Client.Session.LastRoundTrip;
                longest = silence > longest ? silence : longest;
            }

            Assert.True(longest < TimeSpan.FromSeconds(8), $"a picture every {spacingMs} ms: no reply for {longest.TotalSeconds:F1} s");
            Assert.False(session.Client.Session.TakeEvents().HasFlag(SessionEvents.PortHopAdvised), $"a picture every {spacingMs} ms: another port");
        }
    }

    [Fact]
    public void An_idle_hour_costs_no_garbage()
    {
        var session = new SimulatedSession(6, TimerPolicy.Responsive, TimerPolicy.Responsive);
        session.Down.KeepsHistory = true;
        session.Run(10_000);
        SyncSession<UserStream, EchoScreen> client = session.Client.Session;
        byte[] buffer = new byte[2048];
        Instant now = session.Now;
        byte[] last = session.Down.History[^1];
        // The runtime may allocate once when it compiles a method anew; garbage of ours would come in every hour.
        long least = long.MaxValue;
        for (int hour = 0; hour < 3; hour++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1200; i++)
                Turn();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        void Turn()
        {
            now += TimeSpan.FromSeconds(3);
            client.Receive(last, default, ceMarked: false, now);
            client.Advance(now);
            while (client.TryTransmit(buffer, now, out _))
            {
            }
        }
    }
}
