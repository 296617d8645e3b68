using System.Diagnostics;
using System.Globalization;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

/// <summary>Longer runs with <c>MOSHI_FUZZ_SECONDS</c> (./dev fuzz): whole sessions over random networks, and peers that say random things.</summary>
[Trait("category", "fuzz")]
public sealed class TransportFuzz
{
    private const int SmokeSeeds = 25;

    [Fact]
    public void Sessions_over_random_networks_converge() => ForSeeds(seed =>
    {
        var random = new Random(seed);
        (string name, TimerPolicy client, TimerPolicy server) = PolicyPairs.All[random.Next(PolicyPairs.All.Length)];
        LinkProfile up = RandomLink(random), down = RandomLink(random);
        // Stock's timers send a picture of many datagrams again only as a whole: at 30 % loss all of them hardly ever arrive together. They do so each half
        // round trip, 20 ms at least: jitter beyond that mixes the pieces of two instructions, of which a stock client keeps one.
        if (server == TimerPolicy.Stock)
            down = down with { Loss = Math.Min(down.Loss, 0.15), JitterMs = Math.Min(down.JitterMs, 15) };
        var session = new SimulatedSession(seed, client, server, up, down, startMs: random.NextInt64(1, 1L << 40));
        ConvergenceTests.Use(session, random, actions: random.Next(100), spanMs: random.Next(1000, 20_000));
        for (int outage = random.Next(3); outage > 0; outage--)
        {
            int start = random.Next(20_000);
            session.After(start, () => session.Up.IsDown = session.Down.IsDown = true);
            session.After(start + random.Next(15_000), () => session.Up.IsDown = session.Down.IsDown = false);
        }
        ConvergenceTests.Settle(session, $"{name} seed {seed} up {up} down {down}", withinMs: 600_000);
    });

    [Fact]
    public void Random_peers_do_no_harm() => ForSeeds(HostilePeerTests.RunRandomPeer);

    private static LinkProfile RandomLink(Random random) => new()
    {
        DelayMs = random.Next(1, 400),
        JitterMs = random.Next(2) * random.Next(100),
        Loss = random.Next(3) * random.NextDouble() * 0.15,
        Duplication = random.Next(2) * random.NextDouble() * 0.5,
        CeMarks = random.Next(2) * random.NextDouble() * 0.1,
        RefusingMtu = random.Next(5) == 0 ? random.Next(500, 1300) : int.MaxValue,
    };

    private static void ForSeeds(Action<int> run)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("MOSHI_FUZZ_SEED"), CultureInfo.InvariantCulture, out int only))
        {
            run(only);
            return;
        }
        TimeSpan limit = Environment.GetEnvironmentVariable("MOSHI_FUZZ_SECONDS") is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        var elapsed = Stopwatch.StartNew();
        int first = limit == TimeSpan.Zero ? 10_000 : Environment.TickCount;
        for (int i = 0; i < SmokeSeeds || elapsed.Elapsed < limit; i++)
        {
            int seed = first + i;
            try
            {
                run(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}", e);
            }
        }
    }
}
