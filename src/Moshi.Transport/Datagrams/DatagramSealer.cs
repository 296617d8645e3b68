using System.Buffers.Binary;
using Moshi.Transport.Crypto;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Seals the datagrams of one direction, each under its own sequence number. Refuses for good when the numbers (63 bits) or the
/// cipher's safe volume (2^47 blocks) are used up; a number is spent even if the datagram is then not sent.
/// </summary>
public sealed class DatagramSealer
{
    /// <summary>16-byte blocks that may be sealed under one key (mosh 1.4; RFC 7253 §5 has 2^48 for both directions).</summary>
    public const ulong MaxBlocks = 1UL << 47;

    /// <summary>The first number that does not fit beside the direction bit.</summary>
    public const ulong SequenceEnd = 1UL << 63;

    private readonly IDatagramCipher _cipher;
    private readonly ulong _directionBit;
    private ulong _blocks;

    /// <param name="cipher">The session's key; not disposed here.</param>
    /// <param name="direction">Ours.</param>
    /// <param name="firstSequence">The first number to use: 0, or the start of a block that nobody else has used under this key.</param>
    /// <param name="sealedBlocks">Blocks that this direction has already sealed under the key.</param>
    public DatagramSealer(IDatagramCipher cipher, Direction direction, ulong firstSequence = 0, ulong sealedBlocks = 0)
    {
        _cipher = cipher;
        _directionBit = (ulong)direction << 63;
        NextSequence = firstSequence;
        _blocks = sealedBlocks;
    }

    /// <summary>The number that the next datagram gets.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Nothing can be sealed under this key any more.</summary>
    public bool IsExhausted => NextSequence >= SequenceEnd || _blocks >= MaxBlocks;

    /// <summary>Writes nonce, ciphertext and tag: <paramref name="datagram"/> must be exactly 24 bytes longer than <paramref name="plain"/>. False when exhausted.</summary>
    public bool TrySeal(ReadOnlySpan<byte> plain, Span<byte> datagram)
    {
        if (IsExhausted)
            return false;
        Span<byte> nonce = stackalloc byte[12];
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], _directionBit | NextSequence);
        NextSequence++;
        _blocks += ((ulong)plain.Length + 15) / 16;
        nonce[4..].CopyTo(datagram);
        _cipher.Seal(nonce, default, plain, datagram[DatagramSizes.NonceBytes..]);
        return true;
    }
}
