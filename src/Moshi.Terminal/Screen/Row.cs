using System.Diagnostics;

namespace Moshi.Terminal.Screen;

/// <summary>
/// One line of cells. Pictures that show the same line share it: a row counts who holds it, may be changed only while that is one, and is copied before that otherwise. Who keeps
/// a row holds it: each place in a <see cref="RowRing"/>, and whoever else looks at it later.
/// </summary>
/// <remarks>
/// A holder that is left to the collector without letting go makes a row look shared for ever: that costs a copy, and nothing else. A row that nobody holds is being made, or lies in
/// a <see cref="RowPool"/>.
/// </remarks>
internal sealed class Row
{
    private readonly Cell[] _cells;
    private int _holders;

    internal Row(int columns) => _cells = new Cell[columns];

    /// <summary>True when more than one holds it, so that nobody may write to it.</summary>
    internal bool IsShared => _holders > 1;

    /// <summary>One more looks at this row from now on.</summary>
    internal void Hold() => _holders++;

    /// <summary>One looks no more; true when that was the last.</summary>
    internal bool LetGo()
    {
        Debug.Assert(_holders > 0, "A row was let go of more often than held.");
        return --_holders == 0;
    }

    /// <summary>In debug builds: makes sure that whoever still looks at a row which nobody holds sees nonsense.</summary>
    [Conditional("DEBUG")]
    internal void Spoil()
    {
        _cells.AsSpan().Fill(Cell.Of(0xFFFC, 1, 0));
        Used = _cells.Length;
        Wrapped = true;
    }

    /// <summary>Makes this row, which nobody else holds, hold the same as another of its width.</summary>
    internal void CopyFrom(Row source)
    {
        source._cells.CopyTo(_cells, 0);
        Used = source.Used;
        Wrapped = source.Wrapped;
        Marks = source.Marks;
        InputColumn = source.InputColumn;
    }

    /// <summary>Cells at or beyond this column are blank in the default style; lets short rows be cleared and compared for what they hold.</summary>
    internal int Used { get; private set; }

    /// <summary>True when printing ran over the right edge, so that this row and the next are one line of text (mosh-protocol §8.4).</summary>
    internal bool Wrapped { get; set; }

    /// <summary>Semantic marks (OSC 133); a row that is cleared loses them.</summary>
    internal RowMarks Marks { get; private set; }

    /// <summary>Where the user's input begins, when <see cref="Marks"/> says that it begins here; else 0.</summary>
    internal int InputColumn { get; private set; }

    internal int Columns => _cells.Length;

    internal ReadOnlySpan<Cell> Cells => _cells;

    internal Cell this[int column] => _cells[column];

    /// <summary>Adds or removes marks; the input column counts only with <see cref="RowMarks.Input"/>.</summary>
    internal void SetMarks(RowMarks marks, int inputColumn)
    {
        Marks = marks;
        InputColumn = (marks & RowMarks.Input) != RowMarks.None ? Math.Clamp(inputColumn, 0, _cells.Length - 1) : 0;
    }

    /// <summary>A copy with another width: cut or filled up at the right; the wrapped mark is lost (mosh-protocol §8.6).</summary>
    internal Row Resized(int columns, int fillStyleId)
    {
        var row = new Row(columns);
        int kept = Math.Min(columns, Columns);
        _cells.AsSpan(0, kept).CopyTo(row._cells);
        row.Used = Math.Min(Used, kept);
        row.SetMarks(Marks, InputColumn);
        if (columns > Columns)
            row.Fill(Columns, columns, fillStyleId);

        row.MendRightEdge();
        return row;
    }

    /// <summary>The cells from <paramref name="column"/> on, for writing up to <paramref name="count"/> of them.</summary>
    internal Span<Cell> Writable(int column, int count)
    {
        int end = column + count;
        Used = Math.Max(Used, end);
        if (end == _cells.Length)
            Wrapped = false;

        return _cells.AsSpan(column, count);
    }

    /// <summary>All cells, for writing a run whose length shows itself on the way; <see cref="NoteWritten"/> must follow.</summary>
    internal Span<Cell> CellsForRun => _cells;

    /// <summary>Cells up to this column have been written through <see cref="CellsForRun"/>.</summary>
    internal void NoteWritten(int end)
    {
        Used = Math.Max(Used, end);
        if (end == _cells.Length)
            Wrapped = false;
    }

    internal void Set(int column, Cell cell)
    {
        _cells[column] = cell;
        Used = Math.Max(Used, column + 1);
        if (column == _cells.Length - 1)
            Wrapped = false;
    }

    /// <summary>Changes what a cell shows in place, as a combining mark does: the wrapped mark stays.</summary>
    internal void Amend(int column, Cell cell)
    {
        _cells[column] = cell;
        Used = Math.Max(Used, column + 1);
    }

    /// <summary>Makes the row as good as new: what was used is cleared, and all marks are gone.</summary>
    internal void Erase()
    {
        _cells.AsSpan(0, Used).Clear();
        Used = 0;
        Wrapped = false;
        Marks = RowMarks.None;
        InputColumn = 0;
    }

    /// <summary>Erases the cells of [start, end) to blanks of a style.</summary>
    internal void Fill(int start, int end, int styleId)
    {
        if (end == _cells.Length)
            Wrapped = false;

        if (styleId != 0)
        {
            _cells.AsSpan(start, end - start).Fill(Cell.Blank(styleId));
            Used = Math.Max(Used, end);
            return;
        }

        int dirtyEnd = Math.Min(end, Used);
        if (dirtyEnd > start)
        {
            _cells.AsSpan(start, dirtyEnd - start).Clear();
            Used = dirtyEnd == Used ? start : Used;
        }
    }

    /// <summary>Inserts blanks at a column; what is pushed over the right edge is lost.</summary>
    internal void Insert(int column, int count, int styleId)
    {
        Span<Cell> tail = _cells.AsSpan(column);
        count = Math.Min(count, tail.Length);
        tail[..^count].CopyTo(tail[count..]);
        tail[..count].Fill(Cell.Blank(styleId));
        Used = Math.Min(_cells.Length, Math.Max(Used, column) + count);
        Wrapped = false;
        MendRightEdge();
    }

    /// <summary>Deletes cells at a column; blanks come in at the right edge.</summary>
    internal void Delete(int column, int count, int styleId)
    {
        Span<Cell> tail = _cells.AsSpan(column);
        count = Math.Min(count, tail.Length);
        tail[count..].CopyTo(tail);
        tail[^count..].Fill(Cell.Blank(styleId));
        Used = styleId == 0 ? Math.Max(Math.Min(Used, column), Used - count) : _cells.Length;
        Wrapped = false;
    }

    /// <summary>True when both rows hold the same cells and mark, seen through their tables.</summary>
    internal bool SameAs(SymbolTable table, Row other, SymbolTable otherTable)
    {
        if (ReferenceEquals(this, other))
            return true;

        if (Wrapped != other.Wrapped || Columns != other.Columns || Marks != other.Marks || InputColumn != other.InputColumn)
            return false;

        int used = Math.Max(Used, other.Used);
        if (ReferenceEquals(table, otherTable))
            return Cells[..used].SequenceEqual(other.Cells[..used]);

        for (int column = 0; column < used; column++)
        {
            if (!SymbolTable.Same(table, _cells[column], otherTable, other._cells[column]))
                return false;
        }

        return true;
    }

    /// <summary>Makes the cells, which belong to one table, belong to another.</summary>
    internal void Import(SymbolTable source, SymbolTable target)
    {
        for (int column = 0; column < Used; column++)
            _cells[column] = target.Import(source, _cells[column]);
    }

    /// <summary>
    /// A wide character whose right half was cut off cannot be shown, nor be painted without making the receiver wrap (quirk Q5): a space takes its place.
    /// </summary>
    internal void MendRightEdge()
    {
        Cell last = _cells[^1];
        if (last.IsWide)
            _cells[^1] = Cell.Of(' ', 1, last.StyleId);
    }
}
