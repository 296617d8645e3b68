using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// What is sent more than once: copies of a small frame before anybody knows that it was lost, and large frames as the same bytes, so that a repetition fills the holes of the one before.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // The same bytes under the same fragment id: fragments that arrived the first time count, so each repetition fills holes. After this many, something else is wrong.
    private const int MaxFrameRepeats = 20;

    // Another instruction makes a stock peer forget the fragments that it has, so acknowledgements wait this many repetitions.
    private const int AckHoldingRepeats = 3;
    private static readonly TimeSpan AckHoldingTime = TimeSpan.FromMilliseconds(2500);

    // Redundancy must not be what fills a slow link.
    private const int CopyBytesPerSecond = 16_000;
    private const int CopyBurstBytes = 4_000;

    // 64 kbit/s.
    private const double SlowLinkBytesPerSecond = 8_000;

    // When copies of a small frame follow it, by the loss measured on the way in. They spread, since losses come in bursts.
    private static readonly TimeSpan[] FewCopies = Milliseconds(1);
    private static readonly TimeSpan[] SomeCopies = Milliseconds(1, 6, 25);
    private static readonly TimeSpan[] ManyCopies = Milliseconds(1, 4, 14, 40);
    private static readonly TimeSpan[] MostCopies = Milliseconds(0.3, 1.5, 4, 9, 18, 32, 50);

    // Where one loss makes the next likely, only time helps.
    private static readonly TimeSpan[] SpreadCopies = Milliseconds(1, 10, 30, 60, 100, 150, 220, 320);

    // Delays that differ this much let a copy overtake its original.
    private const double OvertakingJitterMs = 8;
    private static readonly TimeSpan[] OvertakingCopies = Milliseconds(1);

    private readonly LossEstimator _loss = new();
    private ulong _frameNumber;
    private ulong _frameReference;
    private bool _isReferenceCertain;
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

    private bool HoldsAcks => _policy.RepeatsLargeFrames && !_speaksFrames && (_frameRepeats < AckHoldingRepeats || _now - _frameStartedAt < AckHoldingTime) && IsFrameUseful && IsFrameFragmented && IsPeerThere;

    /// <summary>
    /// What is repeated byte for byte keeps its reference, and a peer that never got that one cannot use the frame however often it arrives: where losses are expected, a large frame is a difference to
    /// what the peer is known to have. A datagram more or less of it matters little.
    /// </summary>
    private bool NeedsCertainty => _policy.RepeatsLargeFrames && !_speaksFrames && _loss.Loss >= WorthwhileLoss && _diff.Length > _budget * 3 / 4;

    private bool RepeatsFrame => _policy.RepeatsLargeFrames && (_isFrameForContainer ? _chunks.IsActive : _isReferenceCertain) && _frameRepeats < MaxFrameRepeats && IsFrameUseful && IsFrameFragmented;

    private Instant CopyAt => _copiesSent < _copies.Length && IsFrameUseful ? _copiesFrom + _copies[_copiesSent] : Instant.Never;

    private void RepeatFrame()
    {
        NoteFrameSilence();
        Requeue();
        BeginFrame(isRepeat: true);
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
        if (_policy.CopiesOnLoss && MayCopy(isUrgent) && !IsQueueFilling)
            _copies = CopiesFor(Math.Max(_loss.Suspicion, _lossAway.Suspicion), _loss.IsBursty, HasLostLately);
        if (_copies.Length == 0 && _policy.CopiesOnJitter && _rtt.Jitter >= OvertakingJitterMs && MayCopy(isUrgent))
            _copies = OvertakingCopies;
        _copiesSent = 0;
        _copiesFrom = _now;
    }

    private bool IsLowData => _policy.LowData || (PeerCapabilities is { } peer && (peer.Features & Capabilities.LowData) != 0);

    private bool MayCopy(bool isUrgent) => isUrgent && _diff.Length > 0 && !IsFrameFragmented && !IsLowData && _pacer.BytesPerSecond >= SlowLinkBytesPerSecond;

    private static TimeSpan[] CopiesFor(double loss, bool isBursty, bool hasLostLately) => loss switch
    {
        < LossyPath => hasLostLately ? FewCopies : [],
        _ when isBursty => SpreadCopies,
        < 0.03 => FewCopies,
        < 0.10 => SomeCopies,
        < 0.20 => ManyCopies,
        _ => MostCopies,
    };

    private static TimeSpan[] Milliseconds(params ReadOnlySpan<double> after)
    {
        var copies = new TimeSpan[after.Length];
        for (int i = 0; i < after.Length; i++)
            copies[i] = TimeSpan.FromMilliseconds(after[i]);
        return copies;
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
        if (_isFrameForContainer && IsFrameFragmented)
        {
            _chunks.QueueOpen();
            Counters.Retransmissions++;
            return;
        }
        _frameAt = 0;
        _fragmentIndex = 0;
        Counters.Retransmissions++;
    }
}
