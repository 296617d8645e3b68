using System.Globalization;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Key-to-screen latency of typing, in virtual time: what the timers alone cost on a link.</summary>
public sealed class LatencyTests
{
    private const int Keys = 600;

    [Theory]
    [InlineData(10, 0.0)]
    [InlineData(10, 0.05)]
    [InlineData(10, 0.29)]
    [InlineData(100, 0.0)]
    [InlineData(100, 0.05)]
    [InlineData(100, 0.29)]
    [InlineData(300, 0.0)]
    [InlineData(300, 0.05)]
    [InlineData(300, 0.29)]
    [InlineData(500, 0.0)]
    [InlineData(500, 0.05)]
    [InlineData(500, 0.29)]
    public void Responsive_timers_are_never_behind_stock_ones(int rttMs, double loss)
    {
        var stock = Measure("stock", TimerPolicy.Stock, TimerPolicy.Stock, rttMs, loss);
        // Nobody can be faster than the path and the host.
        Assert.True(stock.Median >= rttMs + 1);
        foreach (var (name, client, server) in ((string, TimerPolicy, TimerPolicy)[])
        [
            ("both", TimerPolicy.Responsive, TimerPolicy.Responsive),
            ("server only", TimerPolicy.Stock, TimerPolicy.Responsive),
            ("client only", TimerPolicy.Responsive, TimerPolicy.Stock),
        ])
        {
            var ours = Measure(name, client, server, rttMs, loss);
            Assert.True(ours.Median <= stock.Median, $"{name}: median {ours.Median} ms against {stock.Median} ms");
            Assert.True(ours.Mean <= stock.Mean, $"{name}: mean {ours.Mean} ms against {stock.Mean} ms");
            Assert.True(ours.P99 <= stock.P99, $"{name}: p99 {ours.P99} ms against {stock.P99} ms");
        }
    }

    private static Latency Measure(string name, TimerPolicy client, TimerPolicy server, int rttMs, double loss)
    {
        var all = new List<double>();
        double packets = 0, bytes = 0;
        for (var seed = 1; seed <= 3; seed++)
        {
            var link = new LinkProfile { DelayMs = rttMs / 2.0 };
            var session = new SimulatedSession(seed, client, server, link);
            for (var i = 0; i < 12; i++)
                session.After(100 + 200 * i, session.Type);
            session.Run(3000 + 2 * rttMs);
            session.Up.Profile = session.Down.Profile = link with { Loss = loss };
            foreach (var counted in (SimulatedLink[])[session.Up, session.Down])
                counted.Datagrams = counted.IpBytes = 0;
            var at = 0.0;
            for (var typed = 0; typed < Keys / 3;)
            {
                for (var burst = session.Random.Next(4, 15); burst > 0 && typed < Keys / 3; burst--, typed++)
                {
                    session.After(at, session.Type);
                    at += LogNormalGap(session.Random);
                }
                at += 400 + 2600 * session.Random.NextDouble();
            }
            session.Run(at + 60_000);
            Assert.Equal(session.Typed, session.LatencyMs.Count);
            all.AddRange(session.LatencyMs.Skip(12));
            packets += session.Up.Datagrams + session.Down.Datagrams;
            bytes += session.Up.IpBytes + session.Down.IpBytes;
        }
        all.Sort();
        var result = new Latency(all[all.Count / 2], all.Average(), all[all.Count * 95 / 100], all[all.Count * 99 / 100]);
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"RTT {rttMs} loss {loss:P0} {name,-12} median {result.Median:F1} mean {result.Mean:F1} p95 {result.P95:F1} p99 {result.P99:F1}; per key {packets / all.Count:F2} packets {bytes / all.Count:F0} B"));
        return result;
    }

    // Ten keys a second inside a burst.
    private static double LogNormalGap(Random random)
    {
        const double Sigma = 0.45;
        var gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return Math.Exp(Math.Log(100) - Sigma * Sigma / 2 + Sigma * gauss);
    }

    private readonly record struct Latency(double Median, double Mean, double P95, double P99);
}
