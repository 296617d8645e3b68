using System.Diagnostics.CodeAnalysis;

namespace Moshi.Terminal.Screen;

/// <summary>
/// Rows that no picture shows any more, for the next that are written. A picture and all its copies have one: what one lets go of is what another needs, so that frame after frame
/// costs no garbage.
/// </summary>
/// <remarks>Holds rows of one width, the one that was asked for last; others are left to the collector. Not thread-safe.</remarks>
internal sealed class RowPool
{
    /// <summary>Most that is kept: the rows of as many full pictures as are on their way over a long path.</summary>
    internal const int MostBytes = 256 * 1024;

    /// <summary>Most that is kept while nothing happens: somebody who types needs a row per key.</summary>
    internal const int RestingBytes = 8 * 1024;

    private const int RowOverheadBytes = 64;

    private Row[] _free = [];
    private int _count;
    private int _columns;
    private Row[] _before = [];

    /// <summary>Rows at hand.</summary>
    internal int Count => _count;

    /// <summary>A blank row.</summary>
    internal Row Blank(int columns)
    {
        if (!TryTake(columns, out Row? row))
            return new Row(columns);

        row.Erase();
        return row;
    }

    /// <summary>A row that holds the same as another.</summary>
    internal Row CopyOf(Row source)
    {
        if (!TryTake(source.Columns, out Row? row))
            row = new Row(source.Columns);

        row.CopyFrom(source);
        return row;
    }

    /// <summary>One holder lets go of a row; it comes in here when that was the last.</summary>
    internal void LetGo(Row row)
    {
        if (row.LetGo())
            Take(row);
    }

    /// <summary>The rows of a ring, each held once more until <see cref="LetGoOfBefore"/>. One at a time.</summary>
    internal ReadOnlySpan<Row> HoldBefore(in RowRing rows)
    {
        if (_before.Length < rows.Count)
            _before = new Row[rows.Count];

        for (int row = 0; row < rows.Count; row++)
        {
            _before[row] = rows[row];
            _before[row].Hold();
        }

        return _before.AsSpan(0, rows.Count);
    }

    internal void LetGoOfBefore(int rows)
    {
        foreach (Row row in _before.AsSpan(0, rows))
            LetGo(row);

        _before.AsSpan(0, rows).Clear();
    }

    /// <summary>Nothing has changed for a while: gives back what is kept for busy times only.</summary>
    internal void Rest()
    {
        int kept = Math.Min(_count, RestingBytes / BytesOf(_columns));
        _free.AsSpan(kept, _count - kept).Clear();
        (_count, _before) = (kept, []);
    }

    private bool TryTake(int columns, [NotNullWhen(true)] out Row? row)
    {
        row = null;
        if (columns != _columns)
        {
            _free.AsSpan(0, _count).Clear();
            (_columns, _count) = (columns, 0);
        }

        if (_count == 0)
            return false;

        row = _free[--_count];
        _free[_count] = null!;
        return true;
    }

    private void Take(Row row)
    {
        row.Spoil();
        if (row.Columns != _columns || _count >= MostBytes / BytesOf(_columns))
            return;

        if (_count == _free.Length)
            Array.Resize(ref _free, Math.Max(8, 2 * _count));

        _free[_count++] = row;
    }

    private static int BytesOf(int columns) => RowOverheadBytes + (columns * sizeof(ulong));
}
