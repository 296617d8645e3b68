using System.Globalization;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// Large screens on links that are slower than they: a shaped one with a deep or a shallow queue (mosh issue #832: seconds to hours for a screen of 475x125), a policed one (#957). Somebody types meanwhile.
/// </summary>
public sealed class SlowLinkTests
{
    private const int Screens = 6;

    private static readonly Capabilities Ours = Capabilities.Create([0], Capabilities.CompactInstructions);

    [Theory]
    [InlineData("700 kbit/s, deep queue", 87_500, 64_000, 0, 72_000)]
    [InlineData("700 kbit/s, shallow queue", 87_500, 16_000, 0, 72_000)]
    [InlineData("64 kbit/s, policed", 0, 0, 8_000, 24_000)]
    [InlineData("64 kbit/s, policed, screen within the burst", 0, 0, 8_000, 5_000)]
    [InlineData("2 Mbit/s", 250_000, 50_000, 0, 24_000)]
    public void Large_screens_arrive_in_about_the_time_that_the_link_takes(string name, int rate, int queueBytes, int policedRate, int screenBytes)
    {
        var link = new LinkProfile { DelayMs = 25 };
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, link, link with { BytesPerSecond = rate, QueueBytes = queueBytes, PolicedBytesPerSecond = policedRate }, serverCapabilities: Ours);
        for (int i = 0; i < 40; i++)
            session.After(i * 100, session.Type);
        session.Run(6000);
        double floorMs = 1000.0 * Math.Max(screenBytes - (policedRate > 0 ? link.PolicedBurstBytes : 0), 0) / Math.Max(rate, policedRate);
        for (int screen = 0; screen < Screens; screen++)
        {
            long sent = session.Down.IpBytes;
            int keys = session.LatencyMs.Count;
            for (int i = 0; i < 20; i++)
                session.After(50 + (i * 100), session.Type);
            double whole = session.MeasurePicture(screenBytes + screen);
            double cost = (session.Down.IpBytes - sent) / (double)screenBytes;
            session.Run(5000);
            double slowest = session.LatencyMs.Skip(keys).Max();
            TestContext.Current.SendDiagnosticMessage(string.Create(
                CultureInfo.InvariantCulture,
                $"SLOW {name}: whole after {whole:F0} of at least {floorMs:F0} ms, {cost:F2} times its bytes, slowest key {slowest:F0} ms, pace {session.Server.Session.PacingBytesPerSecond:F0} B/s"));

            // The first three find the rate, stock never does. Then the screen takes its time, a round trip, and a quarter more, and comes once.
            bool isLearning = screen < 3;
            Assert.True(whole <= (isLearning ? 10_000 : 1.6 * floorMs + 100), $"{name}: screen {screen} took {whole} ms");
            Assert.True(cost <= (isLearning ? 10 : 1.3), $"{name}: screen {screen} took {cost} times its bytes");
            Assert.True(slowest <= whole + 200, $"{name}: a key took {slowest} ms");
        }
    }

    [Theory]
    [InlineData("700 kbit/s, deep queue", 87_500, 64_000, 0, 72_000)]
    [InlineData("700 kbit/s, shallow queue", 87_500, 16_000, 0, 72_000)]
    [InlineData("64 kbit/s, policed", 0, 0, 8_000, 24_000)]
    public void Between_our_own_ends_large_screens_arrive_too(string name, int rate, int queueBytes, int policedRate, int screenBytes)
    {
        var link = new LinkProfile { DelayMs = 25 };
        var frames = Capabilities.Create([0], Capabilities.CompactInstructions | Capabilities.Frames);
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, link, link with { BytesPerSecond = rate, QueueBytes = queueBytes, PolicedBytesPerSecond = policedRate }, frames, frames);
        for (int i = 0; i < 40; i++)
            session.After(i * 100, session.Type);
        session.Run(6000);
        for (int screen = 0; screen < Screens; screen++)
        {
            long sent = session.Down.IpBytes;
            double whole = session.MeasurePicture(screenBytes + screen);
            double cost = (session.Down.IpBytes - sent) / (double)screenBytes;
            session.Run(5000);
            TestContext.Current.SendDiagnosticMessage(string.Create(
                CultureInfo.InvariantCulture, $"SLOW ours {name}: whole after {whole:F0} ms, {cost:F2} times its bytes, pace {session.Server.Session.PacingBytesPerSecond:F0} B/s"));
            Assert.True(whole <= 10_000, $"{name}: screen {screen} took {whole} ms");
        }
    }

    [Fact]
    public void A_simple_picture_overtakes_a_large_one_that_leaves_slowly()
    {
        var link = new LinkProfile { DelayMs = 25 };
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, link, link with { BytesPerSecond = 20_000, QueueBytes = 64_000 }, serverCapabilities: Ours);
        for (int i = 0; i < 40; i++)
            session.After(i * 100, session.Type);
        session.Run(6000);
        for (int screen = 0; screen < 3; screen++)
        {
            session.MeasurePicture(24_000 + screen);
            session.Run(3000);
        }
        Assert.InRange(session.Server.Session.PacingBytesPerSecond, 5_000, 60_000);
        session.After(0, () => session.Paint(40_000));
        session.Run(300);

        // Two seconds of the large one are still to come.
        Assert.InRange(session.MeasurePicture(50), 25, 200);
    }
}
