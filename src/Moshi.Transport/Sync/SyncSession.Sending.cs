using System.Buffers.Binary;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// What is said: which state, as a difference from which, in which of the three forms, and how it is cut into datagrams.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // mosh 1.4: a diff from the acknowledged state is preferred when it costs less than this more, and is not long itself.
    private const int ProspectiveExtraBytes = 100;
    private const int ProspectiveMaxBytes = 1000;

    private const int MaxDiffBytes = Instruction.MaxBytes - Instruction.MaxOverheadBytes - Capabilities.MaxBytes;

    // Instructions that show our capabilities to a peer that does not react; a stock one never does.
    private const int MaxShownCapabilities = 4;

    private readonly ZlibEncoder _encoder = new();
    private readonly ByteBuffer _message = new();
    private readonly ByteBuffer _frame = new();
    private readonly byte[] _plain = new byte[DatagramSizes.MaximumReceivedBytes];
    private ByteBuffer _diff = new();
    private ByteBuffer _frontDiff = new();
    private readonly byte[] _chaffBytes = new byte[Instruction.MaxChaffBytes];
    private ChaffSource _chaff;
    private int _budget;
    private int _frameAt;
    private int _fragmentIndex;
    private ulong _fragmentId;
    private int _capabilitiesShown;
    private bool _capabilitiesSeen;
    private bool _isProbe;

    private bool HasFrame => _frameAt < _frame.Length;

    /// <summary>Writes the next datagram. Call until false after each <see cref="Advance"/>: the pieces of an instruction belong together.</summary>
    /// <param name="buffer">At least <see cref="DatagramBudgetBytes"/> long.</param>
    /// <param name="now">The time of sending; goes into the packet.</param>
    /// <param name="transmit">How much of the buffer to send, and where.</param>
    public bool TryTransmit(Span<byte> buffer, Instant now, out Transmit transmit)
    {
        transmit = default;
        _now = Instant.Max(_now, now);
        if (!HasFrame && !HasControl && !_chunks.HasQueued)
            return false;
        if (!HasPath)
        {
            DropFrame();
            _owesStateAck = _owesPacketAck = _owesClose = _owesChallenge = false;
            _owedResponse = null;
            return false;
        }
        bool isContainer = !HasFrame || _isFrameForContainer;
        bool hasData = (HasFrame || (_chunks.HasQueued && !IsChunkPaced)) && MaySend(NextDataBytes);
        if (IsPacing || (!hasData && (!HasControl || !MaySend(0))))
        {
            SetDeadline();
            return false;
        }
        RotateKey();
        ReadOnlySpan<byte> plain = isContainer || !hasData ? WriteContainer(hasData) : WriteFragment();
        isContainer |= !hasData;
        uint id = isContainer ? IdToSend : 0;
        _sealer.IsShort = id != 0;
        _sealer.Prefix = NoncePrefix(id);
        int length = plain.Length + _sealer.OverheadBytes;
        if (buffer.Length < length)
            throw new ArgumentException($"A datagram of {length} bytes does not fit {buffer.Length}.", nameof(buffer));
        if (!_sealer.TrySeal(plain, buffer[..length]))
        {
            DropFrame();
            SetPhase(SessionPhase.Exhausted);
            SetDeadline();
            return false;
        }
        _options.Observer?.Sent(_now, _sealer.NextSequence - 1, length, plain);
        NoteFrameDatagram(length);
        transmit = new Transmit(length, Path);
        _lossAway.NoteArrival();
        Counters.DatagramsSent++;
        Counters.BytesSent += length;
        _pathCredit -= length;
        CheckPathAfterSend();
        if (!HasFrame)
            SetDeadline();
        return true;
    }

    /// <summary>What each datagram of the frame carries besides its contents.</summary>
    private int FrameOverheadIn(int budget) => _isFrameForContainer ? ContainerOverheadBytes
        : CompactInstruction.IsCompact(_frame.Written) && _frame.Length <= budget - DatagramSizes.WholeOverheadBytes ? DatagramSizes.WholeOverheadBytes : DatagramSizes.OverheadBytes;

    private ReadOnlySpan<byte> WriteFragment()
    {
        int overhead = FrameOverheadIn(_budget);
        int contents = Math.Min(_frame.Length - _frameAt, _budget - overhead);
        int length = contents + overhead - DatagramSizes.MinimumBytes;
        Span<byte> plain = _plain.AsSpan(0, length);
        BinaryPrimitives.WriteUInt16BigEndian(plain, Timestamp16.At(_now));
        BinaryPrimitives.WriteUInt16BigEndian(plain[2..], TakeTimestampReply());
        bool isFinal = _frameAt + contents == _frame.Length;
        if (length > DatagramSizes.TimestampsBytes + contents)
            new FragmentHeader(_fragmentId, _fragmentIndex, isFinal).Write(plain[DatagramSizes.TimestampsBytes..]);
        _frame.Written.Slice(_frameAt, contents).CopyTo(plain[^contents..]);
        _frameAt += contents;
        if (HasReliable)
            _reliableFrom = _sealer.NextSequence + 1;
        _fragmentIndex++;
        return plain;
    }

    private void DropFrame()
    {
        _frame.Clear();
        _frameAt = 0;
        _copies = [];
        _chunks.Stop();
    }

    /// <summary>Builds the next instruction, unless the only news is a large change whose time has not come.</summary>
    private void Emit()
    {
        bool mustSpeak = _now >= WhenToSpeak();
        if (mustSpeak && IsLongInputOpen)
        {
            AcknowledgeAlone();
            _heartbeatAt = _now + HeartbeatTime();
            return;
        }
        bool isFresh = !Shown.Matches(_sent.Back.State);
        bool isUrgent = isFresh && (_policy.BookkeepingDelay is null || Shown.IsUrgentSince(_sent.Back.State));
        _isProbe = _policy.ProbesTail && !isFresh && !mustSpeak;
        if (RepeatsFrame && (_isProbe || (isFresh && !mustSpeak && IsFrameDoubtful(isUrgent ? LikelyFailure : WorthHaste))))
        {
            RepeatFrame();
            return;
        }
        // A probe doubts all that was sent, so it starts from what is certain.
        int reference = WriteDiff(startsFromFront: _isProbe);
        if (_diff.Length > MaxDiffBytes)
        {
            EmitWithoutDiff(mustSpeak);
            return;
        }
        if (_diff.Length == 0 && !isFresh && !mustSpeak)
        {
            // Two states that do not match but differ by nothing that can be sent.
            _heldUntil = _now + RetransmissionTime;
            return;
        }
        if (_diff.Length == 0 && !isFresh && MayAcknowledgeAlone)
        {
            AcknowledgeAlone();
            return;
        }
        bool isLarge = _diff.Length >= _policy.LargeDiffBytes;
        if (_policy.PacesByTokens && isFresh && isLarge && !mustSpeak && WhenLargeIsAllowed > _now)
        {
            _heldUntil = WhenLargeIsAllowed;
            return;
        }
        if (isFresh && !mustSpeak && WaitsForRepair)
        {
            _heldUntil = _now + ChunkPatience;
            return;
        }
        bool isRepeat = _diff.Length > 0 && !isFresh;
        Send(reference, isRepeat ? RepeatedNumber : NextNumber, isFresh ? Shown.Snapshot() : Held(_sent.Back.State), isUrgent);
        if (isLarge)
            NoteLargeSent();
        AfterSend(isFresh, isUrgent);
    }

    // A diff that no instruction can carry: only an acknowledgement or another change of ours can help. Meanwhile the peer hears that we live.
    private void EmitWithoutDiff(bool mustSpeak)
    {
        Counters.OversizeDiffs++;
        if (mustSpeak && Phase != SessionPhase.Closing)
        {
            _diff.Clear();
            Send(0, NextNumber, Held(_sent.Front.State), isUrgent: false);
            AfterSend(isFresh: false, isUrgent: false);
        }
        else if (mustSpeak)
        {
            AfterSendInPhase();
        }
        _heldUntil = _now + OversizeRetryTime;
    }

    private bool IsShutdownSent => Phase == SessionPhase.Closing || _sent.Back.Number == Instruction.ShutdownNumber;

    private ulong NextNumber => IsShutdownSent ? Instruction.ShutdownNumber : _sent.Back.Number + 1;

    private ulong RepeatedNumber => IsShutdownSent ? Instruction.ShutdownNumber : _sent.Back.Number;

    /// <summary>Leaves the diff to send in <c>_diff</c> and returns the index of the state that it starts from.</summary>
    private int WriteDiff(bool startsFromFront)
    {
        int reference = startsFromFront ? 0 : FindAssumed();
        _diff.Clear();
        Shown.WriteDiff(_sent[reference].State, _diff);
        if (reference == 0)
            return 0;
        _frontDiff.Clear();
        Shown.WriteDiff(_sent.Front.State, _frontDiff);
        int extra = _frontDiff.Length - _diff.Length;
        if (extra > 0 && (extra >= ExtraBytesNow || _frontDiff.Length >= ProspectiveMaxBytes) && !NeedsCertainty)
            return reference;
        (_diff, _frontDiff) = (_frontDiff, _diff);
        return 0;
    }

    private static TLocal Held(TLocal state)
    {
        state.Hold();
        return state;
    }

    /// <summary>Sends a state, and takes over the caller's hold of it.</summary>
    private void Send(int reference, ulong number, TLocal state, bool isUrgent)
    {
        bool showsCapabilities = ShowsCapabilities();
        var instruction = new Instruction
        {
            Version = Instruction.ProtocolVersion,
            OldNumber = _sent[reference].Number,
            NewNumber = number,
            AckNumber = _acknowledged = _role == SessionRole.Client ? AcknowledgeFrames() : AcknowledgedNow,
            ThrowawayNumber = MayOmitThrowaway(number) ? 0 : _sent.Front.Number,
            Diff = _diff.Written,
            Capabilities = showsCapabilities ? _options.Capabilities!.ToBytes() : default,
            ExitStatus = Phase == SessionPhase.Closing && PeerCapabilities is not null ? _exitStatus : null,
        };
        _isFrameForContainer = _speaksFrames && !showsCapabilities && TryWriteFrames(instruction, isUrgent);
        if (_isFrameForContainer)
        {
            _owesStateAck = false;
        }
        else if (SpeaksCompactly && CompactInstruction.CanWrite(instruction))
        {
            CompactInstruction.Write(instruction, _encoder, _message, _frame);
        }
        else
        {
            instruction.OmitsEmpty = SparesDatagrams || (_policy.SparesDatagrams && _role == SessionRole.Client);
            instruction.Chaff = SparesDatagrams ? default : _chaffBytes.AsSpan(0, _chaff.Next(_chaffBytes, _policy.MaxChaffBytes));
            _message.Clear();
            instruction.Write(_message);
            _encoder.Compress(_message.Written, _frame);
            if (SparesDatagrams)
                PadFrame();
        }
        _frameAt = 0;
        _fragmentIndex = 0;
        _fragmentId++;
        // A long one goes out in chunks.
        if (_isFrameForContainer && _frame.Length > _budget - ContainerOverheadBytes)
            _frameAt = _frame.Length;
        _frameNumber = number;
        _frameReference = instruction.OldNumber;
        _isReferenceCertain = reference == 0;
        _frameBudget = _budget;
        _frameRepeats = 0;
        BeginFrame(isRepeat: false);
        NoteUnconfirmed(number);
        Record(number, instruction.OldNumber, state, showsCapabilities);
    }

    private void Record(ulong number, ulong referenceNumber, TLocal state, bool showsCapabilities)
    {
        ref SentState<TLocal> back = ref _sent.Back;
        if (back.Number == number)
        {
            state.LetGo();
            back.SentAt = _now;
            back.ReferenceNumber = referenceNumber;
            back.IsLost = false;
            back.ShowedCapabilities &= showsCapabilities;
            Counters.Retransmissions++;
            // What an acknowledgement has taken along is no sign of loss.
            if (_isProbe)
                _cleanAt = _now + LossMemory;
        }
        else
        {
            _sent.Add(new SentState<TLocal> { Number = number, ReferenceNumber = referenceNumber, SentAt = _now, State = state, ShowedCapabilities = showsCapabilities });
        }
        Counters.InstructionsSent++;
        if (_diff.Length == 0)
            Counters.EmptyAcks++;
        else
            NoteActivity();
        if (showsCapabilities)
            _capabilitiesShown++;
    }

    private bool SpeaksCompactly =>
        PeerCapabilities is { } peer && _options.Capabilities is { } own && (peer.Features & own.Features & Capabilities.CompactInstructions) != 0;

    // A client shows what it can do until the peer answers in kind; a server only answers, until its answer has arrived.
    private bool ShowsCapabilities()
    {
        if (_options.Capabilities is null)
            return false;
        if (_role == SessionRole.Server)
            return PeerCapabilities is not null && !_capabilitiesSeen;
        return PeerCapabilities is null && !(_capabilitiesSeen && _capabilitiesShown >= MaxShownCapabilities);
    }

    private void AfterSend(bool isFresh, bool isUrgent)
    {
        bool hasDiff = _diff.Length > 0;
        bool isBeat = _now >= WhenToBeat();
        _loneBeats = isBeat && !_isJoining ? _loneBeats + 1 : 0;
        _isJoining = false;
        _heartbeatAt = _now + (isBeat && IsPeerOurs && _role == SessionRole.Client ? AskedTime() : HeartbeatTime());
        _ackAt = WhenToAcknowledgeLate();
        AcknowledgeRest();
        _changedAt = Instant.Never;
        _urgentAt = Instant.Never;
        _heldUntil = new Instant(long.MinValue);
        // mosh 1.4 counts its frame interval from whatever it sent last.
        if (isUrgent || _policy.BookkeepingDelay is null)
            _frameClock = _now;
        if (isUrgent)
            (_tokens, _framesSinceInput) = (Math.Max(_tokens - 1, 0), _framesSinceInput + 1);
        _probes = isFresh ? 0 : _probes + (hasDiff ? 1 : 0);
        if (hasDiff && (isUrgent || !isFresh || _sent.Front.Number >= _dataNumber))
            (_dataSentAt, _dataNumber) = (_now, _sent.Back.Number);
        if (isUrgent && _role == SessionRole.Client)
            NoteTyping();
        NoteLargeFrame();
        PlanCopies(isFresh, isUrgent);
        AfterSendInPhase();
    }

    private TimeSpan HeartbeatTime()
    {
        if (_role == SessionRole.Server || HasHeard || _policy.FirstContactProbe is not { } probe)
            return HeartbeatInterval;
        TimeSpan wait = probe * (1 << (int)Math.Min(Counters.InstructionsSent - 1, 8));
        return wait < HeartbeatInterval ? wait : HeartbeatInterval;
    }

    /// <summary>Takes the newest state as lost, so that it is sent again without waiting.</summary>
    private void PresumeLost()
    {
        _sent.Back.SentAt = _now - RetransmissionTime;
        _dataSentAt = _now - ProbeTime();
        BeatNow();
    }
}
