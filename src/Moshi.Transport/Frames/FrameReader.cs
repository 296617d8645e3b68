namespace Moshi.Transport.Frames;

/// <summary>
/// Takes the frames off the front of a container's contents, one by one. After <see cref="TryReadType"/> the caller reads the frame of that type with the method for it; a false
/// answer of any of them means that the packet is malformed. Never throws; spans point into the packet.
/// </summary>
/// <param name="contents">What follows the container's mark.</param>
public ref struct FrameReader(ReadOnlySpan<byte> contents)
{
    /// <summary>First byte of a container, where a stock packet has the top byte of a fragment id (0).</summary>
    public const byte ContainerMark = 0xA1;

    /// <summary>Bytes of a path challenge.</summary>
    public const int ChallengeBytes = 8;

    private ReadOnlySpan<byte> _rest = contents;
    private FrameType _form;

    /// <summary>What went wrong, once something has.</summary>
    public FrameError Error { get; private set; }

    /// <summary>The type of the frame that was read last.</summary>
    public FrameType Type { get; private set; }

    /// <summary>True when the payload of a packet is a container of frames.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> payload) => !payload.IsEmpty && payload[0] == ContainerMark;

    /// <summary>The type of the next frame. Padding and unknown extensions are passed over. False at the end of the packet, and when <see cref="Error"/> is set.</summary>
    public bool TryReadType(out FrameType type)
    {
        while (TryReadAnyType(out type))
        {
            if (type == FrameType.Padding)
                continue;
            if (type < FrameType.FirstExtension)
                return true;
            if (!Varint.TryRead(ref _rest, _rest.Length, out int length) || length > _rest.Length)
                return Fail(FrameError.MalformedFrame);
            _rest = _rest[length..];
        }

        return false;
    }

    /// <summary>Reports a frame that this end does not take; nothing more is read. Always false.</summary>
    public bool Refuse(FrameError error) => Fail(error);

    public bool TryReadAck(out AckFrame frame) => AckFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadSync(out SyncFrame frame) => SyncFrame.TryRead(ref _rest, _form, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadStateAck(out StateAckFrame frame) => StateAckFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadChunk(out ChunkFrame frame) => ChunkFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadParity(out ParityFrame frame) => ParityFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadEcho(out EchoFrame frame) => EchoFrame.TryRead(ref _rest, _form, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadClose(out CloseFrame frame) => CloseFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    public bool TryReadConnectionId(out ConnectionIdFrame frame) => ConnectionIdFrame.TryRead(ref _rest, out frame) || Fail(FrameError.MalformedFrame);

    /// <summary>The sequence number of the connection id that is retired.</summary>
    public bool TryReadRetirement(out ulong sequence) => Varint.TryRead(ref _rest, out sequence) || Fail(FrameError.MalformedFrame);

    /// <summary>The eight bytes of a challenge or response.</summary>
    public bool TryReadChallenge(out ulong value)
    {
        value = 0;
        if (_rest.Length < ChallengeBytes)
            return Fail(FrameError.MalformedFrame);
        value = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(_rest);
        _rest = _rest[ChallengeBytes..];
        return true;
    }

    /// <summary>The number of a key phase. A key share that comes with it is passed over: none is defined yet.</summary>
    public bool TryReadKeyPhase(out ulong phase)
    {
        if (!Varint.TryRead(ref _rest, out phase) || !Varint.TryRead(ref _rest, 64, out int shareLength) || shareLength > _rest.Length)
            return Fail(FrameError.MalformedFrame);
        _rest = _rest[shareLength..];
        return true;
    }

    private bool TryReadAnyType(out FrameType type)
    {
        type = FrameType.Padding;
        if (Error != FrameError.None || _rest.IsEmpty)
            return false;
        if (!Varint.TryRead(ref _rest, out ulong number))
            return Fail(FrameError.MalformedFrame);
        _form = (FrameType)number;
        Type = type = _form switch
        {
            >= FrameType.ShortSync and <= FrameType.ShortSync + SyncFrame.TypeFlags => FrameType.Sync,
            FrameType.EchoOfAcknowledged => FrameType.Echo,
            _ => _form,
        };
        return true;
    }

    private bool Fail(FrameError error)
    {
        Error = error;
        _rest = default;
        return false;
    }
}
