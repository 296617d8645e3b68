using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>A stock server's program floods our client over a slow path that loses: how soon the answer to the key that ends it is there.</summary>
public sealed class StockFloodTests
{
    private const int Floods = 72;
    private const int FrameBytes = 3300;

    private static readonly LinkProfile Link = new() { DelayMs = 50, BytesPerSecond = 250_000, QueueBytes = 62_500, Loss = 0.05 };

    [Fact]
    public void The_answer_that_ends_a_flood_does_not_wait_for_the_servers_timer()
    {
        List<double> ours = Measure(TimerPolicy.Responsive);
        List<double> plain = Measure(TimerPolicy.Responsive with { HastensFloodingServers = false });
        TestContext.Current.SendDiagnosticMessage($"p95 {At(ours, 0.95)} against {At(plain, 0.95)} ms, median {At(ours, 0.5)} against {At(plain, 0.5)} ms");
        Assert.True(At(ours, 0.95) <= At(plain, 0.95) * 0.85, $"p95 {At(ours, 0.95)} against {At(plain, 0.95)} ms");
        Assert.True(At(ours, 0.5) <= At(plain, 0.5) * 1.05, $"median {At(ours, 0.5)} against {At(plain, 0.5)} ms");
    }

    private static double At(List<double> sorted, double share) => sorted[(int)(sorted.Count * share)];

    internal static List<double> Measure(TimerPolicy client)
    {
        List<double> times = [];
        for (int seed = 0; seed < Floods / 4; seed++)
        {
            var session = new SimulatedSession(seed, client, TimerPolicy.Stock, Link, clientCapabilities: Capabilities.Create([0], Capabilities.CompactInstructions));
            for (int i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(4000);
            for (int flood = 0; flood < 4; flood++)
            {
                bool isOver = false;
                int received = session.Input.Count;
                int seen = session.LatencyMs.Count;
                session.After(0, Print);
                session.Run(1200 + 31 * flood + seed);
                session.After(0, session.Type);
                while (session.LatencyMs.Count == seen)
                    session.Run(5);
                isOver = true;
                times.Add(session.LatencyMs[^1]);
                session.Run(500);

                void Print()
                {
                    if (isOver || session.Input.Count > received)
                        return;
                    session.Paint(FrameBytes);
                    session.After(2, Print);
                }
            }
        }
        times.Sort();
        return times;
    }
}
