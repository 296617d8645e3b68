using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>What is received in containers of frames.</content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // An acknowledgement that was held back says nothing about what has been on its way for less than a round trip and this.
    private static readonly TimeSpan LeastLossMargin = TimeSpan.FromMilliseconds(10);

    private ReceiveVerdict TakeContainer(in Packet packet)
    {
        SpeakFrames();
        _isChallenged = false;
        ReceiveVerdict verdict = TakeFrames(packet.Contents[1..], packet, isAssembled: false);
        if (packet.IsNewest)
            NoteProof();
        return verdict;
    }

    private ReceiveVerdict TakeFrames(ReadOnlySpan<byte> frames, in Packet packet, bool isAssembled)
    {
        ReceiveVerdict verdict = ReceiveVerdict.Control;
        var reader = new FrameReader(frames);
        var echo = default(EchoFrame);
        bool hasEcho = false;
        while (!IsOver && reader.TryReadType(out FrameType type))
        {
            switch (type)
            {
                case FrameType.Sync:
                    if (!reader.TryReadSync(out SyncFrame sync))
                        break;
                    verdict = TakeSync(sync);
                    if (hasEcho && sync.Ack is { } ack && HasState(verdict))
                        NoteEcho(echo, ack);
                    break;
                case FrameType.StateAck:
                    if (reader.TryReadStateAck(out StateAckFrame states))
                        TakeStateAck(states, packet);
                    break;
                case FrameType.Chunk when !isAssembled:
                    if (reader.TryReadChunk(out ChunkFrame chunk))
                        verdict = TakeChunk(chunk, packet);
                    break;
                case FrameType.Parity when !isAssembled:
                    if (reader.TryReadParity(out ParityFrame parity))
                        verdict = TakeParity(parity, packet);
                    break;
                case FrameType.Ack:
                    if (reader.TryReadAck(out AckFrame packets))
                        TakePacketAck(packets);
                    break;
                case FrameType.Echo:
                    hasEcho = reader.TryReadEcho(out echo);
                    break;
                case FrameType.Close:
                    if (reader.TryReadClose(out CloseFrame close))
                        TakeClose(close);
                    break;
                case FrameType.Ping:
                    _isAckWanted = true;
                    AcknowledgeBy(_now);
                    break;
                default:
                    TakeConnectionFrame(type, ref reader, packet);
                    break;
            }
        }
        if (reader.Error == FrameError.None)
            return verdict;
        GiveUp(reader.Error, reader.Type);
        return ReceiveVerdict.BadFrame;
    }

    private void TakeConnectionFrame(FrameType type, ref FrameReader reader, in Packet packet)
    {
        switch (type)
        {
            case FrameType.NewConnectionId:
                if (reader.TryReadConnectionId(out ConnectionIdFrame id))
                    TakeConnectionId(id);
                break;
            case FrameType.RetireConnectionId:
                if (reader.TryReadRetirement(out ulong retired))
                    TakeRetirement(retired);
                break;
            case FrameType.PathChallenge:
                if (reader.TryReadChallenge(out ulong challenge))
                    TakeChallenge(challenge);
                break;
            case FrameType.PathResponse:
                if (reader.TryReadChallenge(out ulong response))
                    TakeResponse(response);
                break;
            case FrameType.KeyNext:
                if (reader.TryReadKeyPhase(out ulong phase) && phase != packet.KeyPhase)
                    reader.Refuse(FrameError.KeyError);
                break;
            default:
                // A chunk within chunks among them.
                reader.Refuse(FrameError.UnknownFrame);
                break;
        }
    }

    private static bool HasState(ReceiveVerdict verdict) => verdict is ReceiveVerdict.NewState or ReceiveVerdict.DuplicateState;

    private ReceiveVerdict TakeSync(in SyncFrame sync)
    {
        ReadOnlySpan<byte> diff = sync.Diff;
        if (sync.IsDeflated && !_decoder.TryInflate(sync.Diff, Instruction.MaxBytes, out diff))
            return ReceiveVerdict.BadCompression;
        if (sync.Ack is { } ack)
            TakeAck(ack);
        _peerThrowaway = Math.Max(_peerThrowaway, sync.Throwaway);
        ReceiveVerdict verdict = TakeState(new Instruction { NewNumber = sync.Number, OldNumber = sync.Old, ThrowawayNumber = sync.Throwaway, Diff = diff });
        // The peer builds on what has not arrived: the sooner it knows, the sooner it starts from what has.
        if (verdict == ReceiveVerdict.MissingReference && _policy.DuplicateAckDelay is { } delay)
            AcknowledgeBy(_now + delay / 2);
        return verdict;
    }

    private void TakeStateAck(in StateAckFrame states, in Packet packet)
    {
        if (!TakeAck(states.Newest))
        {
            // We may have forgotten the newest of them.
            for (ulong older = 1ul; older <= StateAckFrame.OlderStates && older <= states.Newest; older++)
            {
                if (states.Has(states.Newest - older) && TakeAck(states.Newest - older))
                    break;
            }
        }
        if (packet.IsNewest)
        {
            LastContact = _now;
            FindLost(states);
        }
    }

    /// <summary>
    /// What a stock client has just said was written half a round trip ago, and does not acknowledge what it should have had by then: that is lost, and so is all that builds on it.
    /// </summary>
    private void FindOverdue()
    {
        if (_sent.All.Length == 1 || HasFrame || IsQueueFilling || IsFrameFragmented)
            return;
        Instant before = _now - Srtt - OverdueMargin;
        foreach (ref SentState<TLocal> sent in _sent.All[1..])
        {
            if (sent.SentAt >= before || sent.IsLost || sent.Number == Instruction.ShutdownNumber)
                continue;
            sent.IsLost = true;
            if (sent.Number == _sent.Back.Number)
                _dataSentAt = _now - ProbeTime();
        }
    }

    private TimeSpan OverdueMargin
    {
        get
        {
            var margin = TimeSpan.FromMilliseconds(4 * _rtt.Rttvar);
            return margin > LeastLossMargin ? margin : LeastLossMargin;
        }
    }

    // What should have been there when this acknowledgement was written is lost, and no diff may start from it.
    private void FindLost(in StateAckFrame states)
    {
        Instant before = _now - Srtt - OverdueMargin;
        foreach (ref SentState<TLocal> sent in _sent.All[1..])
        {
            if (sent.SentAt >= before || states.Has(sent.Number) || sent.Number < states.Newest || sent.Number == Instruction.ShutdownNumber || sent.IsLost)
                continue;
            sent.IsLost = true;
            if (sent.Number == _sent.Back.Number && _policy.ProbesTail)
                _dataSentAt = _now - ProbeTime();
        }
    }

    private void NoteEcho(in EchoFrame echo, ulong ack)
    {
        if (_role == SessionRole.Client && echo.Distance <= ack)
            _peerEchoes.Enqueue(ack - echo.Distance, _now - TimeSpan.FromMicroseconds(echo.Micros));
    }

    private void TakeClose(in CloseFrame close)
    {
        PeerExitStatus ??= close.ExitStatus;
        if (close.Error == FrameError.None)
            return;
        Failure = close.Error;
        DropFrame();
        SetPhase(SessionPhase.Abandoned);
    }
}
