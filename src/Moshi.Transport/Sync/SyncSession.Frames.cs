using System.Buffers.Binary;
using Moshi.Transport.Buffers;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// Between two ends of ours that have both shown <see cref="Capabilities.Frames"/>, packets are containers of frames (docs/protocol/frames.md): what is sent, and how a packet is filled.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    /// <summary>Frames up to <see cref="RoundedBytes"/> are filled up to a multiple of this: what was typed and echoed shall not show in their length.</summary>
    private const int FrameGranularity = 8;

    private const int RoundedBytes = 256;

    // Most keys, with what is around them, take no more than this, be it a letter or an arrow; most echoes take no more than that.
    private const int LeastToServerBytes = 10;
    private const int LeastToClientBytes = 12;

    // A diff that is shorter is not worth a try.
    private const int WorthDeflating = 256;

    private static readonly TimeSpan LongestReaction = TimeSpan.FromMicroseconds(EchoFrame.MaxMicros);

    private readonly ByteBuffer _container = new();
    private readonly EchoAckClock _peerEchoes = new();
    private bool _speaksFrames;
    private bool _isFrameForContainer;
    private bool _owesStateAck;
    private FrameError _closeError;
    private FrameType _closeCause;
    private bool _owesClose;
    private ulong _peerThrowaway;
    private ulong _inputNumber;
    private ulong _echoNumber;
    private ulong _echoState;
    private int _echoMicros;

    /// <summary>True when the peer is one of ours and both ends speak frames.</summary>
    public bool SpeaksFrames => _speaksFrames;

    /// <summary>Why the session was given up, at this end or at the other.</summary>
    public FrameError Failure { get; private set; }

    /// <summary>
    /// Server: the newest input of which the peer is told, beside the picture that answers it, how long that took. The echo ack of such input need not be sent.
    /// </summary>
    public ulong EchoedNumber => _speaksFrames ? _echoNumber : 0;

    /// <summary>
    /// Client: the newest of our states that <see cref="NewestRemote"/> answers, once the program has had <see cref="EchoAckClock.EchoTimeout"/> for it: an echo ack that needs no packet. 0 before the first.
    /// </summary>
    public ulong EchoAck(Instant now)
    {
        _peerEchoes.Advance(now);
        return _peerEchoes.EchoAck;
    }

    /// <summary>Client: when <see cref="EchoAck"/> will change by itself.</summary>
    public Instant NextEchoAck => _peerEchoes.NextDeadline;

    private bool OwnsFrames => _options.Capabilities is { } own && (own.Features & Capabilities.Frames) != 0 && _options.InitialSequence < FrameNonce.PacketNumberEnd;

    private bool HasControl => _owesStateAck || _owesPacketAck || _owesClose || _owesChallenge || _owedResponse is not null;

    /// <summary>True when an acknowledgement is all that is due: then it needs no state of its own.</summary>
    private bool MayAcknowledgeAlone => _speaksFrames && Phase == SessionPhase.Open && !ShowsCapabilities() && _now < WhenToBeat();

    private void AcknowledgeAlone()
    {
        _owesStateAck = true;
        _ackAt = Instant.Never;
        _heartbeatAt = _now + HeartbeatTime();
        // It is not answered: a client that only watches must still ask, else nothing tells that its own datagrams arrive.
        if (_role == SessionRole.Client && IsPeerOurs)
            _heartbeatAt = Instant.Min(_heartbeatAt, _sent.Back.SentAt + HeartbeatInterval + ServerGrace);
        Counters.EmptyAcks++;
    }

    /// <summary>Fills <c>_frame</c> with the frames of an instruction. False when they cannot say what it says, or not in one packet.</summary>
    private bool TryWriteFrames(in Instruction instruction, bool isUrgent)
    {
        var sync = new SyncFrame
        {
            Number = instruction.NewNumber,
            Old = instruction.OldNumber,
            Throwaway = instruction.ThrowawayNumber,
            Ack = instruction.AckNumber,
            Diff = instruction.Diff,
        };
        if (!sync.CanWrite)
            return false;
        if (sync.Diff.Length >= WorthDeflating)
        {
            _encoder.Compress(sync.Diff, _message);
            if (_message.Length < sync.Diff.Length)
            {
                sync.Diff = _message.Written;
                sync.IsDeflated = true;
            }
        }
        _frame.Clear();
        bool tellsEcho = TellsEcho(instruction, isUrgent);
        if (tellsEcho)
            new EchoFrame { Distance = instruction.AckNumber - _echoNumber, Micros = _echoMicros }.Append(_frame);
        else if (instruction.AckNumber == _peerThrowaway)
            sync.Ack = null;
        if (instruction.ExitStatus is { } status)
            new CloseFrame { ExitStatus = status }.Append(_frame);
        sync.Append(_frame);
        return _frame.Length <= _budget - ContainerOverheadBytes || StartChunks(instruction.NewNumber);
    }

    /// <summary>All that a datagram carries besides the frames.</summary>
    private const int ContainerOverheadBytes = DatagramSizes.WholeOverheadBytes + 1;

    // The first change of the picture after an input answers it. It is told with every state until one is acknowledged.
    private bool TellsEcho(in Instruction instruction, bool isUrgent)
    {
        if (_role != SessionRole.Server || instruction.Diff.IsEmpty)
            return false;
        if (isUrgent && _inputNumber > _echoNumber && _now - _inputAt < LongestReaction && instruction.NewNumber != Instruction.ShutdownNumber)
        {
            _echoNumber = _inputNumber;
            _echoState = instruction.NewNumber;
            _echoMicros = (int)((_urgentAt == Instant.Never ? _now : Instant.Max(_urgentAt, _inputAt)) - _inputAt).TotalMicroseconds;
        }
        return _echoNumber != 0 && instruction.OldNumber < _echoState && _sent.Front.Number < _echoState && instruction.AckNumber >= _echoNumber;
    }

    /// <summary>Timestamps and a container of what is due: control frames, padding, and at the end what <c>_frame</c> holds, if that is for a container.</summary>
    /// <param name="hasData">False for control frames alone.</param>
    private ReadOnlySpan<byte> WriteContainer(bool hasData)
    {
        ReadOnlySpan<byte> data = hasData && HasFrame ? _frame.Written : default;
        bool isChunk = hasData && data.IsEmpty && _chunks.HasQueued;
        _container.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(_container.GetSpan(DatagramSizes.TimestampsBytes), Timestamp16.At(_now));
        BinaryPrimitives.WriteUInt16BigEndian(_container.GetSpan(DatagramSizes.TimestampsBytes)[2..], TakeTimestampReply());
        _container.Advance(DatagramSizes.TimestampsBytes);
        _container.Append(FrameReader.ContainerMark);
        int most = isChunk ? _container.Length + ChunkReserveBytes : _budget - DatagramSizes.MinimumBytes - data.Length;
        AppendControl(most, acknowledges: data.IsEmpty, isChunk);
        if (isChunk)
        {
            _chunks.Append(_container, _sealer.NextSequence, _now);
            NoteChunkSent();
            NotePacedChunk(_container.Length + DatagramSizes.MinimumBytes);
            return _container.Written;
        }
        // What holds nothing of the user's has nothing to hide.
        for (int padding = data.IsEmpty ? 0 : PaddingFor(_container.Length - DatagramSizes.TimestampsBytes - 1 + data.Length); padding > 0; padding--)
            _container.Append((byte)FrameType.Padding);
        _container.Append(data);
        _frameAt += data.Length;
        return _container.Written;
    }

    private int PaddingFor(int frameBytes)
    {
        int least = _role == SessionRole.Client ? LeastToServerBytes : LeastToClientBytes;
        return frameBytes <= least ? least - frameBytes
            : frameBytes <= RoundedBytes ? -frameBytes & FrameGranularity - 1
            : 0;
    }

    /// <param name="most">Length that the container may reach.</param>
    /// <param name="acknowledges">False when the data at the end carries an acknowledgement.</param>
    /// <param name="isChunk">There is little room beside a chunk.</param>
    private void AppendControl(int most, bool acknowledges, bool isChunk)
    {
        if (_owesClose)
        {
            new CloseFrame { Error = _closeError, Cause = _closeCause }.Append(_container);
            _owesClose = false;
        }
        if (_owesStateAck && (!acknowledges || most - _container.Length >= StateAckFrame.MaxBytes))
        {
            if (acknowledges)
                _received.Acknowledge().Append(_container);
            _owesStateAck = false;
        }
        AppendConnectionFrames(most);
        if ((_owesPacketAck || _isAckWanted) && !isChunk)
            AppendPacketAck(most);
    }

    /// <summary>Gives the session up because of what the peer has sent, and tells it so once.</summary>
    private void GiveUp(FrameError error, FrameType cause)
    {
        if (IsOver)
            return;
        DropFrame();
        Failure = _closeError = error;
        _closeCause = cause;
        _owesClose = true;
        SetPhase(SessionPhase.Abandoned);
    }
}
