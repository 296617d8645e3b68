using Moshi.Bench.Reporting;
using Moshi.Bench.Wire;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Recordings;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>Bytes of IP packets, both ways, that recorded sessions take: one sample for each recording, from its first key to the silence behind it.</summary>
internal sealed class TraceBytesRow(string name, string description, LinkProfile link, IReadOnlyList<string> recordings) : Row(name, description)
{
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(900), StartPatience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override int Lanes => recordings.Count;

    /// <inheritdoc/>
    public override void Measure(IReadOnlyList<Lane> lanes, Turn turn, RowOptions options)
    {
        double[] bytes = new double[recordings.Count];
        long packets = 0;
        OnEach(lanes, (lane, index) =>
        {
            lane.Reset(link, options.Seed + turn.Round);
            (long counted, bytes[index]) = Play(lane, turn.Subject, recordings[index]);
            Interlocked.Add(ref packets, counted);
        });
        Distribution samples = new();
        foreach (double sample in bytes)
            samples.Add(sample);
        turn.Add(samples, 0, 0, 0, packets, (long)bytes.Sum(), lanes.Max(lane => lane.LatenessMs));
    }

    private static (long Packets, long Bytes) Play(Lane lane, RowSubject subject, string name)
    {
        string file = Path.Combine(Programs.RecordingsDirectory, name + ".cast");
        var recording = Recording.Load(file);
        string directory = Directory.CreateTempSubdirectory("moshi-trace-").FullName;
        try
        {
            string resultFile = Path.Combine(directory, "result");
            using LaneSession session = lane.Start(subject, Self($"play '{file}' '{resultFile}'"), new TerminalSize(recording.Columns, recording.Rows));
            Playback playback = new(session.Terminal, recording, resultFile, subject.Name());
            playback.AwaitReady(StartPatience, Settled);
            (long packets, long bytes) = lane.Traffic;
            playback.Run(Settled);
            (long packetsAfter, long bytesAfter) = lane.Traffic;
            return (packetsAfter - packets, bytesAfter - bytes);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
