namespace Moshi.Transport.Compression;

/// <summary>Decodes one canonical Huffman code of up to 15 bits: the common codes by one look-up, the long ones bit by bit.</summary>
internal sealed class HuffmanTable
{
    private const int MaxBits = 15;
    private const int FastBits = 9;

    private readonly ushort[] _counts = new ushort[MaxBits + 1];
    private readonly ushort[] _symbols = new ushort[288];

    // Length in the low four bits, symbol above; 0 = not a short code.
    private readonly ushort[] _fast = new ushort[1 << FastBits];

    /// <summary>False when the lengths are not those of a code. An incomplete code is only allowed with a single symbol or none, as zlib does.</summary>
    public bool TryBuild(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_counts);
        foreach (byte length in lengths)
            _counts[length]++;
        _counts[0] = 0;
        int left = 1;
        int used = 0;
        for (int bits = 1; bits <= MaxBits; bits++)
        {
            left = (left << 1) - _counts[bits];
            used += _counts[bits];
            if (left < 0)
                return false;
        }
        if (left > 0 && (used > 1 || (used == 1 && _counts[1] != 1)))
            return false;
        Span<ushort> offsets = stackalloc ushort[MaxBits + 2];
        offsets.Clear();
        for (int bits = 1; bits <= MaxBits; bits++)
            offsets[bits + 1] = (ushort)(offsets[bits] + _counts[bits]);
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
                _symbols[offsets[lengths[symbol]]++] = (ushort)symbol;
        }
        BuildFast();
        return true;
    }

    /// <summary>The next symbol; -1 when the bits are no code.</summary>
    public int Decode(ref BitReader bits)
    {
        int symbol = Decode(bits.Peek(), out int used);
        bits.Drop(used);
        return symbol;
    }

    /// <summary>The symbol at the low end of at least 15 bits, and how many of them it takes; -1 and 0 when they are no code.</summary>
    public int Decode(uint window, out int used)
    {
        ushort entry = _fast[window & ((1 << FastBits) - 1)];
        used = entry & 15;
        return entry != 0 ? entry >> 4 : DecodeLong(window, out used);
    }

    private int DecodeLong(uint window, out int used)
    {
        int code = 0, first = 0, index = 0;
        for (used = 1; used <= MaxBits; used++)
        {
            code |= (int)(window & 1);
            window >>= 1;
            int count = _counts[used];
            if (code - count < first)
                return _symbols[index + (code - first)];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        used = 0;
        return -1;
    }

    private void BuildFast()
    {
        Array.Clear(_fast);
        int code = 0, index = 0;
        for (int length = 1; length <= FastBits; length++)
        {
            for (int i = 0; i < _counts[length]; i++, code++, index++)
            {
                int reversed = Reverse(code, length);
                for (int at = reversed; at < _fast.Length; at += 1 << length)
                    _fast[at] = (ushort)(_symbols[index] << 4 | length);
            }
            code <<= 1;
        }
    }

    /// <summary>The low <paramref name="length"/> bits the other way round: codes are packed from their top bit on.</summary>
    public static int Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++, code >>= 1)
            reversed = reversed << 1 | code & 1;
        return reversed;
    }
}
