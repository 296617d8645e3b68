namespace Moshi.Transport.Frames;

/// <summary>Reads the ranges of an <see cref="AckFrame"/> that was found well-formed, from the largest packet number down.</summary>
public ref struct AckRanges
{
    private ReadOnlySpan<byte> _rest;
    private ulong _low;
    private ulong _high;
    private int _left;
    private bool _isStarted;

    internal AckRanges(ulong low, ulong high, ReadOnlySpan<byte> rest, int more)
    {
        _low = low;
        _high = high;
        _rest = rest;
        _left = more;
    }

    /// <summary>The next range; both ends belong to it.</summary>
    public bool TryRead(out ulong low, out ulong high)
    {
        if (!_isStarted)
            _isStarted = true;
        else if (_left-- <= 0 || !TryReadNext(ref _rest, ref _low, out _high))
            _high = _low = 0;
        (low, high) = (_low, _high);
        return _left >= 0;
    }

    internal static bool TryReadNext(scoped ref ReadOnlySpan<byte> rest, scoped ref ulong low, out ulong high)
    {
        high = 0;
        if (!Varint.TryRead(ref rest, out ulong gap) || !Varint.TryRead(ref rest, out ulong length) || low < 2 || gap > low - 2 || length > low - 2 - gap)
            return false;
        high = low - 2 - gap;
        low = high - length;
        return true;
    }
}
