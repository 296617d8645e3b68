namespace Moshi.Terminal.Emulation;

/// <summary>The tab stops of a terminal: every eighth column at first.</summary>
internal sealed class TabStops
{
    private const int Interval = 8;

    private bool[] _stops;
    private bool _hasDefaults = true;

    internal TabStops(int columns)
    {
        _stops = new bool[columns];
        SetDefaults(0);
    }

    private TabStops(bool[] stops, bool hasDefaults)
    {
        _stops = stops;
        _hasDefaults = hasDefaults;
    }

    internal TabStops Clone() => new((bool[])_stops.Clone(), _hasDefaults);

    internal void CopyFrom(TabStops source)
    {
        if (_stops.Length != source._stops.Length)
            _stops = new bool[source._stops.Length];

        source._stops.CopyTo(_stops, 0);
        _hasDefaults = source._hasDefaults;
    }

    internal void Set(int column) => _stops[column] = true;

    internal bool IsSet(int column) => _stops[column];

    internal void Clear(int column) => _stops[column] = false;

    /// <summary>Removes all stops; columns that a resize adds get none either (mosh-protocol §8.3, TBC 3).</summary>
    internal void ClearAll()
    {
        Array.Clear(_stops);
        _hasDefaults = false;
    }

    internal void Reset()
    {
        _hasDefaults = true;
        Array.Clear(_stops);
        SetDefaults(0);
    }

    internal void Resize(int columns)
    {
        int old = _stops.Length;
        if (columns == old)
            return;

        Array.Resize(ref _stops, columns);
        if (_hasDefaults)
            SetDefaults(old);
    }

    /// <summary>The next stop to the right of a column, or the last column.</summary>
    internal int After(int column)
    {
        int next = column + 1 < _stops.Length ? _stops.AsSpan(column + 1).IndexOf(true) : -1;
        return next < 0 ? _stops.Length - 1 : column + 1 + next;
    }

    /// <summary>The next stop to the left of a column, or column 0.</summary>
    internal int Before(int column) => Math.Max(0, _stops.AsSpan(0, column).LastIndexOf(true));

    private void SetDefaults(int from)
    {
        for (int column = (from + Interval - 1) / Interval * Interval; column < _stops.Length; column += Interval)
            _stops[column] = true;
    }
}
