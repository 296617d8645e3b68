using System.Buffers;
using System.Numerics;

namespace Moshi.Transport.Protobuf;

/// <summary>Writes protobuf fields in canonical form (shortest varints) to a caller's buffer. Nested messages need their length first: see the size functions.</summary>
public static class ProtoWriter
{
    /// <summary>Bytes that <paramref name="value"/> takes as a varint, 1 to 10.</summary>
    public static int VarintBytes(ulong value) => (63 - BitOperations.LeadingZeroCount(value | 1)) / 7 + 1;

    /// <summary>Bytes of a tag.</summary>
    public static int TagBytes(int field) => VarintBytes((ulong)field << 3);

    /// <summary>Bytes of a varint field with its tag.</summary>
    public static int FieldBytes(int field, ulong value) => TagBytes(field) + VarintBytes(value);

    /// <summary>Bytes of a bytes field with its tag and length.</summary>
    public static int FieldBytes(int field, int length) => TagBytes(field) + VarintBytes((ulong)length) + length;

    public static void WriteVarintField(IBufferWriter<byte> to, int field, ulong value)
    {
        WriteTag(to, field, WireType.Varint);
        WriteVarint(to, value);
    }

    public static void WriteBytesField(IBufferWriter<byte> to, int field, ReadOnlySpan<byte> value)
    {
        WriteLengthPrefix(to, field, value.Length);
        to.Write(value);
    }

    /// <summary>Tag and length of a bytes field or nested message whose contents the caller writes next.</summary>
    public static void WriteLengthPrefix(IBufferWriter<byte> to, int field, int length)
    {
        WriteTag(to, field, WireType.LengthDelimited);
        WriteVarint(to, (ulong)length);
    }

    private static void WriteTag(IBufferWriter<byte> to, int field, WireType type) => WriteVarint(to, (ulong)field << 3 | (uint)type);

    private static void WriteVarint(IBufferWriter<byte> to, ulong value)
    {
        Span<byte> span = to.GetSpan(10);
        int n = 0;
        while (value >= 0x80)
        {
            span[n++] = (byte)(value | 0x80);
            value >>= 7;
        }
        span[n++] = (byte)value;
        to.Advance(n);
    }
}
