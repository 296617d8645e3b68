using System.Globalization;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Two ends of ours that speak frames (docs/protocol/frames.md), and how they get along with others.</summary>
public sealed class FrameSessionTests
{
    internal static readonly Capabilities Frames = Capabilities.Create([0], Capabilities.Frames | Capabilities.CompactInstructions);
    private static readonly Capabilities Compact = Capabilities.Create([0], Capabilities.CompactInstructions);
    private static readonly Capabilities FirstVersion = Capabilities.Create([0], 1UL << 3 | Capabilities.CompactInstructions);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.29)]
    [InlineData(0.5)]
    public void The_last_state_arrives_over_lossy_reordering_doubling_links(double loss)
    {
        for (int seed = 0; seed < 40; seed++)
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
            SimulatedSession session = Session(seed, link);
            ConvergenceTests.Use(session, random, actions: 60, spanMs: 12_000);
            ConvergenceTests.Settle(session, $"seed {seed} loss {loss}");
            Assert.True(session.Client.Observer.Containers > 10 && session.Server.Observer.Containers > 10, $"seed {seed}");
        }
    }

    [Fact]
    public void Only_two_that_both_show_it_speak_frames()
    {
        foreach ((Capabilities? client, Capabilities? server) in ((Capabilities?, Capabilities?)[])[(Frames, Frames), (Compact, Frames), (Frames, Compact), (FirstVersion, Frames), (Frames, FirstVersion), (null, Frames), (Frames, null)])
        {
            var session = new SimulatedSession(3, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 40, Loss = 0.2 }, clientCapabilities: client, serverCapabilities: server);
            ConvergenceTests.Use(session, new Random(3), actions: 60, spanMs: 10_000);
            session.Run(30_000);
            bool both = client == Frames && server == Frames;
            Assert.Equal(both, session.Client.Session.SpeaksFrames && session.Server.Session.SpeaksFrames);
            Assert.Equal(both, session.Client.Observer.Containers > 20);
            Assert.Equal(both, session.Server.Observer.Containers > 20);
            Assert.True(both || session.Client.Observer.Containers + session.Server.Observer.Containers == 0);
            bool isCompact = client is not null && server is not null && !both;
            Assert.Equal(isCompact, session.Server.Observer.CompactInstructions > 20);
        }
    }

    [Fact]
    public void A_typed_key_costs_less_than_half_of_what_it_costs_in_stocks_format()
    {
        (double Ip, double Packets) stock = BytesPerKey("stock", TimerPolicy.Stock, null);
        (double Ip, double Packets) plain = BytesPerKey("stock's format, our timers", TimerPolicy.Responsive, null);
        (double Ip, double Packets) compact = BytesPerKey("compact instructions", TimerPolicy.Responsive, Compact);
        (double Ip, double Packets) frames = BytesPerKey("frames", TimerPolicy.Responsive, Frames);
        Assert.True(frames.Ip <= 0.42 * stock.Ip, $"{frames.Ip:F0} of {stock.Ip:F0} bytes");
        Assert.True(frames.Ip <= 0.8 * compact.Ip, $"{frames.Ip:F0} of {compact.Ip:F0} bytes");
        Assert.True(frames.Packets <= 0.9 * plain.Packets, $"{frames.Packets:F2} of {plain.Packets:F2} packets");
    }

    [Fact]
    public void A_key_that_is_answered_needs_no_echo_ack()
    {
        SimulatedSession session = Session(1, new LinkProfile { DelayMs = 50 });
        session.Run(3000);
        ulong before = session.Server.Session.Current.EchoAck;
        for (int i = 0; i < 20; i++)
            session.After(i * 400, session.Type);
        session.Run(10_000);
        Assert.True(session.Server.Observer.Echoes >= 20);
        Assert.Equal(before, session.Server.Session.Current.EchoAck);
        SyncSession<UserStream, EchoScreen> client = session.Client.Session;
        Assert.Equal(20, client.NewestRemote.Echoed);
        Assert.True(client.EchoAck(session.Now) > 0 && client.EchoAck(session.Now) <= client.LastSentNumber);
        Assert.Equal(session.Server.Session.EchoedNumber, client.EchoAck(session.Now));
    }

    [Fact]
    public void The_exit_status_comes_with_the_last_state()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SimulatedSession session = Session(seed, new LinkProfile { DelayMs = 40, Loss = seed % 3 * 0.15 });
            session.Client.Observer.MayShutDown = session.Server.Observer.MayShutDown = true;
            session.Run(5000);
            session.After(0, session.Type);
            session.Run(2000);
            session.After(0, () => session.Server.Session.BeginShutdown(session.Now, exitStatus: 130));
            session.Run(20_000);
            Assert.Equal(130, session.Client.Session.PeerExitStatus);
            Assert.Equal(130, session.Server.Observer.ExitStatus);
            Assert.Equal(SessionPhase.Closed, session.Server.Session.Phase);
        }
    }

    internal static SimulatedSession Session(int seed, LinkProfile link) =>
        new(seed, TimerPolicy.Responsive, TimerPolicy.Responsive, link, clientCapabilities: Frames, serverCapabilities: Frames);

    private static (double Ip, double Packets) BytesPerKey(string name, TimerPolicy policy, Capabilities? capabilities)
    {
        double packets = 0, ip = 0, keys = 0;
        for (int seed = 1; seed <= 3; seed++)
        {
            var session = new SimulatedSession(seed, policy, policy, new LinkProfile { DelayMs = 50 }, clientCapabilities: capabilities, serverCapabilities: capabilities);
            for (int i = 0; i < 12; i++)
                session.After(100 + 200 * i, session.Type);
            session.Run(6000);
            foreach (SimulatedLink counted in (SimulatedLink[])[session.Up, session.Down])
                counted.Datagrams = counted.IpBytes = 0;
            double at = Schedule(session, 400);
            session.Run(at + 1000);
            Assert.Equal(session.Typed, session.LatencyMs.Count);
            keys += 400;
            packets += session.Up.Datagrams + session.Down.Datagrams;
            ip += session.Up.IpBytes + session.Down.IpBytes;
        }
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: per key {packets / keys:F2} packets, {(ip - 28 * packets) / keys:F0} B of UDP payload, {ip / keys:F0} B with IP headers"));
        return (ip / keys, packets / keys);
    }

    // Ten keys a second in bursts of 4 to 14.
    private static double Schedule(SimulatedSession session, int keys)
    {
        const double Sigma = 0.45;
        double at = 0.0;
        for (int typed = 0; typed < keys;)
        {
            for (int burst = session.Random.Next(4, 15); burst > 0 && typed < keys; burst--, typed++)
            {
                session.After(at, session.Type);
                double gauss = Math.Sqrt(-2 * Math.Log(1 - session.Random.NextDouble())) * Math.Cos(2 * Math.PI * session.Random.NextDouble());
                at += Math.Exp(Math.Log(100) - Sigma * Sigma / 2 + Sigma * gauss);
            }
            at += 400 + 2600 * session.Random.NextDouble();
        }
        return at;
    }
}
