using System.Buffers.Binary;
using Moshi.Transport.Crypto;
using Moshi.Transport.Frames;

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

    private readonly ulong _directionBit;
    private readonly byte[] _unmarked = new byte[DatagramSizes.MaximumReceivedBytes];
    private IDatagramCipher _cipher;

    /// <param name="cipher">The session's key; not disposed here.</param>
    /// <param name="direction">Ours.</param>
    /// <param name="firstSequence">The first number to use: 0, or the start of a block that nobody else has used under this key.</param>
    /// <param name="sealedBlocks">Blocks that this direction has already sealed under the key.</param>
    public DatagramSealer(IDatagramCipher cipher, Direction direction, ulong firstSequence = 0, ulong sealedBlocks = 0)
    {
        _cipher = cipher;
        _directionBit = (ulong)direction << 63;
        NextSequence = firstSequence;
        Blocks = sealedBlocks;
    }

    /// <summary>The number that the next datagram gets.</summary>
    public ulong NextSequence { get; private set; }

    /// <summary>Blocks sealed under the present key.</summary>
    public ulong Blocks { get; private set; }

    /// <summary>
    /// Connection id and key phase of the datagrams to come (<see cref="FrameNonce"/>), above the number; 0 in stock's format. Numbers go on over all of them, so no nonce repeats.
    /// </summary>
    public ulong Prefix { get; set; }

    /// <summary>
    /// True: datagrams are in the short form, which the peer knows by the connection id in <see cref="Prefix"/>. They hold containers only, so that the mark of one is left out.
    /// </summary>
    public bool IsShort { get; set; }

    /// <summary>By how much a datagram is longer than what is sealed in it.</summary>
    public int OverheadBytes => IsShort ? DatagramSizes.ShortOverheadBytes - 1 : DatagramSizes.MinimumBytes;

    /// <summary>Nothing can be sealed under this key any more.</summary>
    public bool IsExhausted => NextSequence >= (Prefix == 0 ? SequenceEnd : FrameNonce.PacketNumberEnd) || Blocks >= MaxBlocks;

    /// <summary>Goes to another key; the numbers go on.</summary>
    public void ChangeKey(IDatagramCipher cipher)
    {
        _cipher = cipher;
        Blocks = 0;
    }

    /// <summary>Writes nonce, ciphertext and tag: <paramref name="datagram"/> must be exactly <see cref="OverheadBytes"/> longer than <paramref name="plain"/>. False when exhausted.</summary>
    public bool TrySeal(ReadOnlySpan<byte> plain, Span<byte> datagram)
    {
        if (IsExhausted)
            return false;
        Span<byte> nonce = stackalloc byte[12];
        nonce[..4].Clear();
        ulong number = _directionBit | Prefix | NextSequence;
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], number);
        NextSequence++;
        Blocks += ((ulong)plain.Length + 15) / 16;
        if (IsShort)
        {
            FrameNonce.WriteShort(number, datagram);
            _cipher.Seal(nonce, default, WithoutMark(plain), datagram[FrameNonce.ShortBytes..]);
            return true;
        }
        nonce[4..].CopyTo(datagram);
        _cipher.Seal(nonce, default, plain, datagram[DatagramSizes.NonceBytes..]);
        return true;
    }

    private ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> plain)
    {
        plain[..DatagramSizes.TimestampsBytes].CopyTo(_unmarked);
        plain[(DatagramSizes.TimestampsBytes + 1)..].CopyTo(_unmarked.AsSpan(DatagramSizes.TimestampsBytes));
        return _unmarked.AsSpan(0, plain.Length - 1);
    }
}
