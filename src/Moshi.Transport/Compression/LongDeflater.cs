using System.Buffers.Binary;
using System.Numerics;
using Moshi.Transport.Buffers;

namespace Moshi.Transport.Compression;

/// <summary>
/// Deflates a frame (RFC 1951): lazy matches, and blocks in whichever of a code of their own, the fixed code or no code is shortest. Used again and
/// again; allocates only when an input is longer than all before it.
/// </summary>
internal sealed class LongDeflater
{
    /// <summary>Longest input: all of it is in the window.</summary>
    public const int MaxBytes = 32 * 1024;

    private const int MinMatch = 3;
    private const int MaxMatch = 258;
    private const int HashBits = 12;
    private const int TokensPerBlock = 4096;
    private const int EndOfBlock = 256;
    private const int LengthCodes = 19;

    // How many places are looked at, a match that is good enough to stop at, one after which no later one is looked for, one after which the search is shorter.
    private const int MaxChain = 128;
    private const int NiceMatch = 258;
    private const int LazyMatch = 32;
    private const int GoodMatch = 32;

    // In text of a terminal a match of three from farther away costs more than three letters (measured: 2.6 % of a frame).
    private const int FarAway = 256;

    // Position + 1 of the newest occurrence of a hash of three bytes, and of the one before each position; 0: none.
    private readonly ushort[] _newest = new ushort[1 << HashBits];
    private ushort[] _earlier = [];

    // A literal, or a length << 16 and a distance.
    private readonly int[] _tokens = new int[TokensPerBlock];
    private readonly HuffmanLengths _literals = new(286, 15);
    private readonly HuffmanLengths _distances = new(30, 15);
    private readonly HuffmanLengths _lengths = new(LengthCodes, 7);
    private readonly byte[] _all = new byte[286 + 30];
    private readonly byte[] _runs = new byte[286 + 30];
    private readonly byte[] _repeats = new byte[286 + 30];
    private int _runCount;
    private int _tokenCount;
    private int _blockStart;
    private ulong _window;
    private int _bits;

    /// <summary>Appends the blocks of an input of at most <see cref="MaxBytes"/>.</summary>
    public void Deflate(ReadOnlySpan<byte> plain, ByteBuffer to)
    {
        if (_earlier.Length < plain.Length)
            _earlier = new ushort[(int)BitOperations.RoundUpToPowerOf2((uint)plain.Length)];
        Array.Clear(_newest);
        (_window, _bits, _tokenCount, _blockStart) = (0, 0, 0, 0);
        (int length, int distance) = (0, 0);
        bool isPending = false;
        int at = 0;
        while (at < plain.Length)
        {
            (int before, int beforeDistance) = (length, distance);
            length = 0;
            int candidate = Remember(plain, at);
            if (before < LazyMatch)
                length = FindMatch(plain, at, candidate, before, out distance);
            if (before >= MinMatch && length <= before)
            {
                int end = at - 1 + before;
                while (++at < end)
                    Remember(plain, at);
                Add(before << 16 | beforeDistance, plain, at, to);
                (length, isPending) = (0, false);
                continue;
            }
            if (isPending)
                Add(plain[at - 1], plain, at, to);
            isPending = true;
            at++;
        }
        if (isPending)
            Add(plain[at - 1], plain, at, to);
        EndBlock(plain[_blockStart..], isFinal: true, to);
        if (_bits > 0)
            Put(0, 8 - (_bits & 7) & 7, to);
        Flush(to);
    }

    /// <summary>Files a position under what is there, and returns the newest other one with the same hash, + 1.</summary>
    private int Remember(ReadOnlySpan<byte> plain, int at)
    {
        if (plain.Length - at < MinMatch)
            return 0;
        ref ushort newest = ref _newest[(uint)(plain[at] | plain[at + 1] << 8 | plain[at + 2] << 16) * 0x9E3779B1u >> (32 - HashBits)];
        int before = _earlier[at] = newest;
        newest = (ushort)(at + 1);
        return before;
    }

    private int FindMatch(ReadOnlySpan<byte> plain, int at, int candidate, int before, out int distance)
    {
        distance = 0;
        ReadOnlySpan<byte> rest = plain[at..Math.Min(plain.Length, at + MaxMatch)];
        int longest = Math.Max(before, MinMatch - 1);
        int found = 0;
        for (int chain = before >= GoodMatch ? MaxChain / 4 : MaxChain; candidate > 0 && chain > 0 && longest < rest.Length; chain--, candidate = _earlier[candidate - 1])
        {
            int from = candidate - 1;
            if (plain[from + longest] != rest[longest])
                continue;
            int length = rest.CommonPrefixLength(plain[from..]);
            if (length <= longest || (length == MinMatch && at - from > FarAway))
                continue;
            (longest, found, distance) = (length, length, at - from);
            if (length >= NiceMatch)
                break;
        }
        return found;
    }

    /// <param name="token">What was found.</param>
    /// <param name="plain">All of the input.</param>
    /// <param name="end">What of it all tokens so far stand for.</param>
    /// <param name="to">Gets the block when it is full.</param>
    private void Add(int token, ReadOnlySpan<byte> plain, int end, ByteBuffer to)
    {
        _tokens[_tokenCount++] = token;
        if (_tokenCount < TokensPerBlock)
            return;
        EndBlock(plain[_blockStart..end], isFinal: false, to);
        _blockStart = end;
    }

    private void EndBlock(ReadOnlySpan<byte> plain, bool isFinal, ByteBuffer to)
    {
        Count();
        int fixedBits = CountFixedBits();
        _literals.Build();
        _distances.Build();
        (int literals, int distances) = (Used(_literals.Lengths, 257), Used(_distances.Lengths, 1));
        int ownBits = CountOwnBits(literals, distances, out int lengths);
        long storedBits = 8L * plain.Length + 32 + (8 - (_bits + 3 & 7) & 7);
        Put(isFinal ? 1 : 0, 1, to);
        if (storedBits <= Math.Min(fixedBits, ownBits) && plain.Length <= ushort.MaxValue)
        {
            Put(0, 2, to);
            Store(plain, to);
        }
        else if (fixedBits <= ownBits)
        {
            Put(1, 2, to);
            PutTokens(isFixed: true, to);
        }
        else
        {
            Put(2, 2, to);
            PutCodes(literals, distances, lengths, to);
            PutTokens(isFixed: false, to);
        }
        _tokenCount = 0;
    }

    private void Count()
    {
        Array.Clear(_literals.Counts);
        Array.Clear(_distances.Counts);
        foreach (int token in _tokens.AsSpan(0, _tokenCount))
        {
            if (token < 256)
            {
                _literals.Counts[token]++;
                continue;
            }
            _literals.Counts[257 + LengthCode(token >> 16)]++;
            _distances.Counts[DistanceCode(token & 0xFFFF)]++;
        }
        _literals.Counts[EndOfBlock] = 1;
    }

    private int CountFixedBits()
    {
        int bits = 0;
        for (int symbol = 0; symbol < _literals.Counts.Length; symbol++)
            bits += _literals.Counts[symbol] * (FixedLength(symbol) + ExtraOfLiteral(symbol));
        for (int code = 0; code < _distances.Counts.Length; code++)
            bits += _distances.Counts[code] * (5 + DeflateCodes.DistanceExtra[code]);
        return bits;
    }

    private int CountOwnBits(int literals, int distances, out int lengths)
    {
        int bits = 5 + 5 + 4;
        for (int symbol = 0; symbol < _literals.Counts.Length; symbol++)
            bits += _literals.Counts[symbol] * (_literals.Lengths[symbol] + ExtraOfLiteral(symbol));
        for (int code = 0; code < _distances.Counts.Length; code++)
            bits += _distances.Counts[code] * (_distances.Lengths[code] + DeflateCodes.DistanceExtra[code]);
        _literals.Lengths[..literals].CopyTo(_all);
        _distances.Lengths[..distances].CopyTo(_all.AsSpan(literals));
        FindRuns(_all.AsSpan(0, literals + distances));
        _lengths.Build();
        lengths = LengthCodes;
        while (lengths > 4 && _lengths.Lengths[DeflateCodes.LengthOrder[lengths - 1]] == 0)
            lengths--;
        bits += 3 * lengths;
        foreach (byte run in _runs.AsSpan(0, _runCount))
            bits += _lengths.Lengths[run] + RunBits(run);
        return bits;
    }

    // RFC 1951 §3.2.7: 16 repeats the length before three to six times, 17 and 18 stand for three to ten and for eleven to 138 zeros.
    private void FindRuns(ReadOnlySpan<byte> all)
    {
        Array.Clear(_lengths.Counts);
        _runCount = 0;
        for (int at = 0; at < all.Length;)
        {
            byte length = all[at];
            int same = all[at..].IndexOfAnyExcept(length);
            same = same < 0 ? all.Length - at : same;
            if (length == 0 && same >= 3)
            {
                same = Math.Min(same, 138);
                AddRun(same > 10 ? 18 : 17, same - (same > 10 ? 11 : 3));
                at += same;
                continue;
            }
            AddRun(length, 0);
            at++;
            if (length == 0 || same < 4)
                continue;
            same = Math.Min(same - 1, 6);
            AddRun(16, same - 3);
            at += same;
        }
    }

    private void AddRun(int symbol, int repeat)
    {
        _runs[_runCount] = (byte)symbol;
        _repeats[_runCount++] = (byte)repeat;
        _lengths.Counts[symbol]++;
    }

    private void PutCodes(int literals, int distances, int lengths, ByteBuffer to)
    {
        Put(literals - 257, 5, to);
        Put(distances - 1, 5, to);
        Put(lengths - 4, 4, to);
        for (int i = 0; i < lengths; i++)
            Put(_lengths.Lengths[DeflateCodes.LengthOrder[i]], 3, to);
        for (int i = 0; i < _runCount; i++)
        {
            Put(_lengths.Codes[_runs[i]], _lengths.Lengths[_runs[i]], to);
            Put(_repeats[i], RunBits(_runs[i]), to);
        }
    }

    private void PutTokens(bool isFixed, ByteBuffer to)
    {
        foreach (int token in _tokens.AsSpan(0, _tokenCount))
        {
            if (token < 256)
            {
                PutLiteral(token, isFixed, to);
                continue;
            }
            (int length, int distance) = (token >> 16, token & 0xFFFF);
            int code = LengthCode(length);
            PutLiteral(257 + code, isFixed, to);
            Put(length - DeflateCodes.LengthBase[code], DeflateCodes.LengthExtra[code], to);
            code = DistanceCode(distance);
            if (isFixed)
                Put(HuffmanTable.Reverse(code, 5), 5, to);
            else
                Put(_distances.Codes[code], _distances.Lengths[code], to);
            Put(distance - DeflateCodes.DistanceBase[code], DeflateCodes.DistanceExtra[code], to);
        }
        PutLiteral(EndOfBlock, isFixed, to);
    }

    private void PutLiteral(int symbol, bool isFixed, ByteBuffer to)
    {
        if (isFixed)
            Put(HuffmanTable.Reverse(FixedCode(symbol), FixedLength(symbol)), FixedLength(symbol), to);
        else
            Put(_literals.Codes[symbol], _literals.Lengths[symbol], to);
    }

    private void Store(ReadOnlySpan<byte> plain, ByteBuffer to)
    {
        Put(0, 8 - (_bits & 7) & 7, to);
        Flush(to);
        Span<byte> head = to.GetSpan(4);
        BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)plain.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)~plain.Length);
        to.Advance(4);
        to.Append(plain);
    }

    private void Put(int value, int count, ByteBuffer to)
    {
        _window |= (ulong)(uint)value << _bits;
        _bits += count;
        if (_bits < 32)
            return;
        BinaryPrimitives.WriteUInt32LittleEndian(to.GetSpan(sizeof(uint)), (uint)_window);
        to.Advance(sizeof(uint));
        _window >>= 32;
        _bits -= 32;
    }

    // Whole bytes only.
    private void Flush(ByteBuffer to)
    {
        for (; _bits > 0; _bits -= 8, _window >>= 8)
            to.Append((byte)_window);
    }

    private static int Used(ReadOnlySpan<byte> lengths, int least) => Math.Max(least, lengths.LastIndexOfAnyExcept((byte)0) + 1);

    private static int RunBits(int run) => run switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 };

    private static int ExtraOfLiteral(int symbol) => symbol > EndOfBlock ? DeflateCodes.LengthExtra[symbol - 257] : 0;

    private static int FixedLength(int symbol) => symbol switch { < 144 => 8, < 256 => 9, < 280 => 7, _ => 8 };

    private static int FixedCode(int symbol) => symbol switch { < 144 => 0x30 + symbol, < 256 => 0x190 + symbol - 144, < 280 => symbol - 256, _ => 0xC0 + symbol - 280 };

    // DeflateCodes.LengthCode and DistanceCode without a search.
    private static int LengthCode(int length)
    {
        int over = length - MinMatch;
        if (over < 8 || length == MaxMatch)
            return length == MaxMatch ? 28 : over;
        int log = BitOperations.Log2((uint)over);
        return 4 * (log - 1) + (over >> log - 2 & 3);
    }

    private static int DistanceCode(int distance)
    {
        int over = distance - 1;
        if (over < 4)
            return over;
        int log = BitOperations.Log2((uint)over);
        return 2 * log + (over >> log - 1 & 1);
    }
}
