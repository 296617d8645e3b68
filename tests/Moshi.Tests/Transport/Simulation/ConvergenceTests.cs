using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Whatever the network does, the last state arrives and what is sent keeps the rules (checked by the observer at each datagram).</summary>
public sealed class ConvergenceTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.29)]
    [InlineData(0.5)]
    public void The_last_state_arrives_over_lossy_reordering_doubling_links(double loss)
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            for (int seed = 0; seed < 12; seed++)
            {
                var random = new Random(seed);
                var link = new LinkProfile
                {
                    DelayMs = random.Next(1, 200),
                    JitterMs = random.Next(2) * random.Next(40),
                    Loss = loss,
                    Duplication = random.Next(2) * 0.2,
                    CeMarks = random.Next(3) == 0 ? 0.02 : 0,
                };
                var session = new SimulatedSession(seed, client, server, link);
                Use(session, random, actions: 60, spanMs: 12_000);
                Settle(session, $"{name} seed {seed} loss {loss}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Large_frames_pass_a_path_that_takes_500_bytes(bool isSilent)
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            // mosh 1.4 never finds out about a path that swallows.
            if (isSilent && !server.ShrinksOnLargeFrameLoss)
                continue;
            for (int seed = 0; seed < 6; seed++)
            {
                var link = new LinkProfile { DelayMs = 30, SilentMtu = isSilent ? 500 : int.MaxValue, RefusingMtu = isSilent ? int.MaxValue : 500, Loss = seed % 2 * 0.02 };
                var session = new SimulatedSession(seed, client, server, link);
                session.Run(2000);
                session.After(0, () => session.Paint(6000));
                session.Run(isSilent ? 30_000 : 3000);
                Assert.True(session.Client.Session.NewestRemote.Picture.Length == 6000, $"{name} seed {seed}");
                Assert.Equal(DatagramSizes.FallbackBudgetBytes, session.Server.Session.DatagramBudgetBytes);
                Assert.True(session.Server.TakeEvents().HasFlag(SessionEvents.BudgetShrunk));
            }
        }
    }

    [Fact]
    public void Chance_losses_do_not_shrink_datagrams()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 40, Loss = 0.1 });
            Use(session, new Random(seed), actions: 200, spanMs: 60_000);
            Settle(session, $"seed {seed}");
            Assert.True(DatagramSizes.IPv4BudgetBytes == session.Server.Session.DatagramBudgetBytes, $"seed {seed}");
        }
    }

    [Fact]
    public void The_16_bit_clock_wraps_without_a_trace()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            var session = new SimulatedSession(1, client, server, new LinkProfile { DelayMs = 50 }, startMs: 65_536 - 4000);
            Use(session, new Random(1), actions: 60, spanMs: 12_000);
            Settle(session, name);
            Assert.InRange(session.Client.Session.Srtt.TotalMilliseconds, 99, 102);
            Assert.InRange(session.Server.Session.Srtt.TotalMilliseconds, 99, 102);
        }
    }

    [Fact]
    public void A_day_of_sleep_is_over_with_the_first_datagram()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            var session = new SimulatedSession(2, client, server, new LinkProfile { DelayMs = 25 });
            Use(session, new Random(2), actions: 20, spanMs: 4000);
            session.Run(5000);
            session.Client.IsAsleep = true;
            session.Run(TimeSpan.FromHours(10).TotalMilliseconds);
            Assert.True(session.Server.TakeEvents().HasFlag(SessionEvents.Detached));
            Assert.False(session.Server.Session.HasPath);
            long sentAsleep = session.Down.Datagrams;
            session.Run(TimeSpan.FromHours(14).TotalMilliseconds);
            Assert.Equal(sentAsleep, session.Down.Datagrams);
            session.After(0, () => session.Paint(300));
            while (session.Client.Incoming.TryReceive(session.Now, out _, out _, out _))
            {
                // What the sleeping machine's socket had no room for.
            }
            session.Client.IsAsleep = false;
            session.Client.Address = NetworkPath.FromIPv4([10, 0, 0, 77], 5555);
            session.After(0, session.Type);
            session.Run(1000);
            Assert.True(session.Server.TakeEvents().HasFlag(SessionEvents.PathChanged), name);
            Assert.Equal(session.Client.Address, session.Server.Session.Path);
            Settle(session, name, withinMs: 1000);
        }
    }

    [Fact]
    public void A_clock_that_jumps_ahead_or_stands_still_does_no_harm()
    {
        var session = new SimulatedSession(3, TimerPolicy.Responsive, TimerPolicy.Stock, new LinkProfile { DelayMs = 25 });
        for (int round = 0; round < 20; round++)
        {
            Use(session, new Random(round), actions: 10, spanMs: 1000);
            session.Run(1500);
            session.Jump(TimeSpan.FromSeconds(session.Random.Next(1, 100_000)));
            // A turn with a time before the last one counts as the last one.
            session.Client.Session.Advance(new Moshi.Transport.Time.Instant(0));
        }
        Settle(session, "jumps");
    }

    [Fact]
    public void A_server_follows_a_roaming_client_and_no_replay()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            var session = new SimulatedSession(4, client, server, new LinkProfile { DelayMs = 20, JitterMs = 5 });
            session.Up.KeepsHistory = true;
            Use(session, new Random(4), actions: 20, spanMs: 4000);
            session.Run(5000);
            for (byte hop = 1; hop < 10; hop++)
            {
                session.Client.Address = NetworkPath.FromIPv4([192, 168, 0, hop], 1000);
                session.After(0, session.Type);
                session.Run(500);
                Assert.True(session.Client.Address == session.Server.Session.Path, $"{name} hop {hop}");
            }
            var thief = NetworkPath.FromIPv4([6, 6, 6, 6], 666);
            foreach (byte[] old in session.Up.History)
                session.Server.Session.Receive(old, thief, ceMarked: false, session.Now);
            Assert.Equal(session.Client.Address, session.Server.Session.Path);
            Settle(session, name);
        }
    }

    [Fact]
    public void An_outage_of_any_length_ends_in_the_newest_state_soon_after()
    {
        foreach ((string name, TimerPolicy client, TimerPolicy server) in PolicyPairs.All)
        {
            foreach (int seconds in (int[])[1, 5, 15, 39, 70, 3600])
            {
                var session = new SimulatedSession(seconds, client, server, new LinkProfile { DelayMs = 30 });
                Use(session, new Random(seconds), actions: 10, spanMs: 1000);
                session.Run(2000);
                session.Up.IsDown = session.Down.IsDown = true;
                session.After(500, session.Type);
                session.After(700, () => session.Paint(1500));
                session.Run(seconds * 1000);
                session.Up.IsDown = session.Down.IsDown = false;
                Settle(session, $"{name} after {seconds} s", withinMs: 5000);
            }
        }
    }

    /// <summary>
    /// The picture and the acknowledgement of the last keys are in one instruction of many datagrams, nearly a third of which is lost. A client that has typed for the last time repeats its keys with each
    /// heartbeat and says nothing new: that is no reason to repeat the picture at heartbeats only, each time as another instruction, of which it keeps no pieces.
    /// </summary>
    [Fact]
    public void Client_that_only_repeats_itself_still_gets_its_picture()
    {
        var up = new LinkProfile { DelayMs = 119, Loss = 0.035 };
        var down = new LinkProfile { DelayMs = 323, Loss = 0.29, RefusingMtu = 624 };
        for (int seed = 0; seed < 40; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Stock, TimerPolicy.Responsive, up, down);
            for (int at = 200; at < 20_000; at += 600)
            {
                int bytes = 6000 + at / 100;
                session.After(at, session.Type);
                session.After(at + 100, () => session.Paint(bytes));
            }
            Settle(session, $"seed {seed}", withinMs: 60_000);
        }
    }

    internal static void Use(SimulatedSession session, Random random, int actions, int spanMs)
    {
        for (int i = 0; i < actions; i++)
        {
            int at = random.Next(spanMs);
            switch (random.Next(6))
            {
                case 0:
                    int bytes = random.Next(4) == 0 ? random.Next(1, 8000) : random.Next(1, 200);
                    session.After(at, () => session.Paint(bytes));
                    break;
                case 1:
                    var size = new WindowSize(random.Next(1, 300), random.Next(1, 100));
                    session.After(at, () => session.Client.Session.Current.AppendResize(size));
                    break;
                default:
                    session.After(at, session.Type);
                    break;
            }
        }
    }

    internal static void Settle(SimulatedSession session, string what, int withinMs = 120_000)
    {
        while (session.HasScript)
            session.Run(100);
        for (int waited = 0; waited < withinMs && !IsSettled(session); waited += 100)
            session.Run(100);
        Assert.True(IsSettled(session), $"{what}: typed {session.Typed}, arrived {session.Input.Count}, shown {session.Client.Session.NewestRemote.Echoed}");
        for (int i = 0; i < session.Input.Count; i++)
            Assert.Equal((byte)('a' + i % 26), session.Input[i]);
    }

    private static bool IsSettled(SimulatedSession session) =>
        session.Input.Count == session.Typed
        && session.Server.Session.Current.Echoed == session.Typed
        && session.Client.Session.NewestRemote.Matches(session.Server.Session.Current);
}
