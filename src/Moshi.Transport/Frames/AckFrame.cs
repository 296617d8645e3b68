using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// ACK: packet numbers that have arrived, as ranges from the largest down (RFC 9000 §19.3.1). Says nothing about packets below the lowest range that it names.
/// </summary>
public ref struct AckFrame
{
    /// <summary>Most ranges of one frame.</summary>
    public const int MaxRanges = 64;

    private ReadOnlySpan<byte> _ranges;

    /// <summary>The largest packet number that has arrived.</summary>
    public ulong Largest { get; private set; }

    /// <summary>How long its arrival was held back, in units of 8 µs.</summary>
    public ulong Delay { get; private set; }

    /// <summary>How many ranges follow the first.</summary>
    public int MoreRanges { get; private set; }

    /// <summary>The lowest packet number of the first range.</summary>
    public ulong FirstLow { get; private set; }

    /// <summary>Reads the ranges from the largest down; both ends belong to them.</summary>
    public readonly AckRanges Ranges => new(FirstLow, Largest, _ranges, MoreRanges);

    /// <summary>Appends a frame of the packets that a window has seen, as many ranges as fit <paramref name="room"/> bytes, and not below <paramref name="floor"/>. False, with nothing written, when not even one fits.</summary>
    public static bool TryAppend(ByteBuffer to, ReplayWindow seen, ulong floor, ulong delay, int room)
    {
        const int FixedBytes = 1 + Varint.MaxBytes + Varint.MaxBytes + 1 + 2;
        if (room < FixedBytes || !seen.HasAny)
            return false;
        int start = to.Length;
        to.Append((byte)FrameType.Ack);
        Varint.Append(to, seen.Highest);
        Varint.Append(to, delay);
        int countAt = to.Length;
        to.Append(0);
        ulong low = seen.RunStart(seen.Highest, floor);
        Varint.Append(to, seen.Highest - low);
        int count = 0;
        while (count < MaxRanges - 1 && to.Length - start + 4 <= room && seen.TryFindBelow(low, floor, out ulong high))
        {
            ulong next = seen.RunStart(high, floor);
            // Distances are below 2048: two bytes each at most.
            Varint.Append(to, low - high - 2);
            Varint.Append(to, high - next);
            low = next;
            count++;
        }

        to.Overwrite(countAt, (byte)count);
        return true;
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out AckFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong largest) || largest >= FrameNonce.PacketNumberEnd || !Varint.TryRead(ref rest, out ulong delay)
            || !Varint.TryRead(ref rest, MaxRanges - 1, out int count) || !Varint.TryRead(ref rest, out ulong first) || first > largest)
        {
            return false;
        }

        ReadOnlySpan<byte> ranges = rest;
        ulong low = largest - first;
        for (int i = 0; i < count; i++)
        {
            if (!AckRanges.TryReadNext(ref rest, ref low, out _))
                return false;
        }

        frame.Largest = largest;
        frame.Delay = delay;
        frame.MoreRanges = count;
        frame.FirstLow = largest - first;
        frame._ranges = ranges[..^rest.Length];
        return true;
    }
}
