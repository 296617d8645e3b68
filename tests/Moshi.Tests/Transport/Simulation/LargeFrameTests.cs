using Moshi.Transport.Sync;
using Moshi.Transport.Time;
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
        (double Median, double P95) stock = Measure("stock", TimerPolicy.Stock, bytes, loss);
        (double Median, double P95) ours = Measure("responsive", TimerPolicy.Responsive, bytes, loss);
        Assert.True(ours.Median <= stock.Median, $"median {ours.Median} ms against {stock.Median} ms");
        Assert.True(ours.P95 <= stock.P95, $"p95 {ours.P95} ms against {stock.P95} ms");
    }

    [Fact]
    public void A_burst_of_output_is_paced_by_the_round_trip_time()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 100 });
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(3000);
        int before = session.Server.Observer.Instructions;
        for (int i = 0; i < 2000; i++)
            session.After(i, () => session.Paint(1000));
        session.Run(2000);
        // SRTT/2 is 100 ms: twenty frames in two seconds, and a few acknowledgements.
        Assert.InRange(session.Server.Observer.Instructions - before, 19, 26);
    }

    [Fact]
    public void Between_our_own_ends_output_flows_on_a_far_path_as_on_a_near_one()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 150 }, clientCapabilities: Ours, serverCapabilities: Ours);
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(3000);
        int before = session.Server.Observer.Instructions;
        for (int i = 0; i < 2000; i++)
            session.After(i, () => session.Paint(1000));
        session.Run(2000);
        Assert.InRange(session.Server.Observer.Instructions - before, 36, 48);
    }

    [Fact]
    public void Small_frames_come_at_most_fifty_a_second_after_a_burst()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 100 });
        session.Run(3000);
        int before = session.Client.Observer.Instructions;
        for (int i = 0; i < 2000; i++)
            session.After(i, session.Type);
        session.Run(2000);
        Assert.InRange(session.Client.Observer.Instructions - before, 95, 115);
    }

    [Fact]
    public void Answer_to_a_key_passes_a_flood_that_has_emptied_the_bucket()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 5 });
        for (int i = 0; i < 4000; i++)
            session.After(i, () => session.Paint(40));
        for (int i = 0; i < 20; i++)
            session.After(1000 + (i * 137), session.Type);
        session.Run(5000);
        Assert.Equal(20, session.LatencyMs.Count);

        // Round trip, the application's millisecond, and at most one frame of the flood in front.
        Assert.All(session.LatencyMs, latency => Assert.InRange(latency, 11, 16));
    }

    /// <summary>A screen of N datagrams towards a stock client, against the model's repetition of the same fragments; median and 95th percentile until it is whole.</summary>
    [Theory]
    [InlineData(6, 0.05, 50, 210)]
    [InlineData(6, 0.29, 210, 530)]
    // The model repeats after 60 ms, before a stock client acknowledges at all; that is worth its bytes only where losses are expected.
    [InlineData(20, 0.01, 50, 260)]
    [InlineData(20, 0.05, 211, 211)]
    [InlineData(20, 0.29, 371, 692)]
    [InlineData(50, 0.05, 212, 373)]
    public void A_screen_of_many_datagrams_is_soon_whole_at_a_stock_client(int datagrams, double loss, double median, double p95)
    {
        List<double> times = MeasureMany(TimerPolicy.Stock, null, new LinkProfile { DelayMs = 50, Loss = loss }, datagrams * 1200, 12, 20);
        Print($"N {datagrams} loss {loss:P0}", times);
        Assert.True(times[times.Count / 2] <= median * 1.05 + 1, $"median {times[times.Count / 2]} ms against {median} of the model");
        Assert.True(times[times.Count * 95 / 100] <= p95 * 1.05 + 1, $"p95 {times[times.Count * 95 / 100]} ms against {p95} of the model");
    }

    private static Capabilities Ours { get; } = Capabilities.Create([0], Capabilities.CompactInstructions);

    private static void Print(string name, List<double> times) => TestContext.Current.SendDiagnosticMessage(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"LARGE {name}: median {times[times.Count / 2]} p95 {times[times.Count * 95 / 100]} most {times[^1]} ms"));

    private static List<double> MeasureMany(TimerPolicy client, Capabilities? clientShows, LinkProfile link, int bytes, int seeds, int frames)
    {
        var times = new List<double>();
        for (int seed = 0; seed < seeds; seed++)
        {
            var session = new SimulatedSession(seed, client, TimerPolicy.Responsive, link, clientCapabilities: clientShows, serverCapabilities: Ours);
            for (int i = 0; i < 100; i++)
                session.After(i * 100, session.Type);
            session.Run(12_000);
            for (int frame = 0; frame < frames; frame++)
            {
                times.Add(session.MeasurePicture(bytes + frame));
                session.Run(1000);
            }
        }
        times.Sort();
        return times;
    }

    // Twenty kilobytes in two writes some milliseconds apart, as a program that has to be woken for each pty buffer leaves them: the second picture is a difference to the first, or to what has arrived.
    [Fact]
    public void No_screen_keeps_a_stock_client_waiting_for_seconds()
    {
        var link = new LinkProfile { DelayMs = 50, BytesPerSecond = 250_000, QueueBytes = 125_000, Loss = 0.05 };
        var times = new List<double>();
        for (int seed = 0; seed < 50; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Stock, TimerPolicy.Responsive, link, serverCapabilities: Ours);
            for (int i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(6000);
            for (int screen = 0; screen < 40; screen++)
            {
                int bytes = 20_000 + screen;
                Instant start = session.Now;
                session.After(0, session.Type);
                session.After(52, () => session.Paint(4000));
                session.After(54 + (screen % 20), () => session.Paint(bytes));
                do
                    session.Run(5);
                while (session.Client.Session.NewestRemote.Picture.Length != bytes && session.Now - start < TimeSpan.FromMinutes(1));
                times.Add((session.Now - start).TotalMilliseconds);
                session.Run(250);
            }
        }
        times.Sort();
        Print($"two writes, mean {times.Average()} p99 {times[^(times.Count / 100)]}", times);
        Assert.True(times[^(times.Count / 100)] < 1500, $"p99 {times[^(times.Count / 100)]} ms");
        Assert.True(times[^1] < 2500, $"most {times[^1]} ms");
    }

    [Fact]
    public void A_stock_servers_large_frames_arrive_sooner_on_a_slow_lossy_link()
    {
        (double Mean, long Bytes) plain = MeasureFromStock("answers in time", TimerPolicy.Responsive with { AnswersLargeFramesAtOnce = false });
        (double Mean, long Bytes) ours = MeasureFromStock("answers at once", TimerPolicy.Responsive);
        Assert.True(ours.Mean < plain.Mean, $"mean {ours.Mean} ms against {plain.Mean} ms");
        Assert.True(ours.Bytes < plain.Bytes, $"{ours.Bytes} bytes against {plain.Bytes}");
    }

    private static (double Mean, long Bytes) MeasureFromStock(string name, TimerPolicy client)
    {
        var times = new List<double>();
        long bytes = 0L;
        for (int seed = 0; seed < 30; seed++)
        {
            var session = new SimulatedSession(seed, client, TimerPolicy.Stock, new LinkProfile { DelayMs = 50, BytesPerSecond = 250_000, QueueBytes = 125_000 }, clientCapabilities: Ours);
            for (int i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(6000);
            session.Up.Profile = session.Down.Profile = session.Up.Profile with { Loss = 0.05 };
            for (int frame = 0; frame < 8; frame++)
            {
                int size = 20_000 + frame;
                Instant start = session.Now;
                session.After(0, session.Type);
                session.After(50, () => session.Paint(size));
                while (session.Client.Session.NewestRemote.Picture.Length != size && session.Now - start < TimeSpan.FromSeconds(60))
                    session.Run(5);
                times.Add((session.Now - start).TotalMilliseconds);
                session.Run(250);
            }
            bytes += session.Server.Session.Counters.BytesSent + session.Client.Session.Counters.BytesSent;
        }
        TestContext.Current.SendDiagnosticMessage($"{name}: mean {times.Average()} ms, {bytes} bytes");
        return (times.Average(), bytes);
    }

    private static (double Median, double P95) Measure(string name, TimerPolicy policy, int bytes, double loss)
    {
        var times = new List<double>();
        for (int seed = 0; seed < 60; seed++)
        {
            var session = new SimulatedSession(seed, TimerPolicy.Stock, policy, new LinkProfile { DelayMs = 50 });
            for (int i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(6000);
            session.Up.Profile = session.Down.Profile = session.Up.Profile with { Loss = loss };
            Instant start = session.Now;
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
