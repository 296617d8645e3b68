namespace Moshi.Transport.Buffers;

/// <summary>
/// Numbered pieces of a whole, in whatever order they come. Costs memory in proportion to what has arrived, whatever the numbers are; in order, adding is free of searching and moving.
/// </summary>
internal sealed class PieceList
{
    private const int KeptPieces = 1024;

    private readonly ByteBuffer _bytes = new();
    private Piece[] _pieces = new Piece[16];

    /// <summary>How many pieces are there.</summary>
    public int Count { get; private set; }

    /// <summary>Their lengths together.</summary>
    public int TotalBytes => _bytes.Length;

    /// <summary>The highest number; -1 when there is no piece.</summary>
    public int Highest => Count == 0 ? -1 : _pieces[Count - 1].Index;

    public bool Has(int index) => Find(index) >= 0;

    /// <summary>The piece of that number; valid until the next change.</summary>
    public bool TryFind(int index, out ReadOnlySpan<byte> contents)
    {
        int at = Find(index);
        contents = at < 0 ? default : _bytes.Written.Slice(_pieces[at].Start, _pieces[at].Length);
        return at >= 0;
    }

    /// <summary>Adds a piece that is not there yet.</summary>
    public void Add(int index, ReadOnlySpan<byte> contents)
    {
        if (Count == _pieces.Length)
            Array.Resize(ref _pieces, Count * 2);
        int at = ~Find(index);
        _pieces.AsSpan(at, Count - at).CopyTo(_pieces.AsSpan(at + 1));
        _pieces[at] = new Piece(index, _bytes.Length, contents.Length);
        _bytes.Append(contents);
        Count++;
    }

    /// <summary>Appends all pieces in the order of their numbers.</summary>
    public void CopyTo(ByteBuffer to)
    {
        for (int at = 0; at < Count; at++)
            to.Append(_bytes.Written.Slice(_pieces[at].Start, _pieces[at].Length));
    }

    public void Clear()
    {
        if (_pieces.Length > KeptPieces)
            _pieces = new Piece[16];
        _bytes.Clear();
        Count = 0;
    }

    private int Find(int index)
    {
        if (index > Highest)
            return ~Count;
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (_pieces[middle].Index == index)
                return middle;
            if (_pieces[middle].Index < index)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    private readonly record struct Piece(int Index, int Start, int Length);
}
