using System.Buffers.Binary;

namespace Moshi.Transport.Compression;

/// <summary>
/// A zlib stream that has arrived in pieces of equal size (the last one may be shorter), of which some are missing, and the place in it that decoding has reached.
/// Pieces come from outside: what does not fit is refused. For <see cref="ZlibCombiner"/>.
/// </summary>
internal sealed class HoledStream
{
    /// <summary>Longest stream. A longer one is not worth the memory; it is repeated until it arrives whole.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int KeptBytes = 64 * 1024;

    // A look at the last bits takes in so many bytes.
    private const int Padding = sizeof(ulong);
    private const int HeaderBits = 16;

    private readonly DeflateTables _tables = new();
    private byte[] _bytes = [];
    private bool[] _has = [];
    private int _pieceBytes;
    private int _length;

    // Both in bits.
    private int _at;
    private int _runEnd;

    /// <summary>How many pieces are there.</summary>
    public int Count { get; private set; }

    /// <summary>False once decoding has met something that cannot be, or has lost its place.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>The block that was begun last is the stream's last one.</summary>
    public bool IsLastBlock { get; private set; }

    /// <summary>Where decoding begins and what it ends with are there.</summary>
    public bool HasEnds => _length > 0 && Has(0);

    public bool Has(int index) => index < _has.Length && _has[index];

    public void Clear()
    {
        if (_bytes.Length > KeptBytes)
            (_bytes, _has) = ([], []);
        Array.Clear(_has);
        _pieceBytes = _length = Count = 0;
        IsAlive = false;
    }

    /// <summary>Adds a piece. False when it is there already, or cannot be placed: the last one before any other, one of another size.</summary>
    public bool TryAdd(int index, bool isLast, ReadOnlySpan<byte> contents)
    {
        if (_pieceBytes == 0 && !isLast)
            _pieceBytes = contents.Length;
        long start = (long)index * _pieceBytes;
        long end = start + contents.Length;
        bool fits = isLast ? contents.Length <= _pieceBytes && _length == 0 : contents.Length == _pieceBytes && (_length == 0 || end < _length);
        if (!fits || contents.IsEmpty || end > MaxBytes || Has(index))
            return false;
        Reserve(index, (int)end);
        contents.CopyTo(_bytes.AsSpan((int)start));
        _has[index] = true;
        Count++;
        if (isLast)
            _length = (int)end;
        return true;
    }

    private void Reserve(int index, int end)
    {
        if (_bytes.Length < end + Padding)
            Array.Resize(ref _bytes, Math.Min(Math.Max(2 * _bytes.Length, end + Padding), MaxBytes + Padding));
        if (_has.Length <= index)
            Array.Resize(ref _has, Math.Max(2 * _has.Length, index + 1));
    }

    /// <summary>Goes to the first block.</summary>
    public void Begin()
    {
        _at = HeaderBits;
        _runEnd = 0;
        Lead = 0;
        IsLastBlock = false;
        IsAlive = Has(0) && _pieceBytes > 2 && ZlibDecoder.IsHeader(_bytes);
    }

    /// <summary>Reads the header of the next block. Stored blocks are not for this: what is stored is not worth the effort.</summary>
    public void BeginBlock()
    {
        IsAlive = IsAlive && !IsLastBlock && FindRun() && TryReadHeader();
    }

    private bool TryReadHeader()
    {
        int start = _at >> 3;
        var bits = new BitReader(_bytes.AsSpan(start, (_runEnd >> 3) - start));
        bits.Read(_at & 7);
        IsLastBlock = bits.Read(1) != 0;
        switch (bits.Read(2))
        {
            case 1:
                _tables.UseFixed();
                break;
            case 2 when _tables.TryRead(ref bits):
                break;
            default:
                return false;
        }
        _at = 8 * start + bits.Used;
        return !bits.IsPastEnd;
    }

    /// <summary>The first symbols of the block that was just begun, as many as there is room for and are there; decoding does not move.</summary>
    public int Peek(Span<DeflateSymbol> symbols)
    {
        int before = _at;
        int count = 0;
        while (count < symbols.Length && IsAlive && TryDecode(out symbols[count]) && !symbols[count].IsEndOfBlock)
            count++;
        _at = before;
        return count;
    }

    /// <summary>Passes over so many symbols, which were seen by <see cref="Peek"/>.</summary>
    public void Drop(int count)
    {
        for (; count > 0; count--)
            TryDecode(out _);
    }

    /// <summary>How many symbols of the wanted stream this one waits, because they are not in it.</summary>
    public int Lead { get; set; }

    /// <summary>Takes the next symbol; false when it is missing, or (see <see cref="IsAlive"/>) is none.</summary>
    public bool TryDecode(out DeflateSymbol symbol)
    {
        symbol = default;
        if (_at >= _runEnd && !FindRun())
            return false;
        ulong window = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_at >> 3)) >> (_at & 7);
        bool isSymbol = _tables.TryDecode(window, out symbol, out int bits);
        if (_at + bits > _runEnd || (!isSymbol && _at + DeflateSymbol.MaxBits > _runEnd))
            return false;
        _at += bits;
        IsAlive &= isSymbol;
        return isSymbol;
    }

    /// <summary>Passes over a symbol that is missing here and known from elsewhere.</summary>
    public void Skip(in DeflateSymbol symbol)
    {
        int bits = _tables.BitsOf(symbol);
        _at += bits;
        IsAlive &= bits > 0;
    }

    /// <summary>Gives up: what it says does not go with the others.</summary>
    public void Abandon() => IsAlive = false;

    /// <summary>Behind the last block: the check sum of what the stream holds.</summary>
    public bool TryReadCheck(out uint sum)
    {
        int start = (_at + 7) >> 3;
        sum = 0;
        if (start + sizeof(uint) > _length || !Has(start / _pieceBytes) || !Has((start + sizeof(uint) - 1) / _pieceBytes))
            return false;
        sum = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(start));
        return true;
    }

    /// <summary>Finds out how far the bytes go on from here without a gap.</summary>
    private bool FindRun()
    {
        int index = (_at >> 3) / _pieceBytes;
        if (!Has(index))
            return false;
        while (Has(index + 1))
            index++;
        int end = (index + 1) * _pieceBytes;
        _runEnd = 8 * (_length > 0 ? Math.Min(end, _length) : end);
        return _at < _runEnd;
    }
}
