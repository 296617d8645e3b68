using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// When something is to be said: every deadline of the session comes from here, and each is a value that is looked at again after whatever may have moved it.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // mosh 1.4 stops repeating data this long after the newest state of the peer.
    private static readonly TimeSpan ActiveRetryTime = TimeSpan.FromSeconds(10);

    // Slack that mosh 1.4 adds to its RTO; its peers' ack delay.
    private static readonly TimeSpan AckSlack = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PortHopTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OversizeRetryTime = TimeSpan.FromSeconds(1);

    // The probes are tiny and somebody is waiting: the first ones do not back off.
    private const int SteadyProbes = 4;
    private const int MaxProbeBackoff = 3;
    private const double MinProbeVarianceMs = 2;

    // Below, a loss is an accident; from here on it is expected.
    private const double LossyPath = 0.005;

    private static readonly TimeSpan CopyTime = TimeSpan.FromMilliseconds(60);
    private const int LoneBeatsBeforeJoin = 3;
    private static readonly TimeSpan JoinMargin = TimeSpan.FromMilliseconds(50);

    private Instant _heartbeatAt;
    private Instant _ackAt = Instant.Never;
    private Instant _sendAt = Instant.Never;
    private Instant _changedAt = Instant.Never;
    private Instant _urgentAt = Instant.Never;
    private Instant _heldUntil = new(long.MinValue);
    private Instant _frameClock;
    private Instant _largeSentAt;
    private Instant _inputAt;
    // What somebody waits for: what nobody waits for must not put its repetition off.
    private Instant _dataSentAt;
    private ulong _dataNumber;
    private Instant _pathChosenAt;
    private Instant _tokensAt;
    private double _tokens = 1;
    private int _probes;
    private int _loneBeats;
    private bool _isJoining;

    /// <summary>Compares <see cref="Current"/> with what the peer has, and decides what is due. At most one instruction per call; do not call with datagrams left undrained.</summary>
    public void Advance(Instant now)
    {
        _now = Instant.Max(_now, now);
        AdvancePhase();
        RestWhenIdle();
        ProvePath();
        if (HasPath && !IsOver)
            TendChunks();
        if (HasPath && !IsOver && !IsHeldBack && (!HasFrame || (IsPacing && TryOvertake())))
        {
            _sendAt = WhenToSend();
            if (_now >= Instant.Min(_sendAt, WhenToSpeak()))
            {
                Emit();
                _sendAt = WhenToSend();
            }
            else if (_now >= _nextSampleAt)
            {
                SendSample();
            }
            else if (_now >= CopyAt)
            {
                SendCopy();
            }
        }
        SetDeadline();
    }

    private void SetDeadline()
    {
        NextDeadline = Instant.Never;
        if (IsOver)
            return;
        NextDeadline = PhaseDeadline();
        if (!HasPath)
            return;
        NextDeadline = Instant.Min(NextDeadline, _proofAt);
        // Where an address must answer first, only a datagram from it can help.
        if (IsHeldBack)
            return;
        if (HasFrame)
            NextDeadline = Instant.Min(NextDeadline, Instant.Min(_pacer.WhenFree(_now), WhenToTendChunks()));
        else if (_chunks.HasQueued)
            NextDeadline = Instant.Min(Instant.Min(NextDeadline, _pacer.WhenFree(_now)), Instant.Min(_packetAckAt, Instant.Min(_sendAt, WhenToSpeak())));
        else
            NextDeadline = Instant.Min(Instant.Min(NextDeadline, Instant.Min(Instant.Min(_nextSampleAt, CopyAt), WhenToTendChunks())), Instant.Min(_sendAt, WhenToSpeak()));
    }

    /// <summary>When something must be said even if nothing has changed: acknowledgement, heartbeat, shutdown.</summary>
    private Instant WhenToSpeak() => Phase switch
    {
        SessionPhase.Closing => Instant.Min(_shutdownAt, _peerIsClosing ? _ackAt : Instant.Never),
        SessionPhase.Lingering => _ackAt,
        SessionPhase.PeerClosing => _policy.BacksOffShutdown ? _sent.Back.SentAt : _sent.Back.SentAt + SendInterval,
        _ => Instant.Min(HoldsAcks ? Instant.Never : _ackAt, WhenToBeat()),
    };

    // A heartbeat of the peer that is about to come will wake us anyway: ours can wait for it and share the wake-up. The two ends wait for
    // different times, else each would wait for the other.
    private Instant WhenToBeat()
    {
        TimeSpan slack = _role == SessionRole.Client ? _policy.HeartbeatSlack : _policy.HeartbeatSlack / 2;
        if (slack == TimeSpan.Zero || !HasHeard || IsPeerOurs)
            return _heartbeatAt;
        Instant expected = LastHeard + HeartbeatInterval;
        return expected + slack >= _heartbeatAt && expected <= _heartbeatAt + slack ? _heartbeatAt + slack : _heartbeatAt;
    }

    // Two ends that beat out of step wake each other twice per interval. After a few beats of our own, one early one falls in with the peer's, and the
    // slack keeps it there. The peer's answer to our own beat is no reason: that would be ours to it.
    private void JoinHeartbeat()
    {
        if (IsPeerOurs)
        {
            NoteOwnHeartbeat();
            return;
        }
        if (_policy.HeartbeatJoinWindow == TimeSpan.Zero || _ackAt != Instant.Never)
            return;
        TimeSpan sinceLast = _now - _sent.Back.SentAt;
        bool isOutOfStep = _loneBeats >= LoneBeatsBeforeJoin && sinceLast > Srtt * 1.25 + JoinMargin;
        if (!isOutOfStep && _heartbeatAt > _now + _policy.HeartbeatJoinWindow)
            return;
        BeatNow();
        _isJoining = true;
    }

    // So far back that no slack applies.
    private void BeatNow() => _heartbeatAt = _now - HeartbeatInterval;

    private void AcknowledgeBy(Instant at) => _ackAt = Instant.Min(_ackAt, at);

    // A repeated state with contents says that the peer has not seen our acknowledgement, unless that one is still on its way.
    private void AcknowledgeDuplicate(ulong number, bool hasDiff)
    {
        if (number == Instruction.ShutdownNumber)
        {
            AcknowledgeBy(Instant.Max(_now, _sent.Back.SentAt + _policy.MinSendInterval));
            return;
        }
        if (_policy.DuplicateAckDelay is not { } delay || !hasDiff || number > AcknowledgedNow || (number > _acknowledged && _unacknowledgedCount > 0))
            return;
        // Soon after the state itself it is a copy, sent on suspicion.
        bool isCopy = number == _received.NewestNumber && _now - LastContact < CopyTime;
        if (!isCopy && (_ackAt != Instant.Never || _now - _sent.Back.SentAt >= Srtt))
            AcknowledgeBy(_now + delay);
    }

    /// <summary>When a change, or a repetition of one, is to be sent; Never when the peer has it all.</summary>
    private Instant WhenToSend()
    {
        if (Phase is SessionPhase.Closing or SessionPhase.Lingering)
            return Instant.Never;
        ref SentState<TLocal> back = ref _sent.Back;
        if (!Shown.Matches(back.State))
            return WhenToSendChange(back);
        if (_sent.All.Length == 1 || !IsPeerThere)
            return Instant.Never;
        return Instant.Max(_heldUntil, WhenToRepeat(back));
    }

    /// <summary>
    /// The peer was heard lately, so that repeating may help. Its newest state may be old: one that never gets our acknowledgement, because it is part of what we repeat, repeats its own.
    /// </summary>
    private bool IsPeerThere => _hasContact && (_policy.ProbesTail ? LastHeard : LastContact) + ActiveRetryTime > _now;

    private Instant WhenToRepeat(in SentState<TLocal> back)
    {
        bool hasAll = Shown.Matches(_sent.Front.State);
        if (_policy.ProbesTail)
            return hasAll ? Instant.Never : _dataSentAt + ProbeTime();
        if (!Shown.Matches(_sent[FindAssumed()].State))
            return Instant.Max(back.SentAt + SendInterval, _changedAt == Instant.Never ? back.SentAt : _changedAt + CollectionDelay);
        return hasAll ? Instant.Never : back.SentAt + RetransmissionTime;
    }

    private Instant WhenToSendChange(in SentState<TLocal> back)
    {
        if (_changedAt == Instant.Never)
            _changedAt = _now;
        if (IsFrameOpen && !TryOvertake())
            return Instant.Max(_now, Instant.Max(_heldUntil, _dataSentAt + ProbeTime()));
        if (BookkeepingDelayNow is { } delay && _urgentAt == Instant.Never && !Shown.IsUrgentSince(back.State))
            return IsFrameDoubtful(WorthHaste) ? Instant.Max(_now, Instant.Max(_heldUntil, _dataSentAt + ProbeTime())) : Instant.Max(_heldUntil, _changedAt + delay);
        if (_urgentAt == Instant.Never)
            _urgentAt = _now;
        Instant collected = _urgentAt + CollectionDelay;
        return Instant.Max(_heldUntil, Instant.Max(collected, _policy.PacesByTokens ? WhenFrameIsAllowed() : _frameClock + SendInterval));
    }

    private TimeSpan CollectionDelay => _policy.CollectionDelay(_role);

    /// <summary>How long a sent state is presumed to arrive or be acknowledged.</summary>
    private TimeSpan RetransmissionTime => TimeSpan.FromMilliseconds(_rtt.Rto) + AckSlack;

    private TimeSpan ProbeTime()
    {
        // What is paced is no load to back off from, as long as it may be of use.
        int backoff = RepeatsFrame && _pacer.IsLimited && (_isFrameForContainer || ChanceOfMissing >= WorthHaste) ? 1 : 1 << Math.Clamp(_probes - SteadyProbes, 0, MaxProbeBackoff);
        return (TimeSpan.FromMilliseconds(_rtt.Srtt + Math.Max(4 * _rtt.Rttvar, MinProbeVarianceMs)) + (RepeatsFrame ? LargeAnswerDelay : AnswerDelay)) * backoff;
    }

    private TimeSpan AnswerDelay => _role == SessionRole.Client && _policy.EchoDelay is { } delay && delay < AckDelayNow ? delay : AckDelayNow;

    /// <summary>How long an end waits with an acknowledgement at present; what is lost on the way in stands for what the other end sees.</summary>
    private TimeSpan AckDelayNow => PeerCapabilities is not null && _loss.Loss >= LossyPath ? _policy.OwnLossyAckDelay ?? _policy.AckDelay : _policy.AckDelay;

    // Only where frames are not the bottleneck: on a slow link many large ones would queue before the one that matters.
    private TimeSpan LargeSpacing =>
        IsAnswering && SendInterval <= _policy.MinSendInterval ? _policy.AnswerSpacing
        : _policy.LargeFrameSpacing is { } spacing && PeerCapabilities is not null ? Shorter(spacing + QueueDelay * 2, SendInterval)
        : SendInterval;

    /// <summary>How much longer than the path needs round trips take at present.</summary>
    private TimeSpan QueueDelay => TimeSpan.FromMilliseconds(Math.Max(_rtt.Srtt - _rtt.Least, 0));

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private Instant WhenFrameIsAllowed()
    {
        Instant token = WhenTokenIsThere();
        if (SparesDatagrams)
            return WhenSparedFrameIsAllowed(token);
        if (IsAnswering)
            return _frameClock + _policy.AnswerSpacing;
        return _role == SessionRole.Server ? Instant.Max(token, _frameClock + _policy.FrameSpacing) : token;
    }

    private Instant WhenTokenIsThere()
    {
        double elapsed = (_now - _tokensAt).TotalSeconds;
        _tokens = Math.Min(_policy.BurstFrames, _tokens + elapsed * _policy.FramesPerSecond);
        _tokensAt = _now;
        return _tokens >= 1 ? _now : _now + TimeSpan.FromSeconds((1 - _tokens) / _policy.FramesPerSecond) + TimeSpan.FromMicroseconds(1);
    }

    /// <summary>Index of the newest state that the peer is presumed to have; 0, the acknowledged one, is certain.</summary>
    private int FindAssumed()
    {
        Span<SentState<TLocal>> states = _sent.All;
        int assumed = 0;
        for (int i = 1; i < states.Length; i++)
        {
            ref SentState<TLocal> state = ref states[i];
            // The shutdown state is a message, not a reference.
            bool isFresh = _now - state.SentAt < RetransmissionTime && state.Number != Instruction.ShutdownNumber && !state.IsLost && !(_chunks.IsLeaving && state.Number == _chunks.StateNumber);
            if (_policy.AssumesByReference)
                isFresh = isFresh && HasReference(states, i);
            else if (!isFresh)
                return assumed;
            state.IsAssumed = isFresh;
            if (isFresh)
                assumed = i;
        }
        return assumed;
    }

    private static bool HasReference(ReadOnlySpan<SentState<TLocal>> states, int index)
    {
        ulong number = states[index].ReferenceNumber;
        if (number <= states[0].Number)
            return true;
        for (int i = index - 1; i > 0; i--)
        {
            if (states[i].Number == number)
                return states[i].IsAssumed;
        }
        return false;
    }

    // mosh 1.4 looks at these two after each datagram it has sent.
    private void CheckPathAfterSend()
    {
        if (_role == SessionRole.Client)
        {
            if (_now - _pathChosenAt > PortHopTime && _now - LastRoundTrip > PortHopTime)
                _events |= SessionEvents.PortHopAdvised;
            return;
        }
        if (_now - LastHeard <= DetachTime || (Phase == SessionPhase.Closing && !IsPatient))
            return;
        HasPath = false;
        _events |= SessionEvents.Detached;
    }
}
