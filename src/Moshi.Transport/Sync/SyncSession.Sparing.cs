using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// Towards a peer that is not ours a datagram costs some 75 bytes before it carries anything. The first frame after a key leaves at once; what nobody waits for keeps
/// to mosh 1.4's pace, and an echo ack waits for a frame to ride on. Where datagrams are being lost nothing is spared: each repeats what those before it said.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // While nothing gets lost, a frame need not contain those before it, unless that is nearly free.
    private const int SparedExtraBytes = 8;
    private static readonly TimeSpan LossMemory = TimeSpan.FromSeconds(30);

    // How many states a peer may have to keep in vain, since it is told of every eighth only which ones it can forget.
    private const ulong ThrowawayPeriod = 8;
    private const int LargeEnoughBytes = 200;

    // More frames than this after a key are output that flows by itself.
    private const int AnswerFrames = 2;

    private static readonly byte[] s_padding = new byte[16];

    private int _framesSinceInput;
    private bool _wasFlowing;
    private Instant _cleanAt;

    private bool SparesDatagrams => _policy.SparesDatagrams && _role == SessionRole.Server && PeerCapabilities is null && _loss.Loss < LossyPath && !HasLostLately && _now >= _cleanAt;

    private TimeSpan? BookkeepingDelayNow => SparesDatagrams ? _policy.SparedBookkeepingDelay : _policy.BookkeepingDelay;

    /// <summary>A diff from the acknowledged state is preferred to a shorter one when it costs less than this more.</summary>
    private int ExtraBytesNow => SparesDatagrams ? SparedExtraBytes : ProspectiveExtraBytes;

    private void NoteInput()
    {
        // Then the next frame need not be the answer.
        _wasFlowing = _framesSinceInput > AnswerFrames && _now - _frameClock < 2 * SendInterval;
        NoteInputGap();
        _inputAt = _now;
        _framesSinceInput = 0;
        _earlyAnswersLeft = EarlyAnswers;
    }

    private bool MayOmitThrowaway(ulong number) => SparesDatagrams && Phase == SessionPhase.Open && !IsShutdownSent && number % ThrowawayPeriod != 0 && _diff.Length < LargeEnoughBytes;

    /// <summary>
    /// Rounds a frame of one datagram up. What follows a zlib stream is nothing to its reader (zlib.h, uncompress), costs one byte for each byte, where chaff costs two more, and a rounded length does not come to light
    /// by averages, as one behind random bytes does.
    /// </summary>
    private void PadFrame()
    {
        int padding = -_frame.Length & (_policy.SparedRounding - 1);
        if (_frame.Length + padding + DatagramSizes.OverheadBytes <= _budget)
            _frame.Append(s_padding.AsSpan(0, padding));
    }

    /// <summary>
    /// When a frame may leave. A program often answers a key in pieces: what follows the first at once has one frame of its own, as early as mosh 1.4 would have sent
    /// both.
    /// </summary>
    private Instant WhenSparedFrameIsAllowed(Instant token)
    {
        if (_framesSinceInput == 0 || (_wasFlowing && IsAnswering))
            return IsAnswering ? _frameClock + _policy.AnswerSpacing : Instant.Max(token, _frameClock + _policy.FrameSpacing);
        bool isSecondPiece = _framesSinceInput == 1 && IsAnswering && _urgentAt <= _frameClock + _policy.FrameSpacing;
        return Instant.Max(token, _frameClock + (isSecondPiece ? _policy.FrameSpacing : SendInterval));
    }
}
