using Moshi.Bench.Latency;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Screens;

namespace Moshi.Bench.Rows;

/// <summary>
/// From key to screen over a link. Several people type at a time, each over a link of his own; what the machine is busy with is the same for every subject.
/// </summary>
internal sealed class EchoRow(string name, string description, LinkProfile link) : Row(name, description)
{
    // The first exchanges carry the first repaint, and an estimate of the round trip that begins at a second.
    private const int WarmUpKeys = 12, WarmUpGapMs = 130;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    /// <summary>The value of MOSH_PREDICTION_DISPLAY.</summary>
    public string Prediction { get; init; } = "never";

    /// <summary>How many people type at a time.</summary>
    public int People { get; init; } = 4;

    /// <summary>The longest session. ssh on a bad link is soon so far behind that a key's turn comes again before its echo has been seen.</summary>
    public int MostKeys { get; init; } = int.MaxValue;

    /// <inheritdoc/>
    public override int Lanes => People;

    /// <inheritdoc/>
    public override void Measure(IReadOnlyList<Lane> lanes, Turn turn, RowOptions options) => OnEach(lanes, (lane, index) =>
    {
        int seed = options.Seed + (1000 * turn.Round) + (100 * index);
        int keys = Math.Clamp(options.Keys / lanes.Count, 1, MostKeys);
        // A session starts over the link without its losses: how long a login takes at 29 % is not the question.
        lane.Reset(new LinkProfile(link.ToServer with { Loss = 0 }, link.ToClient with { Loss = 0 }), seed);
        using LaneSession session = lane.Start(turn.Subject, Self("echo plain"), TerminalSize.Standard, Prediction);
        session.Terminal.WaitFor(">", StartPatience);
        lane.Reset(link, seed);
        // ssh at 29 % is seconds behind. A client of mosh says after 6.5 s of silence for how long it has heard nothing, and the digits of that are no echoes.
        EchoMeter meter = new(session.Terminal) { Patience = TimeSpan.FromSeconds(turn.Subject.IsSsh() ? 25 : 6) };
        meter.Measure([.. Enumerable.Range(0, WarmUpKeys).Select(key => (double)(key * WarmUpGapMs))]);
        (long packets, long bytes) = lane.Traffic;
        TimeSpan processor = session.ServerProcessorTime;
        Distribution latency = meter.Measure(KeySchedule.Times(keys, seed));
        (long packetsAfter, long bytesAfter) = lane.Traffic;
        turn.Add(latency, keys, meter.Missed, (session.ServerProcessorTime - processor).TotalMilliseconds, packetsAfter - packets, bytesAfter - bytes, lane.LatenessMs);
    });
}
