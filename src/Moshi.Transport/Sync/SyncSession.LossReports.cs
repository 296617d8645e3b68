using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;

namespace Moshi.Transport.Sync;

/// <content>
/// What gets lost on the way to the peer. A peer of ours says it: an ACK of the last packets rides on something that leaves anyway, after a loss was found and at most once a second. Of a stock peer
/// only the other direction is known.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // Enough for a second of keys, echoes and their copies.
    private const ulong ReportReach = 128;

    // What was overtaken by a single packet is perhaps late.
    private const ulong LateBy = 2;

    // Round trips that have become longer by this, and by four times what they differ anyway, tell of a queue.
    private const double FillingQueueMs = 30;
    private static readonly TimeSpan ReportSpacing = TimeSpan.FromSeconds(1);

    private readonly LossAverage _lossAway = new();
    private long _lossesReported;
    private ulong _lossCountedTo;
    private Time.Instant _reportedAt = new(long.MinValue);
    private bool _reportsLoss;

    /// <summary>A queue on the path is filling: what is lost is lost for want of room, and copies would take more of it.</summary>
    private bool IsQueueFilling => QueueDelay > TimeSpan.FromMilliseconds(FillingQueueMs + 4 * _rtt.Rttvar);

    private bool HasLostLately => Math.Min(_loss.SinceLoss, _lossAway.SinceLoss) < _policy.CopyMemory;

    /// <summary>Called for each datagram that has come in.</summary>
    private void WatchLoss()
    {
        if (!_policy.ReportsLoss || !_speaksFrames || _loss.Lost == _lossesReported || _now < _reportedAt + ReportSpacing)
            return;
        _lossesReported = _loss.Lost;
        _reportedAt = _now;
        _reportsLoss = _isAckWanted = true;
    }

    /// <summary>The peer has told which packets have arrived: the others between them have not.</summary>
    private void TakeLossReport(in AckFrame ack)
    {
        if (ack.Largest >= _sealer.NextSequence || ack.Largest <= _lossCountedTo)
            return;
        // Of a long frame much may be lost because it was sent too fast.
        if (!_chunks.IsActive && !IsQueueFilling)
            CountReported(ack);
        _lossCountedTo = ack.Largest;
    }

    private void CountReported(in AckFrame ack)
    {
        AckRanges ranges = ack.Ranges;
        if (!ranges.TryRead(out ulong above, out _))
            return;
        while (above > _lossCountedTo && ranges.TryRead(out ulong low, out ulong high))
        {
            for (ulong missing = Math.Max(high, Math.Max(_lossCountedTo, above - Math.Min(above, ReportReach))) + 1; missing < above && missing + LateBy <= ack.Largest; missing++)
                _lossAway.NoteLoss();
            above = low;
        }
    }
}
