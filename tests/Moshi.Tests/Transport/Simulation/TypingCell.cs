using Moshi.Transport.Sync;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// A link and somebody who types on it: ten keys a second in bursts of 4 to 14 with pauses between them, after a warm-up without loss. The workload of the published
/// models of mosh's timers, on the real sender and receiver.
/// </summary>
internal sealed record TypingCell(double RttMs, double Loss)
{
    private const int WarmUpKeys = 12;

    public double LossBurstMs { get; init; }

    public double JitterMs { get; init; }

    /// <summary>Share of datagrams that a full queue marks instead of dropping them.</summary>
    public double CeMarks { get; init; }

    public double KeysPerSecond { get; init; } = 10;

    /// <summary>Only what the client sends is lost.</summary>
    public bool LosesUpwardsOnly { get; init; }

    /// <summary>How many times the usual number of keys it takes for percentiles that stand still.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Both ends speak frames.</summary>
    public bool SpeaksFrames { get; init; }

    /// <summary>The warm-up, too, has losses: what can be learnt from it has been.</summary>
    public bool LosesFromTheStart { get; init; }

    /// <summary>How many sessions the keys are divided among, each with a link of its own luck.</summary>
    public int Sessions { get; init; } = 3;

    /// <summary>When the application writes after a key, in milliseconds; three writes stand for a full-screen program.</summary>
    public double[] WritesAtMs { get; init; } = [1];

    /// <summary>Types <paramref name="keys"/> keys in <see cref="Sessions"/> of different seeds.</summary>
    public TypingResult Run(TimerPolicy client, TimerPolicy server, int keys)
    {
        // Two ends of ours know each other; a policy of stock's stands for a stock program, which shows and reads no capabilities.
        Capabilities? clientShows = ReferenceEquals(client, TimerPolicy.Stock) ? null : Shown;
        Capabilities? serverShows = ReferenceEquals(server, TimerPolicy.Stock) ? null : Shown;
        List<double> whole = [], first = [];
        double packets = 0, bytes = 0;
        for (int seed = 1; seed <= Sessions; seed++)
        {
            var link = new LinkProfile { DelayMs = RttMs / 2, JitterMs = JitterMs, LossBurstMs = LossBurstMs, CeMarks = CeMarks, Loss = LosesFromTheStart ? Loss : 0 };
            var session = new SimulatedSession(seed, client, server, link, clientCapabilities: clientShows, serverCapabilities: serverShows, writesAtMs: WritesAtMs);
            for (int i = 0; i < WarmUpKeys; i++)
                session.After(100 + 200 * i, session.Type);
            session.Run(3000 + 2 * RttMs);
            session.Up.Profile = link with { Loss = Loss };
            session.Down.Profile = LosesUpwardsOnly ? link : link with { Loss = Loss };
            foreach (SimulatedLink counted in (SimulatedLink[])[session.Up, session.Down])
                counted.Datagrams = counted.IpBytes = 0;
            double at = ScheduleKeys(session, keys / Sessions);
            session.Run(at);
            packets += session.Up.Datagrams + session.Down.Datagrams;
            bytes += session.Up.IpBytes + session.Down.IpBytes;
            session.Run(60_000);
            Xunit.Assert.True(session.LatencyMs.Count == session.Typed, $"seed {seed}: {session.LatencyMs.Count} of {session.Typed} keys were shown");
            whole.AddRange(session.LatencyMs.Skip(WarmUpKeys));
            first.AddRange(session.FirstMs.Skip(WarmUpKeys));
        }
        return new TypingResult(Latency.Of(whole), Latency.Of(first), packets / whole.Count, bytes / whole.Count);
    }

    private Capabilities Shown => Capabilities.Create([0], SpeaksFrames ? Capabilities.CompactInstructions | Capabilities.Frames : Capabilities.CompactInstructions);

    private double ScheduleKeys(SimulatedSession session, int keys)
    {
        double at = 0.0;
        for (int typed = 0; typed < keys;)
        {
            for (int burst = session.Random.Next(4, 15); burst > 0 && typed < keys; burst--, typed++)
            {
                session.After(at, session.Type);
                at += LogNormalGap(session.Random);
            }
            at += 400 + 2600 * session.Random.NextDouble();
        }
        return at;
    }

    private double LogNormalGap(Random random)
    {
        const double Sigma = 0.45;
        double gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Exp(Math.Log(1000 / KeysPerSecond) - Sigma * Sigma / 2 + Sigma * gauss);
    }
}

/// <summary>What a <see cref="TypingCell"/> came to.</summary>
/// <param name="Whole">To the whole reaction of the application.</param>
/// <param name="First">To its first write.</param>
/// <param name="Packets">Datagrams per key, both ways.</param>
/// <param name="Bytes">IP bytes per key, both ways.</param>
internal readonly record struct TypingResult(Latency Whole, Latency First, double Packets, double Bytes);
