using System.Buffers.Binary;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Inflates zlib streams (RFC 1950, RFC 1951) into one buffer that is used again and again: no garbage per packet, which the BCL's stream cannot do.
/// Any input is safe: it ends in false, never in an exception, and never in more than the given number of bytes.
/// </summary>
public sealed class ZlibDecoder
{
    private const int EndOfBlock = 256;

    private static readonly HuffmanTable FixedLiterals = CreateFixedLiterals();
    private static readonly HuffmanTable FixedDistances = CreateFixedDistances();

    private readonly ByteBuffer _output = new();
    private readonly HuffmanTable _literals = new();
    private readonly HuffmanTable _distances = new();
    private readonly HuffmanTable _lengths = new();
    private readonly byte[] _codeLengths = new byte[288 + 32];

    /// <summary>Inflates all of <paramref name="compressed"/>. <paramref name="plain"/> is valid until the next call.</summary>
    public bool TryInflate(ReadOnlySpan<byte> compressed, int maxBytes, out ReadOnlySpan<byte> plain)
    {
        plain = default;
        _output.Clear();
        if (compressed.Length < 6)
            return false;
        var header = BinaryPrimitives.ReadUInt16BigEndian(compressed);
        // RFC 1950 §2.2: method 8, window up to 32 KiB, check bits, no preset dictionary.
        if ((header >> 8 & 0x0F) != 8 || header >> 12 > 7 || header % 31 != 0 || (header & 0x20) != 0)
            return false;
        var bits = new BitReader(compressed[2..]);
        bool isLast;
        do
        {
            isLast = bits.Read(1) != 0;
            var isGood = bits.Read(2) switch
            {
                0 => TryStored(ref bits, maxBytes),
                1 => TryBlock(ref bits, FixedLiterals, FixedDistances, maxBytes),
                2 => TryReadTables(ref bits) && TryBlock(ref bits, _literals, _distances, maxBytes),
                _ => false,
            };
            if (!isGood || bits.IsPastEnd)
                return false;
        }
        while (!isLast);
        if (!bits.TryAlignedTail(4, out var check) || BinaryPrimitives.ReadUInt32BigEndian(check) != Adler32.Compute(_output.Written))
            return false;
        plain = _output.Written;
        return true;
    }

    private bool TryStored(ref BitReader bits, int maxBytes)
    {
        if (!bits.TryAlignedTail(4, out var lengths))
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(lengths);
        if ((ushort)~BinaryPrimitives.ReadUInt16LittleEndian(lengths[2..]) != length || length > maxBytes - _output.Length)
            return false;
        if (!bits.TryAlignedTail(length, out var stored))
            return false;
        _output.Append(stored);
        return true;
    }

    private bool TryBlock(ref BitReader bits, HuffmanTable literals, HuffmanTable distances, int maxBytes)
    {
        while (true)
        {
            var symbol = literals.Decode(ref bits);
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
            var length = DeflateCodes.LengthBase[symbol - 257] + bits.Read(DeflateCodes.LengthExtra[symbol - 257]);
            var code = distances.Decode(ref bits);
            if (code < 0 || code >= DeflateCodes.DistanceBase.Length)
                return false;
            var distance = DeflateCodes.DistanceBase[code] + bits.Read(DeflateCodes.DistanceExtra[code]);
            if (distance > _output.Length || length > maxBytes - _output.Length)
                return false;
            _output.AppendCopy(distance, length);
        }
    }

    // RFC 1951 §3.2.7.
    private bool TryReadTables(ref BitReader bits)
    {
        var literalCount = bits.Read(5) + 257;
        var distanceCount = bits.Read(5) + 1;
        var lengthCount = bits.Read(4) + 4;
        if (literalCount > 286 || distanceCount > 30)
            return false;
        Span<byte> lengthLengths = stackalloc byte[19];
        lengthLengths.Clear();
        for (var i = 0; i < lengthCount; i++)
            lengthLengths[DeflateCodes.LengthOrder[i]] = (byte)bits.Read(3);
        if (!_lengths.TryBuild(lengthLengths))
            return false;
        var total = literalCount + distanceCount;
        for (var at = 0; at < total;)
        {
            var symbol = _lengths.Decode(ref bits);
            if (symbol < 0 || bits.IsPastEnd)
                return false;
            if (symbol < 16)
            {
                _codeLengths[at++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && at == 0)
                return false;
            var repeated = symbol == 16 ? _codeLengths[at - 1] : (byte)0;
            var times = symbol switch { 16 => 3 + bits.Read(2), 17 => 3 + bits.Read(3), _ => 11 + bits.Read(7) };
            if (times > total - at)
                return false;
            _codeLengths.AsSpan(at, times).Fill(repeated);
            at += times;
        }
        return _codeLengths[EndOfBlock] != 0
            && _literals.TryBuild(_codeLengths.AsSpan(0, literalCount))
            && _distances.TryBuild(_codeLengths.AsSpan(literalCount, distanceCount));
    }

    private static HuffmanTable CreateFixedLiterals()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        var table = new HuffmanTable();
        table.TryBuild(lengths);
        return table;
    }

    private static HuffmanTable CreateFixedDistances()
    {
        Span<byte> lengths = stackalloc byte[32];
        lengths.Fill(5);
        var table = new HuffmanTable();
        table.TryBuild(lengths);
        return table;
    }
}
