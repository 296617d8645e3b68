using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// SSP_IN or SSP_OUT: "apply this diff to state old to have state new". The last frame of a packet unless it tells its length. Numbers are states of the sender's object, but
/// <see cref="Ack"/> is one of the receiver's.
/// </summary>
public ref struct SyncFrame
{
    /// <summary>On the wire, the number of the shutdown state; in a program it is <see cref="ulong.MaxValue"/>.</summary>
    public const ulong WireShutdown = Varint.MaxValue;

    private const byte FarReference = 1;
    private const byte FarThrowaway = 2;
    private const byte HasAck = 4;
    private const byte HasLength = 8;
    private const byte Deflated = 16;
    private const byte KnownFlags = FarReference | FarThrowaway | HasAck | HasLength | Deflated;

    /// <summary>Of the flags, those that are part of a type from <see cref="FrameType.ShortSync"/> on.</summary>
    internal const int TypeFlags = FarReference | FarThrowaway | HasAck;

    /// <summary>The state that the diff leads to.</summary>
    public ulong Number { get; set; }

    /// <summary>The state that the diff starts from.</summary>
    public ulong Old { get; set; }

    /// <summary>States below this will not be referred to again.</summary>
    public ulong Throwaway { get; set; }

    /// <summary>The newest state of the receiver that the sender has; null when not told.</summary>
    public ulong? Ack { get; set; }

    /// <summary><see cref="Diff"/> is a zlib stream.</summary>
    public bool IsDeflated { get; set; }

    /// <summary>Empty when the states are equal.</summary>
    public ReadOnlySpan<byte> Diff { get; set; }

    /// <summary>False when a number is beyond what a frame can tell; such a state travels in stock's form.</summary>
    public readonly bool CanWrite =>
        IsPlain(Number) && IsPlain(Old) && IsPlain(Throwaway) && IsPlain(Ack ?? 0) && Throwaway <= Old && Old <= Number;

    /// <summary>Appends the frame, type included, without a length: it must be the last one.</summary>
    public readonly void Append(ByteBuffer to)
    {
        ulong distance = ToWire(Number) - ToWire(Old);
        ulong thrown = ToWire(Old) - ToWire(Throwaway);
        int flags = (distance == 1 ? 0 : FarReference) | (thrown == 0 ? 0 : FarThrowaway) | (Ack is null ? 0 : HasAck) | (IsDeflated ? Deflated : 0);
        if (IsDeflated)
        {
            to.Append((byte)FrameType.Sync);
            to.Append((byte)flags);
        }
        else
        {
            to.Append((byte)((int)FrameType.ShortSync + flags));
        }
        Varint.Append(to, ToWire(Number));
        if (distance != 1)
            Varint.Append(to, distance);
        if (thrown != 0)
            Varint.Append(to, thrown);
        if (Ack is { } ack)
            Varint.Append(to, ToWire(ack));
        to.Append(Diff);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, FrameType type, out SyncFrame frame)
    {
        frame = default;
        int flags = (int)type - (int)FrameType.ShortSync;
        if (type == FrameType.Sync)
        {
            if (rest.IsEmpty)
                return false;
            flags = rest[0];
            rest = rest[1..];
        }
        ulong distance = 1;
        ulong thrown = 0;
        ulong ack = 0;
        int length = 0;
        if ((flags & ~KnownFlags) != 0 || !Varint.TryRead(ref rest, out ulong number)
            || ((flags & FarReference) != 0 && !Varint.TryRead(ref rest, out distance))
            || ((flags & FarThrowaway) != 0 && !Varint.TryRead(ref rest, out thrown))
            || ((flags & HasAck) != 0 && !Varint.TryRead(ref rest, out ack))
            || ((flags & HasLength) != 0 && !Varint.TryRead(ref rest, rest.Length, out length)))
        {
            return false;
        }

        length = (flags & HasLength) != 0 ? length : rest.Length;
        if (length > rest.Length || distance > number || thrown > number - distance)
            return false;
        frame.Number = FromWire(number);
        frame.Old = FromWire(number - distance);
        frame.Throwaway = FromWire(number - distance - thrown);
        frame.Ack = (flags & HasAck) != 0 ? FromWire(ack) : null;
        frame.IsDeflated = (flags & Deflated) != 0;
        frame.Diff = rest[..length];
        rest = rest[length..];
        return true;
    }

    internal static ulong FromWire(ulong number) => number == WireShutdown ? ulong.MaxValue : number;

    internal static ulong ToWire(ulong number) => number == ulong.MaxValue ? WireShutdown : number;

    internal static bool IsPlain(ulong number) => number is < WireShutdown or ulong.MaxValue;
}
