using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// A stock client repeats a lost key RTO + 100 ms after it was sent last; but as long as it has a state that is older than that and not acknowledged, it repeats the newest at its frame rate. Where much is
/// lost on the way up acknowledgements are therefore late: while somebody types there always is such a state, and a lost key comes again after some 25 ms.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // Who types more slowly has no older state when the next key comes, and only waits for the frame clock of the repetitions.
    private const double LongestLateGapMs = 250;
    private const double LongestInputGapMs = 400;

    // On a shorter path that clock is what most keys would wait for.
    private const double ShortRttMs = 50;

    private ulong _acknowledged;
    private double _inputGapMs = LongestInputGapMs;

    private bool AcknowledgesLate =>
        _policy.LateAckTime > TimeSpan.Zero && _role == SessionRole.Server && IsPeerStock && Phase == SessionPhase.Open && !IsLowData
        && _loss.Loss >= HopelessLoss && _inputGapMs < LongestLateGapMs && _rtt.Srtt is > ShortRttMs and < UnhurriedRttMs;

    /// <summary>The newest state of the peer that it is told to have arrived; never goes back.</summary>
    private ulong AcknowledgedNow => AcknowledgesLate ? Math.Max(_acknowledged, _received.NewestAt(_now - _policy.LateAckTime)) : _received.NewestNumber;

    private void NoteInputGap() => _inputGapMs += (Math.Min((_now - _inputAt).TotalMilliseconds, LongestInputGapMs) - _inputGapMs) * GapGain;

    private Instant WhenToAcknowledge() => _now + (AcknowledgesLate ? _policy.LateAckTime : AckDelayNow);

    /// <summary>After an instruction that has not acknowledged all.</summary>
    private Instant WhenToAcknowledgeLate() => AcknowledgesLate && AcknowledgedNow != _received.NewestNumber ? _received.NewestArrival + _policy.LateAckTime : Instant.Never;
}
