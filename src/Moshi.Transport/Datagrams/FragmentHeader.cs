using System.Buffers.Binary;

namespace Moshi.Transport.Datagrams;

/// <summary>Which piece of which instruction a datagram carries: ten bytes on the wire.</summary>
/// <param name="Id">The instruction's. The same id always means the same bytes.</param>
/// <param name="Index">0 for the first piece.</param>
/// <param name="IsFinal">True for the last piece.</param>
public readonly record struct FragmentHeader(ulong Id, int Index, bool IsFinal)
{
    /// <summary>Largest index of a piece: 15 bits.</summary>
    public const int MaxIndex = 0x7FFF;

    private const int FinalBit = 0x8000;

    public static FragmentHeader Read(ReadOnlySpan<byte> bytes)
    {
        ushort tail = BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]);
        return new FragmentHeader(BinaryPrimitives.ReadUInt64BigEndian(bytes), tail & MaxIndex, (tail & FinalBit) != 0);
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Id);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], (ushort)(Index | (IsFinal ? FinalBit : 0)));
    }
}
