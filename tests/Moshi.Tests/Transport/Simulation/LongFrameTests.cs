using System.Globalization;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// Frames of many chunks between two ends of ours over a path of 100 ms that loses both ways, until the screen is whole. The bounds are those of the published model of selective repair with parity, in which no
/// acknowledgement gets lost.
/// </summary>
public sealed class LongFrameTests
{
    private const int Frames = 120;

    // Contents of a chunk at 1252 bytes a datagram.
    private const int ChunkBytes = 1174;

    [Theory]
    [InlineData(6, 0.01, 50, 160)]
    [InlineData(6, 0.05, 50, 160)]
    [InlineData(6, 0.29, 160, 380)]
    [InlineData(20, 0.01, 50, 50)]
    [InlineData(20, 0.05, 50, 160)]
    [InlineData(20, 0.29, 271, 491)]
    [InlineData(50, 0.01, 50, 161)]
    [InlineData(50, 0.05, 51, 161)]
    [InlineData(50, 0.29, 271, 491)]
    public void A_long_frame_is_whole_as_soon_as_the_model_says(int chunks, double loss, double median, double p95)
    {
        List<double> times = Measure(chunks, loss, out int sent, out int parities);
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture,
            $"{chunks} chunks, loss {loss:P0}: median {At(0.5):F0} p95 {At(0.95):F0} max {times[^1]:F0} ms (model {median} / {p95}); {sent / (double)Frames / chunks:F2} chunks a chunk, {parities / (double)Frames:F1} parities a frame"));
        Assert.True(At(0.5) <= median * 1.05, $"median {At(0.5)} ms, model {median} ms");
        Assert.True(At(0.95) <= p95 * 1.05, $"p95 {At(0.95)} ms, model {p95} ms");

        double At(double share) => times[(int)(times.Count * share)];
    }

    [Fact]
    public void A_clean_path_carries_no_parity_and_nothing_twice()
    {
        List<double> times = Measure(20, 0, out int sent, out int parities);
        Assert.Equal(0, parities);
        Assert.InRange(sent, 20 * Frames, 21 * Frames);
        Assert.InRange(times[^1], 50, 52);
    }

    [Fact]
    public void A_screen_that_changes_all_the_time_still_arrives_over_a_bad_path()
    {
        SimulatedSession session = FrameSessionTests.Session(4, new LinkProfile { DelayMs = 50, Loss = 0.1 });
        session.Run(3000);
        for (int at = 0; at < 20_000; at += 20)
            session.After(at, () => session.Paint(15_000));
        (int frames, byte[] last) = (0, Array.Empty<byte>());
        for (int at = 0; at < 20_000; at += 10)
        {
            session.Run(10);
            if (!ReferenceEquals(last, session.Client.Session.NewestRemote.Picture))
                frames++;
            last = session.Client.Session.NewestRemote.Picture;
        }
        Assert.True(frames > 60, $"{frames} frames in 20 s");
    }

    private static List<double> Measure(int chunks, double loss, out int sent, out int parities)
    {
        var times = new List<double>();
        (sent, parities) = (0, 0);
        for (int seed = 1; seed <= 4; seed++)
        {
            var link = new LinkProfile { DelayMs = 50 };
            SimulatedSession session = FrameSessionTests.Session(seed, link);
            session.Run(3000);
            session.Up.Profile = session.Down.Profile = link with { Loss = loss };
            for (int i = 0; i < 60; i++)
                session.After(i * 150, session.Type);
            session.Run(15_000);
            (int chunksBefore, int paritiesBefore) = (session.Server.Observer.Chunks, session.Server.Observer.Parities);
            for (int i = 0; i < Frames / 4; i++)
            {
                Instant start = session.Now;
                session.After(0, () => session.Paint(chunks * ChunkBytes - 60));
                do
                {
                    session.Run(1);
                    Assert.True((session.Now - start).TotalSeconds < 30, $"seed {seed}: not whole after 30 s");
                }
                while (!session.Client.Session.NewestRemote.Picture.AsSpan().SequenceEqual(session.Server.Session.Current.Picture));
                times.Add((session.Now - start).TotalMilliseconds);
                session.Run(3000);
            }
            sent += session.Server.Observer.Chunks - chunksBefore;
            parities += session.Server.Observer.Parities - paritiesBefore;
        }
        times.Sort();
        return times;
    }
}
