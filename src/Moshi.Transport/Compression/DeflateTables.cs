namespace Moshi.Transport.Compression;

/// <summary>The two codes of a deflate block: fixed ones, or as the block's header says (RFC 1951 §3.2.6 and §3.2.7).</summary>
internal sealed class DeflateTables
{
    private const int LiteralSymbols = 288;
    private const int DistanceSymbols = 32;

    private readonly HuffmanTable _lengths = new();
    private readonly byte[] _codeLengths = new byte[LiteralSymbols + DistanceSymbols];
    private readonly byte[] _literalBits = new byte[LiteralSymbols];
    private readonly byte[] _distanceBits = new byte[DistanceSymbols];

    public HuffmanTable Literals { get; } = new();

    public HuffmanTable Distances { get; } = new();

    /// <summary>The fixed codes.</summary>
    public void UseFixed()
    {
        _literalBits.AsSpan(0, 144).Fill(8);
        _literalBits.AsSpan(144, 112).Fill(9);
        _literalBits.AsSpan(256, 24).Fill(7);
        _literalBits.AsSpan(280).Fill(8);
        _distanceBits.AsSpan().Fill(5);
        Literals.TryBuild(_literalBits);
        Distances.TryBuild(_distanceBits);
    }

    /// <summary>Reads the codes of a dynamic block, behind its type. False when they are no codes.</summary>
    public bool TryRead(ref BitReader bits)
    {
        int literalCount = bits.Read(5) + 257;
        int distanceCount = bits.Read(5) + 1;
        int lengthCount = bits.Read(4) + 4;
        if (literalCount > 286 || distanceCount > 30)
            return false;
        Span<byte> lengthLengths = stackalloc byte[19];
        lengthLengths.Clear();
        for (int i = 0; i < lengthCount; i++)
            lengthLengths[DeflateCodes.LengthOrder[i]] = (byte)bits.Read(3);
        return _lengths.TryBuild(lengthLengths) && TryReadLengths(ref bits, literalCount + distanceCount)
            && _codeLengths[DeflateSymbol.EndOfBlock] != 0
            && TryUse(_codeLengths.AsSpan(0, literalCount), _codeLengths.AsSpan(literalCount, distanceCount));
    }

    /// <summary>Takes one symbol from the low end of <paramref name="window"/>, of which at least <see cref="DeflateSymbol.MaxBits"/> bits count. False when they are none.</summary>
    public bool TryDecode(ulong window, out DeflateSymbol symbol, out int bits)
    {
        symbol = default;
        int code = Literals.Decode((uint)window, out bits);
        if (code < 0)
            return false;
        if (code <= DeflateSymbol.EndOfBlock)
        {
            symbol = new DeflateSymbol(code, 0, 0, 0);
            return true;
        }
        if (code - 257 >= DeflateCodes.LengthBase.Length)
            return false;
        int length = DeflateCodes.LengthBase[code - 257] + Take(window, ref bits, DeflateCodes.LengthExtra[code - 257]);
        int distanceCode = Distances.Decode((uint)(window >> bits), out int distanceBits);
        bits += distanceBits;
        if (distanceCode < 0 || distanceCode >= DeflateCodes.DistanceBase.Length)
            return false;
        int distance = DeflateCodes.DistanceBase[distanceCode] + Take(window, ref bits, DeflateCodes.DistanceExtra[distanceCode]);
        symbol = new DeflateSymbol(code, length, distanceCode, distance);
        return true;
    }

    /// <summary>How many bits a symbol takes in these codes; 0 when they cannot say it.</summary>
    public int BitsOf(in DeflateSymbol symbol)
    {
        int bits = _literalBits[symbol.Code];
        if (bits == 0 || symbol.Code <= DeflateSymbol.EndOfBlock)
            return bits;
        int distanceBits = _distanceBits[symbol.DistanceCode];
        return distanceBits == 0 ? 0 : bits + DeflateCodes.LengthExtra[symbol.Code - 257] + distanceBits + DeflateCodes.DistanceExtra[symbol.DistanceCode];
    }

    private static int Take(ulong window, ref int at, int count)
    {
        int value = (int)(window >> at) & ((1 << count) - 1);
        at += count;
        return value;
    }

    private bool TryReadLengths(ref BitReader bits, int total)
    {
        for (int at = 0; at < total;)
        {
            int symbol = _lengths.Decode(ref bits);
            if (symbol < 0 || bits.IsPastEnd)
                return false;
            if (symbol < 16)
            {
                _codeLengths[at++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && at == 0)
                return false;
            byte repeated = symbol == 16 ? _codeLengths[at - 1] : (byte)0;
            int times = symbol switch { 16 => 3 + bits.Read(2), 17 => 3 + bits.Read(3), _ => 11 + bits.Read(7) };
            if (times > total - at)
                return false;
            _codeLengths.AsSpan(at, times).Fill(repeated);
            at += times;
        }
        return true;
    }

    private bool TryUse(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        _literalBits.AsSpan(literals.Length).Clear();
        _distanceBits.AsSpan(distances.Length).Clear();
        literals.CopyTo(_literalBits);
        distances.CopyTo(_distanceBits);
        return Literals.TryBuild(literals) && Distances.TryBuild(distances);
    }
}
