using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>Frames of several datagrams: at which rate they leave, when they are taken for lost, and what may overtake them.</content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // With this chance or more a frame is lost by the usual loss of the path alone.
    private const double LikelyFailure = 0.2;

    // A second pass at once is worth its bytes from this chance on.
    private const double WorthASecondPass = 0.05;
    private const double WorthHaste = 0.02;
    private const double WorthAnother = 0.35;
    private const double WorthwhileLoss = 0.0025;

    // What may be the loss of a path at most, when it is asked whether loss explains a failure: half as much again as was measured, and one in a hundred.
    private const double LossMargin = 1.5;
    private const double LeastSuspectedLoss = 0.01;

    // After the rate has been lowered once, one more failure is enough where little else is lost.
    private const double FailureAgain = 0.05;
    private const double ChancyLoss = 0.02;

    // Chunks of which more than this share, and twice the usual loss, is lost were too fast.
    private const double SuspiciousShare = 0.2;
    private const int LeastChunksLost = 3;

    // Until a path is known, a frame may take this rate before it is taken for lost.
    private const double UnknownBytesPerSecond = 4_000_000;

    // A stock peer acknowledges after 100 ms at the latest, but most often with a key before.
    private static readonly TimeSpan ShortAckSlack = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan OvertakingTime = TimeSpan.FromMilliseconds(40);

    private readonly FramePacer _pacer = new();
    private ulong _pacedNumber;
    private int _passes;
    private int _passesDone;
    private int _passesMissed;
    private int _passesBlamed;
    private double _chanceOfLosses = 1;
    private int _sampleMs = -1;
    private Instant _mayOvertakeAt;
    private Instant _frameStartedAt;
    private Instant _passEndedAt = Instant.Never;
    private bool _isSecondInRow;
    private double _jitterMs;

    /// <summary>Bytes a second that large frames are sent at; infinite while the path has not limited them.</summary>
    public double PacingBytesPerSecond => _pacer.BytesPerSecond;

    private bool IsPacing => _policy.PacesLargeFrames && (HasFrame ? IsFragmentNext : !HasControl && _chunks.HasQueued) && _pacer.WhenFree(_now) > _now;

    private bool IsFragmentNext => HasFrame && !_isFrameForContainer && IsFrameFragmented;

    private int FrameDatagrams => 1 + (_frame.Length - 1) / (_frameBudget - FrameOverheadIn(_frameBudget));

    /// <summary>A new instruction, or a repetition of it, is about to leave.</summary>
    private void BeginFrame(bool isRepeat)
    {
        if (!IsFrameFragmented)
            return;
        if (!isRepeat)
        {
            _frameStartedAt = _now;
            _passesDone = _passesMissed = _passesBlamed = 0;
        }
        _isSecondInRow = false;
        _passes = isRepeat ? _passes + 1 : 1;
        _pacedNumber = _frameNumber;
        _pacer.Begin();
    }

    /// <summary>A datagram of the frame has left.</summary>
    private void NoteFrameDatagram(int length)
    {
        if (!IsFrameFragmented || _isFrameForContainer)
            return;
        _pacer.Spend(length, _now);
        if (HasFrame)
            return;
        // All times count from here: a paced frame may take long to leave.
        _dataSentAt = _passEndedAt = _now;
        // And the peer has heard us all the while: a heartbeat would only make it forget the pieces that it has.
        _heartbeatAt = _now + HeartbeatTime();
        _passesDone = _passes;
        if (_sent.Back.Number == _frameNumber)
            _sent.Back.SentAt = _now;
        if (MustPassTwice)
        {
            Requeue();
            BeginFrame(isRepeat: true);
            _isSecondInRow = true;
        }
    }

    /// <summary>A chunk of the frame has left.</summary>
    private void NotePacedChunk(int length)
    {
        _pacer.Spend(length, _now);
        if (!_chunks.HasQueued)
            _passEndedAt = _now;
    }

    /// <summary>So many chunks of a frame were lost, far more than usual: it was the rate.</summary>
    private void NoteChunkLoss(int lost, int sent)
    {
        if (lost < LeastChunksLost || lost < sent * (SuspiciousShare + 2 * _loss.Loss) || _passEndedAt == Instant.Never)
            return;
        _passEndedAt = Instant.Never;
        _pacer.NoteFailure(Srtt, isCertain: true, _now);
    }

    // Two passes in a row arrive sooner than a second one after a round trip, where a second one is likely to be needed.
    private bool MustPassTwice =>
        _policy.DoublesLargeFrames && _policy.RepeatsLargeFrames && !_isSecondInRow && IsFrameUseful && !IsLowData && _loss.Loss >= WorthwhileLoss
        && ChanceOfFailure(_passes) >= (_passes == 1 ? WorthASecondPass : WorthAnother) && _pacer.TimeFor(_frame.Length) < Srtt + ShortAckSlack;

    /// <summary>That some datagram of the frame is lost in each of so many passes, if losses are as usual.</summary>
    private double ChanceOfFailure(int passes) => ChanceOfFailure(passes, _loss.Loss);

    private double ChanceOfFailure(int passes, double loss) => 1 - Math.Pow(1 - Math.Pow(loss, passes), FrameDatagrams);

    /// <summary>
    /// That the peer does not have the whole frame, which it was last known not to have after so many passes. Silence proves nothing: an acknowledgement is lost too, and a stock peer says nothing to
    /// repetitions of what it has.
    /// </summary>
    private double ChanceOfMissing
    {
        get
        {
            // What the rate has spoilt, it may spoil again.
            if (_passes == _passesMissed || (_passesMissed > 0 && (_pacer.FailuresInRow > 0 || _loss.Loss < LossyPath)))
                return 1;
            return ChanceOfFailure(_passes) / ChanceOfFailure(_passesMissed);
        }
    }

    /// <summary>How long after its last datagram an acknowledgement of a large frame may take, beyond the round trip.</summary>
    private TimeSpan LargeAnswerDelay
    {
        get
        {
            if (PeerCapabilities is not null)
                return AckDelayNow + QueueTime;
            return ChanceOfFailure(_passes) >= WorthHaste ? ShortAckSlack : AckSlack + QueueTime;
        }
    }

    // What was paced has left the queue when its last datagram leaves us; what was not may still be in one.
    private TimeSpan QueueTime => _pacer.IsLimited || !_policy.PacesLargeFrames ? TimeSpan.Zero : TimeSpan.FromSeconds(_frame.Length / UnknownBytesPerSecond);

    /// <summary>The frame is to be repeated. Silence says that it has not arrived only where acknowledgements are not lost.</summary>
    private void NoteFrameSilence()
    {
        if (_loss.Loss < WorthwhileLoss && !_isFrameForContainer)
            NoteFrameFailure(isCertain: false);
    }

    /// <summary>The peer was heard: if it says nothing of a frame that must have arrived by now, the frame has not.</summary>
    private void NoteHeardWithoutFrame()
    {
        // That a reference is missing, which chance has taken, says nothing about the rate.
        bool isExplained = !_isReferenceCertain && _loss.Loss >= WorthwhileLoss;
        if (_isFrameForContainer || isExplained || _pacedNumber == 0 || _passEndedAt == Instant.Never || _now < _passEndedAt + Srtt * 1.25 + TimeSpan.FromMilliseconds(4 * _jitterMs))
            return;
        _passesMissed = _passesDone;
        NoteFrameFailure(isCertain: true);
    }

    // Was it the rate? Not as long as chance may be to blame. Each pass counts once.
    private void NoteFrameFailure(bool isCertain)
    {
        if (_passEndedAt == Instant.Never)
            return;
        _passEndedAt = Instant.Never;
        double loss = Math.Min(_loss.Loss * LossMargin + LeastSuspectedLoss, 1);
        _chanceOfLosses *= ChanceOfFailure(_passesDone, loss) / ChanceOfFailure(_passesBlamed, loss);
        _passesBlamed = _passesDone;
        if (_chanceOfLosses >= UnlikelyChance)
            return;
        _pacer.NoteFailure(Srtt, isCertain, _now);
        _chanceOfLosses = ChanceAfterFailure;
    }

    // Where much is lost anyway, one pass that chance has spoilt would otherwise soon follow another.
    private double ChanceAfterFailure => _loss.Loss < ChancyLoss ? FailureAgain : 1;

    /// <summary>
    /// The peer has a state of ours. The packet that says so returns the timestamp of the newest datagram that had arrived: the last one of the frame, unless something small
    /// has followed it.
    /// </summary>
    private void NoteFrameArrival(ulong number)
    {
        if (_pacedNumber == 0 || number < _pacedNumber)
            return;
        // An acknowledgement of the pass before the one that is leaving tells nothing of this one.
        if (_sampleMs >= 0 && _now - TimeSpan.FromMilliseconds(_sampleMs) < _pacer.StartedAt)
        {
            _pacer.NoteArrival();
        }
        else if (_sampleMs >= 0)
        {
            var queued = TimeSpan.FromMilliseconds(Math.Max(_sampleMs - _rtt.Least, 0));
            TimeSpan longest = _now - _dataSentAt - TimeSpan.FromMilliseconds(_rtt.Least);
            _pacer.NoteArrival(number == _pacedNumber || longest < queued ? queued : longest, queued, TimeSpan.FromMilliseconds(_jitterMs), _now);
        }
        _pacedNumber = 0;
        _chanceOfLosses = _pacer.HasFailed(_now) ? ChanceAfterFailure : 1;
        if (HasFrame && IsFragmentNext && number >= _frameNumber)
            DropFrame();
    }

    /// <summary>By how much round trips differ while no large frame queues.</summary>
    private void NoteJitter()
    {
        if (_pacedNumber == 0 && _rtt.IsSettled)
            _jitterMs = Math.Min(_rtt.Rttvar, _jitterMs + 1);
    }

    /// <summary>
    /// True while another instruction would spoil a large one, which has probably not arrived: a stock peer forgets the fragments that it has when it sees one of another.
    /// </summary>
    private bool IsFrameOpen => IsFrameDoubtful(LikelyFailure);

    // An echo ack can wait until it spoils nothing.
    private bool IsFrameDoubtful(double chance) =>
        RepeatsFrame && PeerCapabilities is null && ChanceOfMissing >= chance && IsPeerThere;

    /// <summary>While a large frame leaves slowly, a picture that has become simple again (a pager that was left, Ctrl-C) does not wait for it.</summary>
    private bool TryOvertake()
    {
        if (_now < _mayOvertakeAt || Shown.Matches(_sent.Back.State))
            return false;
        _mayOvertakeAt = _now + OvertakingTime;
        _diff.Clear();
        Shown.WriteDiff(_sent.Front.State, _diff);
        if (_diff.Length == 0 || _diff.Length > _policy.LargeDiffBytes)
            return false;
        GiveUpState(_frameNumber);
        DropFrame();
        return true;
    }
}
