namespace Moshi.Transport.Frames;

/// <summary>
/// The low 63 bits of a nonce between two ends of ours: 21 bits connection id, 2 bits key phase, 40 bits packet number. A stock sequence number below 2^40 reads as
/// connection 0, phase 0, so that both forms share one counter.
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

    private const int PacketNumberBits = 40;
    private const int PhaseBits = 2;

    /// <summary>Splits a nonce; the direction bit is ignored.</summary>
    public static FrameNonce Split(ulong nonce) => new(
        (uint)(nonce >> PacketNumberBits + PhaseBits) & MaxConnectionId,
        (int)(nonce >> PacketNumberBits) & (Phases - 1),
        nonce & (PacketNumberEnd - 1));

    /// <summary>The nonce without its direction bit.</summary>
    public ulong Join() => ((ulong)ConnectionId << PacketNumberBits + PhaseBits) | ((ulong)Phase << PacketNumberBits) | PacketNumber;
}
