using System.Buffers.Binary;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Inflates zlib streams (RFC 1950, RFC 1951) into one buffer that is used again and again: no garbage per packet, which the BCL's stream cannot do.
/// Any input is safe: it ends in false, never in an exception, and never in more than the given number of bytes.
/// </summary>
public sealed class ZlibDecoder
{
    private const int EndOfBlock = DeflateSymbol.EndOfBlock;

    private static readonly DeflateTables Fixed = CreateFixed();

    private readonly ByteBuffer _output = new();
    private readonly DeflateTables _tables = new();

    /// <summary>Inflates all of <paramref name="compressed"/>. <paramref name="plain"/> is valid until the next call.</summary>
    public bool TryInflate(ReadOnlySpan<byte> compressed, int maxBytes, out ReadOnlySpan<byte> plain)
    {
        plain = default;
        _output.Clear();
        if (compressed.Length < 6)
            return false;
        if (!IsHeader(compressed))
            return false;
        var bits = new BitReader(compressed[2..]);
        bool isLast;
        do
        {
            isLast = bits.Read(1) != 0;
            bool isGood = bits.Read(2) switch
            {
                0 => TryStored(ref bits, maxBytes),
                1 => TryBlock(ref bits, Fixed.Literals, Fixed.Distances, maxBytes),
                2 => _tables.TryRead(ref bits) && TryBlock(ref bits, _tables.Literals, _tables.Distances, maxBytes),
                _ => false,
            };
            if (!isGood || bits.IsPastEnd)
                return false;
        }
        while (!isLast);
        if (!bits.TryAlignedTail(4, out ReadOnlySpan<byte> check) || BinaryPrimitives.ReadUInt32BigEndian(check) != Adler32.Compute(_output.Written))
            return false;
        plain = _output.Written;
        return true;
    }

    /// <summary>RFC 1950 §2.2: method 8, window up to 32 KiB, check bits, no preset dictionary.</summary>
    internal static bool IsHeader(ReadOnlySpan<byte> stream)
    {
        ushort header = BinaryPrimitives.ReadUInt16BigEndian(stream);
        return (header >> 8 & 0x0F) == 8 && header >> 12 <= 7 && header % 31 == 0 && (header & 0x20) == 0;
    }

    private bool TryStored(ref BitReader bits, int maxBytes)
    {
        if (!bits.TryAlignedTail(4, out ReadOnlySpan<byte> lengths))
            return false;
        ushort length = BinaryPrimitives.ReadUInt16LittleEndian(lengths);
        if ((ushort)~BinaryPrimitives.ReadUInt16LittleEndian(lengths[2..]) != length || length > maxBytes - _output.Length)
            return false;
        if (!bits.TryAlignedTail(length, out ReadOnlySpan<byte> stored))
            return false;
        _output.Append(stored);
        return true;
    }

    private bool TryBlock(ref BitReader bits, HuffmanTable literals, HuffmanTable distances, int maxBytes)
    {
        while (true)
        {
            int symbol = literals.Decode(ref bits);
            // Past the end come zeros, and they are a code too: without this look a short input could yield megabytes.
            if (symbol < 0 || bits.IsPastEnd)
                return false;
            if (symbol == EndOfBlock)
                return true;
            if (symbol < EndOfBlock)
            {
                if (_output.Length >= maxBytes)
                    return false;
                _output.Append((byte)symbol);
                continue;
            }
            if (symbol - 257 >= DeflateCodes.LengthBase.Length)
                return false;
            int length = DeflateCodes.LengthBase[symbol - 257] + bits.Read(DeflateCodes.LengthExtra[symbol - 257]);
            int code = distances.Decode(ref bits);
            if (code < 0 || code >= DeflateCodes.DistanceBase.Length)
                return false;
            int distance = DeflateCodes.DistanceBase[code] + bits.Read(DeflateCodes.DistanceExtra[code]);
            if (distance > _output.Length || length > maxBytes - _output.Length)
                return false;
            _output.AppendCopy(distance, length);
        }
    }

    private static DeflateTables CreateFixed()
    {
        var tables = new DeflateTables();
        tables.UseFixed();
        return tables;
    }
}
