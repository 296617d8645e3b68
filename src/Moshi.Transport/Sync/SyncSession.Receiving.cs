using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// What a datagram brings, from the address that it came from to the state that it leads to, and what of it is an acknowledgement. Containers of frames branch off to their own part.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // Of the 100 ms that a stock peer's timer allows for an acknowledgement.
    private const int UncountedQueueMs = 80;

    private readonly Reassembler _reassembler;
    private readonly RepeatCombiner _repeats = new();
    private readonly ZlibDecoder _decoder = new();
    private bool _hasContact;
    private bool _peerIsClosing;
    private bool _wasFragmented;
    private QueueClock _queue;

    /// <summary>Takes one datagram from the network. Never throws, whatever the bytes are.</summary>
    /// <param name="datagram">The UDP payload. Received into a buffer of more than 2048 bytes, so that a longer one is refused rather than cut off.</param>
    /// <param name="from">Where it came from; a server follows it when the datagram is authentic and the newest.</param>
    /// <param name="ceMarked">The IP header carried Congestion Experienced.</param>
    /// <param name="now">The time of arrival.</param>
    public ReceiveVerdict Receive(ReadOnlySpan<byte> datagram, NetworkPath from, bool ceMarked, Instant now)
    {
        _now = Instant.Max(_now, now);
        NextDeadline = _now;
        Counters.DatagramsReceived++;
        Counters.BytesReceived += datagram.Length;
        OpenFailure failure = _opener.Open(datagram, out Packet packet, _now);
        ReceiveVerdict verdict = failure == OpenFailure.None ? TakePacket(packet, datagram.Length, from, ceMarked) : Translate(failure);
        Counters.Add(verdict);
        if (verdict == ReceiveVerdict.BadTag && _speaksFrames && Counters.Count(ReceiveVerdict.BadTag) >= _options.KeyLimits.MaxForgeries)
            GiveUp(FrameError.KeyError, FrameType.Padding);
        if (failure == OpenFailure.None)
            _options.Observer?.Received(_now, packet.Sequence, datagram.Length, packet.Plain, verdict);
        return verdict;
    }

    private ReceiveVerdict TakePacket(in Packet packet, int bytes, NetworkPath from, bool ceMarked)
    {
        NoteInbound(bytes);
        bool isNew = _window.IsNew(packet.Sequence);
        if (!isNew && IsContainer(packet))
            return ReceiveVerdict.Replayed;
        _window.Note(packet.Sequence);
        NoteKeyPhase(packet.KeyPhase);
        _lastPacketAt = _now;
        _sampleMs = -1;
        _loss.Note(packet, _rtt.Srtt, _now);
        WatchLoss();
        if (packet.IsNewest)
            NotePath(packet, from, ceMarked);
        if (from == Path)
            _pathCredit += Amplification * bytes;
        ReceiveVerdict verdict = IsContainer(packet) ? TakeContainer(packet)
            : packet.IsWhole ? TakeWhole(packet.Contents)
            : TakeFragment(packet);
        if (packet.IsNewest)
        {
            NoteHeardWithoutFrame();
            CountLargeFrameLoss();
            // A mere acknowledgement is no question.
            if (verdict != ReceiveVerdict.Control)
                JoinHeartbeat();
        }
        return verdict;
    }

    private bool IsContainer(in Packet packet) => packet.IsWhole && FrameReader.IsContainer(packet.Contents) && OwnsFrames;

    private ReceiveVerdict TakeFragment(in Packet packet)
    {
        _wasFragmented = packet.Fragment is not { IsFinal: true, Index: 0 };
        switch (_reassembler.Add(packet.Fragment, packet.Contents, out ReadOnlySpan<byte> whole))
        {
            case ReassemblyVerdict.Incomplete:
                return PeerCapabilities is null && _policy.KeepsPieces ? TakePiece(packet) : ReceiveVerdict.Fragment;
            case ReassemblyVerdict.Complete:
                if (_wasFragmented)
                    _repeats.Clear();
                return TakeInstruction(whole);
            default:
                return ReceiveVerdict.BadFragment;
        }
    }

    private ReceiveVerdict TakeWhole(ReadOnlySpan<byte> contents)
    {
        _wasFragmented = false;
        return TakeInstruction(contents);
    }

    private ReceiveVerdict TakePiece(in Packet packet)
    {
        bool isWhole = _repeats.TryAdd(packet.Fragment, packet.Contents, Instruction.MaxBytes, out ReadOnlySpan<byte> message);
        if (!AreFramesShort && (isWhole || _repeats.Count > 1 || _repeats.HasGap))
            _bendsFrom = _now + HonestTime;
        if (_repeats.HasGap)
            OweSamples();
        return isWhole ? TakeMessage(message) : ReceiveVerdict.Fragment;
    }

    // The peer's timer allows us 100 ms for an acknowledgement, and that of a large frame leaves at once: as long as its pieces queue no longer than that, the timer need not be longer than the path.
    private TimeSpan UncountedQueue(in Packet packet)
    {
        if (!AnswersLargeFrames || packet.Timestamp == Timestamp16.None)
            return TimeSpan.Zero;
        int queued = _queue.Note(packet.Timestamp, _now);
        NoteOccupancy(packet, queued);
        bool isPiece = !packet.IsWhole && packet.Fragment is not { IsFinal: true, Index: 0 };
        return isPiece || _now < _bendsFrom ? TimeSpan.FromMilliseconds(Math.Min(queued, UncountedQueueMs)) : TimeSpan.Zero;
    }

    private bool AnswersLargeFrames => _policy.AnswersLargeFramesAtOnce && PeerCapabilities is null;

    // Only the newest datagram says anything about the path, the clock or the peer's life: a replayed one must not.
    private void NotePath(in Packet packet, NetworkPath from, bool ceMarked)
    {
        _echo.Save(packet.Timestamp, ceMarked && PassesMarkOn, _now - UncountedQueue(packet));
        _sampleMs = packet.TimestampReply == Timestamp16.None ? -1 : Timestamp16.Difference(Timestamp16.At(_now), packet.TimestampReply);
        if (_sampleMs >= 0)
            _rtt.AddSample(_sampleMs);
        NoteJitter();
        HasHeard = true;
        LastHeard = _now;
        HeardInOrder++;
        HastenShutdown();
        if (_role == SessionRole.Server && (!HasPath || from != Path))
        {
            ValidatePath(from, packet.ConnectionId);
            Path = from;
            HasPath = true;
            _events |= SessionEvents.PathChanged;
        }
        else if (!_speaksFrames)
        {
            _isValidating = false;
        }
        if (packet.ConnectionId != 0)
            _peerId = packet.ConnectionId;
    }

    private ReceiveVerdict TakeInstruction(ReadOnlySpan<byte> whole)
    {
        if (CompactInstruction.IsCompact(whole))
            return CompactInstruction.TryParse(whole, _decoder, out Instruction instruction) ? TakeInstruction(instruction) : ReceiveVerdict.BadInstruction;
        return _decoder.TryInflate(whole, Instruction.MaxBytes, out ReadOnlySpan<byte> message) ? TakeMessage(message) : ReceiveVerdict.BadCompression;
    }

    private ReceiveVerdict TakeMessage(ReadOnlySpan<byte> message) =>
        Instruction.TryParse(message, out Instruction instruction) ? TakeInstruction(instruction) : ReceiveVerdict.BadInstruction;

    private ReceiveVerdict TakeInstruction(in Instruction instruction)
    {
        if (instruction.Version != Instruction.ProtocolVersion)
            return ReceiveVerdict.WrongVersion;
        // A sender that lets go of its own reference would have us drop all that we hold.
        if (instruction.ThrowawayNumber > instruction.OldNumber || instruction.OldNumber > instruction.NewNumber)
            return ReceiveVerdict.BadNumbers;
        TakeAck(instruction.AckNumber);
        TakePrivateFields(instruction);
        ReceiveVerdict verdict = TakeState(instruction);
        if (PeerCapabilities is null && _policy.ProbesTail && _role == SessionRole.Server)
            FindOverdue();
        return verdict;
    }

    private bool TakeAck(ulong number)
    {
        if (!_sent.TryAcknowledge(number))
            return false;
        _probes = 0;
        _isReferenceCertain |= number == _frameReference;
        NoteFrameArrival(number);
        ForgetLargeFrameLoss();
        ref SentState<TLocal> front = ref _sent.Front;
        if (_chunks.IsActive && front.Number >= _chunks.StateNumber)
        {
            _chunks.Stop();
            _heldUntil = new Instant(long.MinValue);
        }
        if (front.Number >= _dataNumber)
            (_dataSentAt, _dataNumber) = (_sent.Back.SentAt, _sent.Back.Number);
        _capabilitiesSeen |= front.ShowedCapabilities;
        NoteConfirmed();
        Current.DropPrefix(front.State);
        foreach (ref SentState<TLocal> sent in _sent.All)
            sent.State.DropPrefix(front.State);
        if (number == Instruction.ShutdownNumber && Phase == SessionPhase.Closing)
            FinishShutdown(SessionPhase.Closed);
        return true;
    }

    private void TakePrivateFields(in Instruction instruction)
    {
        if (PeerCapabilities is null && !instruction.Capabilities.IsEmpty && Capabilities.TryParse(instruction.Capabilities, out Capabilities? capabilities))
        {
            PeerCapabilities = capabilities;
            _events |= SessionEvents.PeerCapabilities;
            if (OwnsFrames && (capabilities.Features & Capabilities.Frames) != 0)
                SpeakFrames();
        }
        PeerExitStatus ??= instruction.ExitStatus;
    }

    private ReceiveVerdict TakeState(in Instruction instruction)
    {
        ulong number = instruction.NewNumber;
        bool hasDiff = !instruction.Diff.IsEmpty;
        if (_received.Contains(number))
        {
            AcknowledgeDuplicate(number, hasDiff);
            return ReceiveVerdict.DuplicateState;
        }
        if (!_received.TryFind(instruction.OldNumber, out TRemote? state))
        {
            OweSamples();
            return ReceiveVerdict.MissingReference;
        }
        _received.DropBelow(instruction.ThrowawayNumber);
        if (!_received.HasRoom(_now))
            return ReceiveVerdict.Quenched;
        if (hasDiff)
        {
            state = state.Snapshot();
            if (!state.TryApply(instruction.Diff))
            {
                state.LetGo();
                return ReceiveVerdict.BadDiff;
            }
        }
        else
        {
            state.Hold();
        }
        if (!_received.Insert(number, state, instruction.Diff.Length, _now))
            return ReceiveVerdict.OldState;
        LastContact = _now;
        _hasContact = true;
        _events |= SessionEvents.NewRemote;
        EndReminders();
        if (hasDiff)
            NoteActivity();
        if (hasDiff)
        {
            AcknowledgeBy(_role == SessionRole.Client ? WhenToAcknowledgeFrame(number) : _wasFragmented && AnswersLargeFrames ? _now : WhenToAcknowledge());
            if (_role == SessionRole.Server)
            {
                NoteInput();
                _inputNumber = number;
            }
            if (IsAnswering)
                _heldUntil = new Instant(long.MinValue);
        }
        if (number == Instruction.ShutdownNumber)
            NotePeerShutdown();
        return ReceiveVerdict.NewState;
    }

    private static ReceiveVerdict Translate(OpenFailure failure) => failure switch
    {
        OpenFailure.TooShort => ReceiveVerdict.TooShort,
        OpenFailure.TooLong => ReceiveVerdict.TooLong,
        OpenFailure.BadTag => ReceiveVerdict.BadTag,
        OpenFailure.UnknownConnection => ReceiveVerdict.UnknownConnection,
        OpenFailure.WrongDirection => ReceiveVerdict.WrongDirection,
        _ => ReceiveVerdict.BadPlaintext,
    };
}
