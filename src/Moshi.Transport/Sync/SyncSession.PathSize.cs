using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// A path that swallows long datagrams without a word is told from one that loses some of all.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // Some paths swallow datagrams of ~1,280 bytes and say nothing (VPNs, mosh issues #299, #773). A frame that fails although the peer is heard may be
    // chance; when chance has become this unlikely, and not before this many failures, it is the size.
    private const double UnlikelyChance = 0.01;
    private const int MinLargeFailures = 3;
    private const int DatagramsThatFitAnywhere = 3;
    private const int SlowerTries = 4;
    private const double LeastLoss = 0.02;

    private Instant _largePendingSince = Instant.Never;
    private int _largePendingFragments;
    private int _largeFailures;
    private double _chanceOfFailures = 1;

    /// <summary>Called when a frame was built: notes one that takes datagrams longer than the fallback size.</summary>
    private void NoteLargeFrame()
    {
        int length = _frame.Length + FrameOverheadIn(_budget);
        if (!_policy.ShrinksOnLargeFrameLoss || _budget <= DatagramSizes.FallbackBudgetBytes || length <= DatagramSizes.FallbackBudgetBytes)
            return;
        if (_largePendingSince != Instant.Never)
            return;
        _largePendingSince = _now;
        _largePendingFragments = 1 + _frame.Length / (_budget - DatagramSizes.OverheadBytes);
    }

    /// <summary>Called when the peer was heard: a large frame that it should have acknowledged by now has failed.</summary>
    private void CountLargeFrameLoss()
    {
        if (_largePendingSince == Instant.Never || _now - _largePendingSince < RetransmissionTime)
            return;
        // It may be the rate: a slower one is tried first.
        if (_policy.PacesLargeFrames && FrameDatagrams > DatagramsThatFitAnywhere && _pacer.FailuresInRow < SlowerTries)
            return;
        _largePendingSince = Instant.Never;
        _largeFailures++;
        _chanceOfFailures *= 1 - Math.Pow(1 - Math.Max(_loss.Loss, LeastLoss), _largePendingFragments);
        if (_largeFailures >= MinLargeFailures && _chanceOfFailures < UnlikelyChance)
            ShrinkBudget();
    }

    private void ForgetLargeFrameLoss()
    {
        _largePendingSince = Instant.Never;
        _largeFailures = 0;
        _chanceOfFailures = 1;
    }

    private void ShrinkBudget()
    {
        _budget = DatagramSizes.FallbackBudgetBytes;
        _events |= SessionEvents.BudgetShrunk;
    }
}
