using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Frames of several datagrams over lossy links: time until the screen is whole.</summary>
public sealed class LargeFrameTests
{
    [Theory]
    [InlineData(7_000, 0.05)]
    [InlineData(24_000, 0.01)]
    [InlineData(24_000, 0.05)]
    [InlineData(7_000, 0.29)]
    public void Repeating_the_same_fragments_is_never_behind_new_instructions(int bytes, double loss)
    {
        var stock = Measure("stock", TimerPolicy.Stock, bytes, loss);
        var ours = Measure("responsive", TimerPolicy.Responsive, bytes, loss);
        Assert.True(ours.Median <= stock.Median, $"median {ours.Median} ms against {stock.Median} ms");
        Assert.True(ours.P95 < stock.P95, $"p95 {ours.P95} ms against {stock.P95} ms");
    }

    [Fact]
    public void A_burst_of_output_is_paced_by_the_round_trip_time()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 100 });
        for (var i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(3000);
        var before = session.Server.Observer.Instructions;
        for (var i = 0; i < 2000; i++)
            session.After(i, () => session.Paint(1000));
        session.Run(2000);
        // SRTT/2 is 100 ms: twenty frames in two seconds, and a few acknowledgements.
        Assert.InRange(session.Server.Observer.Instructions - before, 19, 26);
    }

    [Fact]
    public void Small_frames_come_at_most_fifty_a_second_after_a_burst()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 100 });
        session.Run(3000);
        var before = session.Client.Observer.Instructions;
        for (var i = 0; i < 2000; i++)
            session.After(i, session.Type);
        session.Run(2000);
        Assert.InRange(session.Client.Observer.Instructions - before, 95, 115);
    }

    [Fact]
    public void Answer_to_a_key_passes_a_flood_that_has_emptied_the_bucket()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 5 });
        for (var i = 0; i < 4000; i++)
            session.After(i, () => session.Paint(40));
        for (var i = 0; i < 20; i++)
            session.After(1000 + (i * 137), session.Type);
        session.Run(5000);
        Assert.Equal(20, session.LatencyMs.Count);

        // Round trip, the application's millisecond, and at most one frame of the flood in front.
        Assert.All(session.LatencyMs, latency => Assert.InRange(latency, 11, 16));
    }

    private static (double Median, double P95) Measure(string name, TimerPolicy policy, int bytes, double loss)
    {
        var times = new List<double>();
        for (var seed = 0; seed < 60; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Stock, policy, new LinkProfile { DelayMs = 50 });
            for (var i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(6000);
            session.Up.Profile = session.Down.Profile = session.Up.Profile with { Loss = loss };
            var start = session.Now;
            session.After(0, () => session.Paint(bytes));
            while (session.Client.Session.NewestRemote.Picture.Length != bytes && session.Now - start < TimeSpan.FromSeconds(60))
                session.Run(5);
            times.Add((session.Now - start).TotalMilliseconds);
        }
        times.Sort();
        TestContext.Current.SendDiagnosticMessage($"{bytes} B loss {loss:P0} {name}: median {times[30]} ms p95 {times[57]} ms");
        return (times[30], times[57]);
    }
}
