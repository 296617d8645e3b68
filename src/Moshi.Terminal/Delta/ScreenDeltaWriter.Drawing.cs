using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

public sealed partial class ScreenDeltaWriter
{
    /// <summary>Shorter gaps of cells that are right already are written over: a step would cost as much.</summary>
    private const int WorthSkipping = 2;

    private const int WorthRepeating = 4;
    private const int MostShifted = 8;

    /// <summary>For each column of the row in hand: the receiver has this cell already.</summary>
    private bool[] _isRight = [];

    private bool[] _isRightShifted = [];
    private bool _hides;

    private Row FromRow(int row) => _hides ? _from.InactiveRowAt(row) : _from.RowAt(row);

    private Row ToRow(int row) => _hides ? _to.InactiveRowAt(row) : _to.RowAt(row);

    private void DrawGrid(DeltaBuffer target, bool isHidden, bool hasReference, int enough = int.MaxValue)
    {
        _target = target;
        _hides = isHidden;
        if (_isRight.Length < _to.Columns)
        {
            _isRight = new bool[_to.Columns];
            _isRightShifted = new bool[_to.Columns];
        }

        int copied = 0;
        for (int row = 0; row < _to.Rows && target.Length < enough; row++)
        {
            ReadOnlySpan<RowCopy> copies = isHidden || !hasReference ? default : _copies.Runs[copied..];
            if (!copies.IsEmpty && row == copies[0].To)
            {
                row += copies[0].Count - 1;
                copied++;
            }
            else if (!hasReference || !ToRow(row).SameAs(_to.Symbols, FromRow(row), _from.Symbols))
            {
                DrawRow(row, hasReference);
            }
        }
    }

    private void DrawRow(int row, bool hasReference)
    {
        Row target = ToRow(row);
        int wrong = 0;
        int columns = _to.Columns;
        int fromBlank = 0;
        for (int column = 0; column < columns; column++)
        {
            Cell cell = target[column];
            bool isRight = hasReference ? SymbolTable.Same(_to.Symbols, cell, _from.Symbols, FromRow(row)[column]) : cell.Bits == 0;
            _isRight[column] = isRight;
            wrong += isRight ? 0 : 1;
            fromBlank += cell.Bits == 0 ? 0 : 1;
        }

        bool isWrapped = hasReference && FromRow(row).Wrapped;
        RowMarks marks = hasReference ? FromRow(row).Marks : RowMarks.None;
        int inputColumn = hasReference ? FromRow(row).InputColumn : 0;
        if (hasReference && (fromBlank == 0 || fromBlank + 1 < wrong))
        {
            MoveToRow(row);
            _target.Add(DeltaCode.ClearRow);
            _column = 0;
            for (int column = 0; column < columns; column++)
                _isRight[column] = target[column].Bits == 0;

            (isWrapped, marks, inputColumn) = (false, RowMarks.None, 0);
        }
        else if (hasReference && wrong > WorthRepeating)
        {
            ShiftIfCheaper(row, target, wrong);
        }

        DrawCells(row, target);
        if (target.Wrapped != isWrapped)
        {
            MoveToRow(row);
            _target.Add(target.Wrapped ? DeltaCode.Wrapped : DeltaCode.NotWrapped);
        }

        if (target.Marks != marks || target.InputColumn != inputColumn)
        {
            MoveToRow(row);
            _target.Add(DeltaCode.Marks);
            _target.AddVarint((int)target.Marks);
            _target.AddVarint(target.InputColumn);
        }
    }

    /// <summary>Typing in the middle of a line, and deleting there, moves the rest of it.</summary>
    private void ShiftIfCheaper(int row, Row target, int wrong)
    {
        Row source = FromRow(row);
        int columns = _to.Columns;
        int first = Array.IndexOf(_isRight, false, 0, columns);
        int bestShift = 0;
        int bestWrong = wrong - WorthRepeating;
        for (int shift = -MostShifted; shift <= MostShifted; shift++)
        {
            if (shift == 0)
                continue;

            int stillWrong = 0;
            for (int column = first; column < columns && stillWrong < bestWrong; column++)
                stillWrong += IsRightAfterShift(target, source, first, column, shift) ? 0 : 1;

            if (stillWrong < bestWrong)
                (bestShift, bestWrong) = (shift, stillWrong);
        }

        if (bestShift == 0)
            return;

        MoveTo(row, first);
        _target.Add(bestShift > 0 ? DeltaCode.Insert : DeltaCode.Delete);
        _target.AddVarint(Math.Abs(bestShift) - 1);
        for (int column = first; column < columns; column++)
            _isRight[column] = IsRightAfterShift(target, source, first, column, bestShift);
    }

    private bool IsRightAfterShift(Row target, Row source, int first, int column, int shift)
    {
        int from = column - shift;
        bool isFilled = from < first || from >= _to.Columns;
        return isFilled ? target[column].Bits == 0 : SymbolTable.Same(_to.Symbols, target[column], _from.Symbols, source[from]);
    }

    private void DrawCells(int row, Row target)
    {
        ReadOnlySpan<Cell> cells = target.Cells;
        int column = 0;
        while ((column = NextWrong(column)) < cells.Length)
        {
            Cell cell = cells[column];
            Reach(row, column, target);
            if (cell.IsBlank && !cell.IsCluster)
            {
                column = DrawBlanks(row, cells, column);
                continue;
            }

            Select(_to.Symbols.StyleOf(cell.StyleId));
            AddCell(cell);
            int width = cell.Width;
            if (width == 2 && column + 1 < cells.Length)
            {
                // The receiver blanks the right half; usually that is what is there.
                _isRight[column + 1] = cells[column + 1] == HiddenHalf(cell);
            }

            _column = column + width;
            column = width == 2 ? column + 1 : DrawRepeats(cells, column);
        }
    }

    /// <summary>The blank that a wide cell leaves behind itself, or a cell that is no such blank when the table does not have its style.</summary>
    private Cell HiddenHalf(Cell wide)
    {
        Style style = _to.Symbols.StyleOf(wide.StyleId).ForErase();
        return Cell.Blank(style.IsDefault ? 0 : _to.Symbols.Intern(style));
    }

    private int NextWrong(int column)
    {
        int next = Array.IndexOf(_isRight, false, column, _to.Columns - column);
        return next < 0 ? _to.Columns : next;
    }

    /// <summary>Brings the point to a column, over a short gap of the same style by writing what is there.</summary>
    private void Reach(int row, int column, Row target)
    {
        int gap = column - _column;
        if (_row == row && gap > 0 && gap < WorthSkipping && IsPlainText(target, _column, column))
        {
            for (int at = _column; at < column; at++)
                _target.Add((byte)target[at].CodePoint);

            _column = column;
            return;
        }

        MoveTo(row, column);
    }

    private bool IsPlainText(Row target, int start, int end)
    {
        for (int at = start; at < end; at++)
        {
            Cell cell = target[at];
            if (cell.IsCluster || cell.CodePoint is < 0x20 or > 0x7E || _to.Symbols.StyleOf(cell.StyleId) != _styles.Current)
                return false;
        }

        return true;
    }

    /// <returns>The next column to look at.</returns>
    private int DrawBlanks(int row, ReadOnlySpan<Cell> cells, int column)
    {
        Cell blank = cells[column];
        int end = column + 1;
        while (end < cells.Length && cells[end] == blank)
            end++;

        bool isDefault = blank.StyleId == 0;
        if (!isDefault)
            Select(_to.Symbols.StyleOf(blank.StyleId));

        if (end == cells.Length)
        {
            _target.Add(isDefault ? DeltaCode.EraseToEndDefault : DeltaCode.EraseToEnd);
            return end;
        }

        // What is right already at the end of the run need not be erased again.
        while (_isRight[end - 1])
            end--;

        _target.Add(isDefault ? DeltaCode.BlanksDefault : DeltaCode.Blanks);
        _target.AddVarint(end - column - 1);
        (_row, _column) = (row, end);
        return end;
    }

    /// <returns>The next column to look at.</returns>
    private int DrawRepeats(ReadOnlySpan<Cell> cells, int column)
    {
        Cell cell = cells[column];
        int end = column + 1;
        while (end < cells.Length && cells[end] == cell)
            end++;

        while (_isRight[end - 1] && end - 1 > column)
            end--;

        int count = end - column - 1;
        if (count < WorthRepeating)
            return column + 1;

        _target.Add(DeltaCode.Repeat);
        _target.AddVarint(count - 1);
        _column = end;
        return end;
    }

    private void AddCell(Cell cell)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        if (cell.IsCluster)
        {
            int length = _to.Symbols.CopyUtf8(cell, utf8);
            _target.Add(cell.IsWide ? DeltaCode.WideCluster : DeltaCode.Cluster);
            _target.AddVarint(length);
            _target.Add(utf8[..length]);
            return;
        }

        if (cell.IsWide != DeltaWidths.IsWide(cell.CodePoint))
            _target.Add(DeltaCode.OtherWidth);

        if (cell.CodePoint < 0x80)
        {
            _target.Add((byte)cell.CodePoint);
            return;
        }

        _target.Add(utf8[.._to.Symbols.CopyUtf8(cell, utf8)]);
    }

    private void Select(in Style style)
    {
        Style current = _styles.Current;
        if (style == current)
            return;

        int place = _styles.Find(style);
        if (place >= 0)
        {
            _target.Add((byte)(DeltaCode.RecentStyle + place));
            _styles.TrySelect(place);
            return;
        }

        if (style == current with { Foreground = style.Foreground })
        {
            _target.Add(DeltaCode.Foreground);
            _target.AddColor(style.Foreground);
        }
        else if (style == current with { Background = style.Background })
        {
            _target.Add(DeltaCode.Background);
            _target.AddColor(style.Background);
        }
        else if (style == current with { Attributes = style.Attributes })
        {
            _target.Add(DeltaCode.Attributes);
            _target.AddVarint((int)style.Attributes);
        }
        else
        {
            _target.Add(DeltaCode.Style);
            AddStyle(_target, style);
        }

        _styles.Add(style);
    }

    private void MoveToRow(int row)
    {
        if (_row == row)
            return;

        if (row == _row + 1)
        {
            _target.Add(DeltaCode.NextRow);
        }
        else
        {
            _target.Add(DeltaCode.Row);
            _target.AddVarint(row);
        }

        (_row, _column) = (row, 0);
    }

    private void MoveTo(int row, int column)
    {
        MoveToRow(row);
        int right = column - _column;
        if (right == 0)
            return;

        if (right is > 0 and <= DeltaCode.ShortForms)
        {
            _target.Add((byte)(DeltaCode.Skip + right - 1));
        }
        else
        {
            _target.Add(DeltaCode.Column);
            _target.AddVarint(column);
        }

        _column = column;
    }
}
