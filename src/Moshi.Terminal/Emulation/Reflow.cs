using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Changes the size of a screen without losing text: the lines of the primary screen are wrapped anew, what no longer fits goes into the history, and what
/// was pushed out comes back when there is room again. The alternate screen is cut or extended: its application draws it anew.
/// </summary>
internal sealed class Reflow
{
    private readonly Framebuffer _screen;
    private readonly LineHistory _history;
    private readonly int _columns;
    private readonly int _rows;
    private readonly List<Row> _wrapped = [];
    private readonly List<Cell> _line = [];
    private readonly List<int> _starts = [];

    private Reflow(Framebuffer screen, LineHistory history, int columns, int rows)
    {
        (_screen, _history, _columns, _rows) = (screen, history, columns, rows);
    }

    /// <summary>Resizes both grids. The cursor of the screen is clamped; the emulator places it from the points.</summary>
    /// <param name="screen">Showing either screen.</param>
    /// <param name="history">Of the primary screen.</param>
    /// <param name="columns">New width, at least 1.</param>
    /// <param name="rows">New height, at least 1.</param>
    /// <param name="points">Positions on the primary screen, moved with their characters; the first is its cursor.</param>
    internal static void Resize(Framebuffer screen, LineHistory history, int columns, int rows, Span<TrackedPoint> points)
    {
        var reflow = new Reflow(screen, history, columns, rows);
        List<Row> primary = reflow.ResizePrimary(points);
        Row[] alternate = reflow.ResizeAlternate();
        ReadOnlySpan<Row> shown = CollectionsMarshal.AsSpan(primary);
        if (screen.IsAlternate)
            screen.ReplaceGrids(columns, alternate, shown);
        else
            screen.ReplaceGrids(columns, shown, alternate);
    }

    private Row PrimaryRow(int row) => _screen.IsAlternate ? _screen.InactiveRowAt(row) : _screen.RowAt(row);

    private Row[] ResizeAlternate()
    {
        if (!_screen.HasInactive)
            return [];

        // The cursor stays on its line.
        int first = _screen.IsAlternate ? Math.Max(0, _screen.CursorRow + 1 - _rows) : 0;
        var rows = new Row[_rows];
        for (int row = 0; row < _rows; row++)
        {
            int from = first + row;
            Row? old = from >= _screen.Rows ? null : _screen.IsAlternate ? _screen.RowAt(from) : _screen.InactiveRowAt(from);
            rows[row] = old is null ? Framebuffer.NewRow(_columns) : _columns == _screen.Columns ? old : Framebuffer.ResizedRow(old, _columns);
        }

        return rows;
    }

    private List<Row> ResizePrimary(Span<TrackedPoint> points)
    {
        int occupied = OccupiedRows(points);
        bool wasFull = occupied == _screen.Rows;
        WrapScreen(occupied, points);
        int wanted = wasFull ? _rows : Math.Min(_rows, Math.Max(occupied, _wrapped.Count));
        TakeBack(wanted, points);
        PushOut(points);
        while (_wrapped.Count < _rows)
            _wrapped.Add(Framebuffer.NewRow(_columns));

        foreach (ref TrackedPoint point in points)
        {
            point.Row = Math.Clamp(point.Row, 0, _rows - 1);
            point.Column = Math.Clamp(point.Column, 0, _columns);
        }

        return _wrapped;
    }

    /// <summary>Rows from the top that hold anything, or have the cursor below them.</summary>
    private int OccupiedRows(ReadOnlySpan<TrackedPoint> points)
    {
        int occupied = points.IsEmpty ? 1 : Math.Clamp(points[0].Row, 0, _screen.Rows - 1) + 1;
        int last = _screen.Rows;
        while (last > occupied && IsEmpty(PrimaryRow(last - 1)))
            last--;

        return last;
    }

    private static bool IsEmpty(Row row) => !row.Wrapped && LengthOf(row) == 0;

    /// <summary>Columns up to the last cell that is not blank in the default style.</summary>
    private static int LengthOf(Row row)
    {
        int length = row.Used;
        while (length > 0 && row[length - 1].Bits == 0)
            length--;

        // The hidden half of a wide character is blank, but belongs to the text.
        return length > 0 && row[length - 1].IsWide ? Math.Min(length + 1, row.Columns) : length;
    }

    private void WrapScreen(int occupied, Span<TrackedPoint> points)
    {
        Span<int> offsets = stackalloc int[points.Length];
        Span<bool> isPlaced = stackalloc bool[points.Length];
        isPlaced.Clear();
        for (int row = 0; row < occupied;)
        {
            Row first = PrimaryRow(row);
            _line.Clear();
            if (row == 0)
                JoinHistory(first[0]);

            offsets.Fill(-1);
            do
            {
                for (int i = 0; i < points.Length; i++)
                    offsets[i] = points[i].Row == row && !isPlaced[i] ? _line.Count + points[i].Column : offsets[i];

                Append(row);
            }
            while (PrimaryRow(row++).Wrapped && row < occupied);

            int firstNew = _wrapped.Count;
            Wrap(_wrapped, first.Marks, first.InputColumn);
            for (int i = 0; i < points.Length; i++)
            {
                if (offsets[i] >= 0)
                {
                    points[i] = Place(offsets[i], firstNew);
                    isPlaced[i] = true;
                }
            }
        }

        for (int i = 0; i < points.Length; i++)
            points[i].Row += isPlaced[i] ? 0 : _wrapped.Count - occupied;
    }

    /// <summary>The line of the first row may have begun in the history: it comes back whole.</summary>
    /// <param name="next">The first cell of what follows.</param>
    private void JoinHistory(Cell next)
    {
        while (_history.RunsOn)
        {
            var earlier = new List<Cell>();
            _history.TryPop(earlier, _screen.Symbols);
            if (HasFiller(CollectionsMarshal.AsSpan(earlier)) && next.IsWide)
                earlier.RemoveAt(earlier.Count - 1);

            _line.InsertRange(0, earlier);
            next = _line.Count > 0 ? _line[0] : default;
        }
    }

    /// <summary>A wide character that found no room in the last column has left a blank there, which is not part of the text.</summary>
    private static bool HasFiller(ReadOnlySpan<Cell> line) => line.Length > 1 && line[^1].IsBlank && !line[^2].IsWide;

    private void Append(int row)
    {
        Row source = PrimaryRow(row);
        int length = source.Wrapped ? source.Columns : LengthOf(source);

        if (source.Wrapped && HasFiller(source.Cells) && row + 1 < _screen.Rows && PrimaryRow(row + 1)[0].IsWide)
            length--;

        int start = _line.Count;
        CollectionsMarshal.SetCount(_line, start + length);
        source.Cells[..length].CopyTo(CollectionsMarshal.AsSpan(_line)[start..]);
    }

    /// <summary>Cuts the line in hand into rows of the new width, at least one.</summary>
    private void Wrap(List<Row> rows, RowMarks marks, int inputColumn)
    {
        ReadOnlySpan<Cell> cells = CollectionsMarshal.AsSpan(_line);
        int first = rows.Count;
        _starts.Clear();
        do
        {
            int length = LengthOfNextRow(cells);
            _starts.Add(_line.Count - cells.Length);
            Row row = Framebuffer.NewRow(_columns);
            cells[..length].CopyTo(row.Writable(0, length));
            row.MendRightEdge();
            cells = cells[length..];
            row.Wrapped = !cells.IsEmpty;
            rows.Add(row);
        }
        while (!cells.IsEmpty);

        rows[first].SetMarks(marks, inputColumn);
    }

    private int LengthOfNextRow(ReadOnlySpan<Cell> cells)
    {
        if (cells.Length <= _columns)
            return cells.Length;

        bool isCut = cells[_columns - 1].IsWide && _columns > 1;
        return isCut ? _columns - 1 : _columns;
    }

    /// <summary>Where an offset of the line in hand is now, its first row being the given one. Behind the text the last row counts.</summary>
    private TrackedPoint Place(int offset, int firstNew)
    {
        int row = _starts.Count - 1;
        while (row > 0 && _starts[row] > offset)
            row--;

        int column = offset - _starts[row];
        bool isPending = column == _columns && offset == _line.Count;
        return new TrackedPoint(firstNew + row, isPending ? column : Math.Min(column, _columns - 1));
    }

    /// <summary>Fills the screen up to a number of rows from the history.</summary>
    private void TakeBack(int wanted, Span<TrackedPoint> points)
    {
        var rows = new List<Row>();
        while (_wrapped.Count < wanted && !_history.IsEmpty)
        {
            _line.Clear();
            _history.TryPop(_line, _screen.Symbols);
            JoinHistory(_line.Count > 0 ? _line[0] : default);
            rows.Clear();
            Wrap(rows, RowMarks.None, 0);
            _wrapped.InsertRange(0, rows);
            Move(points, rows.Count);
        }
    }

    /// <summary>What the new height has no room for goes into the history.</summary>
    private void PushOut(Span<TrackedPoint> points)
    {
        int excess = _wrapped.Count - _rows;
        if (excess <= 0)
            return;

        for (int row = 0; row < excess; row++)
            _history.Push(_wrapped[row], _screen.Symbols);

        _wrapped.RemoveRange(0, excess);
        Move(points, -excess);
    }

    private static void Move(Span<TrackedPoint> points, int rows)
    {
        foreach (ref TrackedPoint point in points)
            point.Row += rows;
    }
}
