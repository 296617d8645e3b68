using System.Buffers.Binary;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// The variable-length integer of RFC 9000 §16: the top two bits of the first byte tell the length (1, 2, 4 or 8 bytes), the rest is the value, big-endian.
/// Used by frames and capabilities. Longer forms than necessary are read; the shortest is written.
/// </summary>
public static class Varint
{
    /// <summary>Largest value: 62 bits.</summary>
    public const ulong MaxValue = (1UL << 62) - 1;

    /// <summary>Longest encoding.</summary>
    public const int MaxBytes = 8;

    /// <summary>Bytes that <see cref="Write"/> needs for a value.</summary>
    public static int Length(ulong value) => value switch
    {
        < 1UL << 6 => 1,
        < 1UL << 14 => 2,
        < 1UL << 30 => 4,
        _ => 8,
    };

    /// <summary>Takes one value off the front; false, with nothing taken, when the bytes end before it does.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        if (rest.IsEmpty)
            return false;
        int length = 1 << (rest[0] >> 6);
        if (rest.Length < length)
            return false;
        value = (ulong)rest[0] & 0x3F;
        for (int at = 1; at < length; at++)
            value = value << 8 | rest[at];
        rest = rest[length..];
        return true;
    }

    /// <summary>The same for a value that must fit a count: false also when it is above <paramref name="most"/>.</summary>
    public static bool TryRead(scoped ref ReadOnlySpan<byte> rest, int most, out int value)
    {
        bool isRead = TryRead(ref rest, out ulong number) && number <= (ulong)most;
        value = isRead ? (int)number : 0;
        return isRead;
    }

    /// <summary>Writes at the start of <paramref name="to"/> and returns the length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxValue"/>.</exception>
    public static int Write(Span<byte> to, ulong value)
    {
        switch (value)
        {
            case < 1UL << 6:
                to[0] = (byte)value;
                return 1;
            case < 1UL << 14:
                BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(value | 0x4000));
                return 2;
            case < 1UL << 30:
                BinaryPrimitives.WriteUInt32BigEndian(to, (uint)value | 0x8000_0000);
                return 4;
            default:
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
                BinaryPrimitives.WriteUInt64BigEndian(to, value | 0xC000_0000_0000_0000);
                return 8;
        }
    }

    /// <summary>Appends to a buffer.</summary>
    public static void Append(ByteBuffer to, ulong value) => to.Advance(Write(to.GetSpan(MaxBytes), value));
}
