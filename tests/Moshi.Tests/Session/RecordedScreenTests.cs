using System.Globalization;
using Moshi.Lab.Recordings;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>
/// What real programs wrote, through sessions over links that lose, reorder, double and re-address, to clients of both kinds: at the end each shows what a terminal beside the program
/// shows. A thousand schedules; each takes another stretch of another recording. MOSHI_SCHEDULES asks for more.
/// </summary>
public sealed class RecordedScreenTests
{
    private const int EventsPerSchedule = 8;
    private const int BytesBefore = 4096;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(300);
    private static readonly int Schedules =
        int.TryParse(Environment.GetEnvironmentVariable("MOSHI_SCHEDULES"), CultureInfo.InvariantCulture, out int schedules) ? schedules : 1000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Real_programs_look_the_same_after_any_of_a_thousand_bad_networks(bool isOurs)
    {
        Recording[] recordings = [.. Recording.LoadAll(Path.Combine(AppContext.BaseDirectory, "recordings"))];
        Assert.True(recordings.Length >= 10, "the recordings are missing");
        for (int seed = 0; seed < Schedules; seed++)
        {
            Recording recording = recordings[seed % recordings.Length];
            Play(recording, seed, isOurs);
        }
    }

    private static void Play(Recording recording, int seed, bool isOurs)
    {
        var random = new Random(seed);
        (_, TimerPolicy client, TimerPolicy server) = PolicyPairs.All[seed / 13 % PolicyPairs.All.Length];
        var profile = new LinkProfile
        {
            DelayMs = random.Next(1, 150),
            JitterMs = random.Next(0, 60),
            Loss = random.Next(0, 40) / 100.0,
            Duplication = random.Next(0, 20) / 100.0,
        };
        var pair = new ScreenPair(seed, client, server, profile, new WindowSize(recording.Columns, recording.Rows), isOurs);
        pair.Run(TimeSpan.FromMilliseconds(random.Next(3000)));

        // What came just before is on the screen at once; the network sees the rest.
        RecordedEvent[] printed = [.. recording.Events.Where(static happened => !happened.IsInput)];
        int first = random.Next(Math.Max(1, printed.Length - EventsPerSchedule));
        int begin = first;
        for (int before = 0; begin > 0 && before < BytesBefore; before += printed[begin].Bytes.Length)
            begin--;
        foreach (RecordedEvent happened in printed.AsSpan(begin, first - begin))
            pair.Live.Feed(happened.Bytes);
        pair.Live.ClearReplies();
        TimeSpan last = printed[first].At;
        foreach (RecordedEvent happened in printed.AsSpan(first, Math.Min(EventsPerSchedule, printed.Length - first)))
        {
            TimeSpan pause = happened.At - last;
            pair.Run(pause < LongestPause ? pause : LongestPause);
            last = happened.At;
            pair.Print(happened.Bytes);
            switch (random.Next(24))
            {
                case 0:
                    pair.Roam();
                    break;
                case 1:
                    pair.Type("x"u8);
                    break;
                case 2 when seed % 5 == 0:
                    pair.Resize(new WindowSize(random.Next(20, 130), random.Next(5, 40)));
                    break;
            }
        }

        pair.Settle($"{recording.Name}, seed {seed}, {(isOurs ? "ours" : "stock")}");
    }
}
