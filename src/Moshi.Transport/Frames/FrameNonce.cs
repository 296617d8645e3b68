using System.Buffers.Binary;

namespace Moshi.Transport.Frames;

/// <summary>
/// The low 63 bits of a nonce between two ends of ours: 21 bits connection id, 2 bits key phase, 40 bits packet number. A stock sequence number below 2^40 reads as
/// connection 0, phase 0, so that both forms share one counter. Where an id is in use a datagram begins with five bytes of it: direction, id, phase and the low 16 bits of the number.
/// </summary>
/// <param name="ConnectionId">0 until the server has issued one.</param>
/// <param name="Phase">Key phase modulo 4.</param>
/// <param name="PacketNumber">Grows by one with each packet of its direction, over all phases and ids.</param>
public readonly record struct FrameNonce(uint ConnectionId, int Phase, ulong PacketNumber)
{
    /// <summary>Largest connection id.</summary>
    public const int MaxConnectionId = (1 << 21) - 1;

    /// <summary>The first packet number that cannot be sent.</summary>
    public const ulong PacketNumberEnd = 1UL << PacketNumberBits;

    /// <summary>Key phases that can be told apart.</summary>
    public const int Phases = 4;

    /// <summary>Bytes of the short form.</summary>
    public const int ShortBytes = 5;

    /// <summary>A number that is this far above the highest that the peer has opened may still be told by its low bits; half of what they tell apart.</summary>
    public const ulong ShortReach = 1UL << ShortNumberBits - 1;

    private const int PacketNumberBits = 40;
    private const int PhaseBits = 2;
    private const int ShortNumberBits = 16;

    /// <summary>Splits a nonce; the direction bit is ignored.</summary>
    public static FrameNonce Split(ulong nonce) => new(
        (uint)(nonce >> PacketNumberBits + PhaseBits) & MaxConnectionId,
        (int)(nonce >> PacketNumberBits) & (Phases - 1),
        nonce & (PacketNumberEnd - 1));

    /// <summary>True when a datagram that begins so is in the short form: its connection id is not 0.</summary>
    public static bool IsShort(ReadOnlySpan<byte> datagram) => ((datagram[0] & 0x7F) << 16 | datagram[1] << 8 | datagram[2]) >> PhaseBits != 0;

    /// <summary>Writes the first <see cref="ShortBytes"/> bytes of a datagram in the short form.</summary>
    /// <param name="nonce">Direction bit and all.</param>
    /// <param name="to">At least <see cref="ShortBytes"/> long.</param>
    public static void WriteShort(ulong nonce, Span<byte> to)
    {
        to[0] = (byte)(nonce >> 56);
        BinaryPrimitives.WriteUInt16BigEndian(to[1..], (ushort)(nonce >> PacketNumberBits));
        BinaryPrimitives.WriteUInt16BigEndian(to[3..], (ushort)nonce);
    }

    /// <summary>The nonce, direction bit and all, of a datagram in the short form: its number is the one with these low bits that is nearest to <paramref name="expected"/>.</summary>
    public static ulong ReadShort(ReadOnlySpan<byte> datagram, ulong expected)
    {
        ulong above = (ulong)datagram[0] << 56 | (ulong)BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]) << PacketNumberBits;
        ushort low = BinaryPrimitives.ReadUInt16BigEndian(datagram[3..]);
        short distance = (short)(low - (ushort)expected);
        ulong number = distance < 0 && expected < (ulong)-(long)distance ? low : (ulong)((long)expected + distance);
        return above | number & (PacketNumberEnd - 1);
    }

    /// <summary>The nonce without its direction bit.</summary>
    public ulong Join() => ((ulong)ConnectionId << PacketNumberBits + PhaseBits) | ((ulong)Phase << PacketNumberBits) | PacketNumber;
}
