using System.Buffers.Binary;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Deflates a short input as one block with the fixed code (RFC 1951 §3.2.6) and matches from a small hash table, or stored where that is shorter. No
/// allocation.
/// </summary>
internal sealed class ShortDeflater
{
    private const int MinMatch = 3;
    private const int MaxMatch = 258;
    private const int HashBits = 9;
    private const int StoredOverheadBytes = 5;
    private const int EndOfBlock = 256;

    // Position + 1 of the newest occurrence of a three-byte hash, and of the one before each position; 0 = none.
    private readonly ushort[] _newest = new ushort[1 << HashBits];
    private readonly ushort[] _earlier = new ushort[ZlibEncoder.MaxShortBytes];
    private ulong _window;
    private int _bits;

    /// <summary>Appends one final block. At most <see cref="ZlibEncoder.MaxShortBytes"/> of input.</summary>
    public void Deflate(ReadOnlySpan<byte> plain, ByteBuffer to)
    {
        int start = to.Length;
        Array.Clear(_newest);
        _window = 0;
        _bits = 0;
        Put(1, 1, to);
        Put(1, 2, to);
        for (int at = 0; at < plain.Length;)
        {
            int length = FindMatch(plain, at, out int distance);
            Remember(plain, at);
            // A longer match one byte later is worth a literal now.
            if (length < MinMatch || (at + 1 < plain.Length && FindMatch(plain, at + 1, out _) > length))
            {
                PutSymbol(plain[at++], to);
                continue;
            }
            PutMatch(length, distance, to);
            for (int end = at + length; ++at < end;)
                Remember(plain, at);
        }
        PutSymbol(EndOfBlock, to);
        if (_bits > 0)
            to.Append((byte)_window);
        if (to.Length - start > plain.Length + StoredOverheadBytes)
            Store(plain, to, start);
    }

    // The longest earlier occurrence of what is at a position; of equally long ones the nearest, whose distance is cheaper.
    private int FindMatch(ReadOnlySpan<byte> plain, int at, out int distance)
    {
        distance = 0;
        if (plain.Length - at < MinMatch)
            return 0;
        int longest = 0;
        for (int from = _newest[Hash(plain[at..])] - 1; from >= 0; from = _earlier[from] - 1)
        {
            int length = MatchLength(plain, from, at);
            if (length <= longest)
                continue;
            longest = length;
            distance = at - from;
        }
        return longest;
    }

    private void Remember(ReadOnlySpan<byte> plain, int at)
    {
        if (plain.Length - at < MinMatch)
            return;
        ref ushort newest = ref _newest[Hash(plain[at..])];
        _earlier[at] = newest;
        newest = (ushort)(at + 1);
    }

    private static int Hash(ReadOnlySpan<byte> three) => (int)((uint)(three[0] | three[1] << 8 | three[2] << 16) * 0x9E3779B1u >> (32 - HashBits));

    private static int MatchLength(ReadOnlySpan<byte> plain, int from, int at)
    {
        int limit = Math.Min(MaxMatch, plain.Length - at);
        return plain[at..(at + limit)].CommonPrefixLength(plain[from..]);
    }

    private void PutMatch(int length, int distance, ByteBuffer to)
    {
        int code = DeflateCodes.LengthCode(length);
        PutSymbol(257 + code, to);
        Put(length - DeflateCodes.LengthBase[code], DeflateCodes.LengthExtra[code], to);
        code = DeflateCodes.DistanceCode(distance);
        Put(HuffmanTable.Reverse(code, 5), 5, to);
        Put(distance - DeflateCodes.DistanceBase[code], DeflateCodes.DistanceExtra[code], to);
    }

    private void PutSymbol(int symbol, ByteBuffer to)
    {
        (int code, int length) = symbol switch
        {
            < 144 => (0x30 + symbol, 8),
            < 256 => (0x190 + symbol - 144, 9),
            < 280 => (symbol - 256, 7),
            _ => (0xC0 + symbol - 280, 8),
        };
        Put(HuffmanTable.Reverse(code, length), length, to);
    }

    private void Put(int value, int count, ByteBuffer to)
    {
        _window |= (ulong)(uint)value << _bits;
        _bits += count;
        while (_bits >= 8)
        {
            to.Append((byte)_window);
            _window >>= 8;
            _bits -= 8;
        }
    }

    private static void Store(ReadOnlySpan<byte> plain, ByteBuffer to, int start)
    {
        to.Truncate(start);
        to.Append(1);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), (ushort)plain.Length);
        to.Advance(2);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), (ushort)~plain.Length);
        to.Advance(2);
        to.Append(plain);
    }
}
