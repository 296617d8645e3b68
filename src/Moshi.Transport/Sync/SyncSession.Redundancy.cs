using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

public sealed partial class SyncSession<TLocal, TRemote>
{
    // The same bytes under the same fragment id: fragments that arrived the first time count, so each repetition fills holes. After this many, something else is wrong.
    private const int MaxFrameRepeats = 6;

    // Another instruction makes a stock peer forget the fragments that it has, so acknowledgements wait this many repetitions.
    private const int AckHoldingRepeats = 3;

    // Redundancy must not be what fills a slow link.
    private const int CopyBytesPerSecond = 16_000;
    private const int CopyBurstBytes = 4_000;

    // When copies of a small frame follow it, by the loss measured on the way in. They spread, since losses come in bursts.
    private static readonly TimeSpan[] FewCopies = [TimeSpan.FromMilliseconds(10)];
    private static readonly TimeSpan[] SomeCopies = [TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(25)];

    private static readonly TimeSpan[] ManyCopies =
        [TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(45)];

    private readonly LossEstimator _loss = new();
    private ulong _frameNumber;
    private int _frameBudget;
    private int _frameRepeats;
    private TimeSpan[] _copies = [];
    private int _copiesSent;
    private Instant _copiesFrom;
    private Instant _copyTokensAt;
    private double _copyTokens = CopyBurstBytes;

    private bool IsFrameFragmented => _frame.Length > _frameBudget - FrameOverheadIn(_frameBudget);

    /// <summary>The last instruction was for our newest state, which is not acknowledged, so that sending the same bytes again helps.</summary>
    private bool IsFrameUseful => _frame.Length > 0 && _frameNumber == _sent.Back.Number && _sent.All.Length > 1 && _frameBudget == _budget;

    private bool HoldsAcks => _policy.RepeatsLargeFrames && _frameRepeats < AckHoldingRepeats && IsFrameUseful && IsFrameFragmented && _hasContact && LastContact + ActiveRetryTime > _now;

    private bool RepeatsFrame => _policy.RepeatsLargeFrames && _frameRepeats < MaxFrameRepeats && IsFrameUseful && IsFrameFragmented;

    private Instant CopyAt => _copiesSent < _copies.Length && IsFrameUseful ? _copiesFrom + _copies[_copiesSent] : Instant.Never;

    private void RepeatFrame()
    {
        Requeue();
        _frameRepeats++;
        _probes++;
        _sent.Back.SentAt = _now;
        _dataSentAt = _now;
        _heartbeatAt = _now + HeartbeatTime();
        NoteLargeFrame();
    }

    private void PlanCopies(bool isFresh, bool isUrgent)
    {
        if (!isFresh)
            return;
        _copies = [];
        if (_policy.CopiesOnLoss && isUrgent && _diff.Length > 0 && !IsFrameFragmented)
            _copies = _loss.Loss switch { < 0.005 => [], < 0.03 => FewCopies, < 0.10 => SomeCopies, _ => ManyCopies };
        _copiesSent = 0;
        _copiesFrom = _now;
    }

    private void SendCopy()
    {
        // Late is too late: several at once are as likely to be lost as one.
        do
            _copiesSent++;
        while (CopyAt <= _now);
        _copyTokens = Math.Min(CopyBurstBytes, _copyTokens + (_now - _copyTokensAt).TotalSeconds * CopyBytesPerSecond);
        _copyTokensAt = _now;
        if (_copyTokens < _frame.Length + FrameOverheadIn(_budget))
            return;
        _copyTokens -= _frame.Length + FrameOverheadIn(_budget);
        Requeue();
    }

    private void Requeue()
    {
        _frameAt = 0;
        _fragmentIndex = 0;
        Counters.Retransmissions++;
    }
}
