using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>
    /// Cuts the wide characters that lie across either edge of [start, end): what is moved or erased in between does not take half a character along, nor
    /// leave half of one behind.
    /// </summary>
    private void MendEdges(Row row, int start, int end)
    {
        if (start > 0 && row[start - 1].IsWide)
            Cut(row, start - 1);

        if (end > 0 && end < row.Columns && row[end - 1].IsWide)
            Cut(row, end - 1);
    }

    private void Cut(Row row, int column)
    {
        int eraseId = EraseStyleId();
        row.Amend(column, Cell.Blank(eraseId));
        row.Amend(column + 1, Cell.Blank(eraseId));
    }

    /// <summary>Erases [start, end) of a row; protected cells stay when this kind of erasing spares them.</summary>
    private void EraseCells(int row, int start, int end, bool isSelective = false)
    {
        if (start >= end)
            return;

        if (_protection == Protection.Iso || (isSelective && _protection == Protection.Dec))
        {
            EraseUnprotected(row, start, end);
            return;
        }

        if (start == 0 && end == _screen.Columns)
        {
            _screen.ClearRow(row, EraseStyleId());
            return;
        }

        Row target = _screen.WritableRow(row);
        MendEdges(target, start, end);
        target.Fill(start, end, EraseStyleId());
    }

    private void EraseUnprotected(int row, int start, int end)
    {
        Row target = _screen.WritableRow(row);
        for (int column = start; column < end; column++)
        {
            bool isHidden = column > 0 && target[column - 1].IsWide;
            if (!isHidden && !IsProtected(target[column]))
            {
                MendEdges(target, column, column + 1);
                target.Fill(column, column + 1, EraseStyleId());
            }
        }
    }

    private bool IsProtected(Cell cell) =>
        cell.StyleId != 0 && (_screen.StyleOf(cell).Attributes & CellAttributes.Protected) != CellAttributes.None;

    private void EraseRows(int start, int end, bool isSelective)
    {
        for (int row = start; row < end; row++)
            EraseCells(row, 0, _screen.Columns, isSelective);
    }

    private void EraseInLine(int which, bool isSelective)
    {
        int row = _screen.CursorRow;
        switch (which)
        {
            case 0:
                EraseCells(row, CursorOrEnd, _screen.Columns, isSelective);
                break;
            case 1:
                EraseCells(row, 0, _screen.CursorColumn + 1, isSelective);
                break;
            case 2:
                EraseCells(row, 0, _screen.Columns, isSelective);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Where erasing to the end begins. With a wrap pending the cursor is thought to be past the last column, so that <c>ESC [ K</c> at the end of a full
    /// line does not take its last character: so do alacritty, kitty and xterm.js.
    /// </summary>
    private int CursorOrEnd => _pendingWrap && _screen.CursorColumn == _screen.Columns - 1 ? _screen.Columns : _screen.CursorColumn;

    private void EraseInDisplay(int which, bool isSelective)
    {
        int row = _screen.CursorRow;
        switch (which)
        {
            case 0:
                EraseInLine(0, isSelective);
                EraseRows(row + 1, _screen.Rows, isSelective);
                break;
            case 1:
                EraseRows(0, row, isSelective);
                EraseInLine(1, isSelective);
                break;
            case 2:
                EraseRows(0, _screen.Rows, isSelective);
                break;
            case 3:
                _history.Clear();
                break;
            default:
                break;
        }
    }

    /// <summary>ECH: within the line, whatever the margins.</summary>
    private void EraseCharacters(int count)
    {
        int column = _screen.CursorColumn;
        EraseCells(_screen.CursorRow, column, Math.Min(_screen.Columns, column + count));
        _pendingWrap = false;
    }

    private void InsertCharacters(int count)
    {
        _pendingWrap = false;
        int column = _screen.CursorColumn;
        if (column >= _left && column <= _right)
            InsertCells(_screen.CursorRow, column, count);
    }

    private void DeleteCharacters(int count)
    {
        _pendingWrap = false;
        int column = _screen.CursorColumn;
        if (column >= _left && column <= _right)
            DeleteCells(_screen.CursorRow, column, count);
    }

    /// <summary>Inserts blanks at a column; what is pushed over the right margin is lost.</summary>
    private void InsertCells(int row, int column, int count)
    {
        int end = column <= _right ? _right + 1 : _screen.Columns;
        count = Math.Min(count, end - column);
        Row target = _screen.WritableRow(row);
        MendEdges(target, column, end);
        MendEdges(target, end - count, end);
        Span<Cell> cells = target.Writable(column, end - column);
        cells[..^count].CopyTo(cells[count..]);
        cells[..count].Fill(Cell.Blank(EraseStyleId()));
    }

    /// <summary>Deletes cells at a column; blanks come in at the right margin.</summary>
    private void DeleteCells(int row, int column, int count)
    {
        int end = column <= _right ? _right + 1 : _screen.Columns;
        count = Math.Min(count, end - column);
        Row target = _screen.WritableRow(row);
        MendEdges(target, column, end);
        MendEdges(target, column, column + count);
        Span<Cell> cells = target.Writable(column, end - column);
        cells[count..].CopyTo(cells);
        cells[^count..].Fill(Cell.Blank(EraseStyleId()));
    }

    /// <summary>DECALN: a screen of E, without margins, and the cursor at home.</summary>
    private void FillWithE()
    {
        ResetMargins();
        Set(EmulatorModes.Origin, false);
        MoveTo(0, 0);
        var letter = Cell.Of('E', 1, PenStyleId());
        for (int row = 0; row < _screen.Rows; row++)
        {
            _screen.ClearRow(row, 0);
            _screen.WritableRow(row).Writable(0, _screen.Columns).Fill(letter);
        }
    }

    /// <summary>DECSCA. Whatever it says, protection is of its kind from then on, as in xterm.</summary>
    private void ProtectDec(int which)
    {
        if (which > 2)
            return;

        _protection = Protection.Dec;
        SetPen(_screen.Pen.With(CellAttributes.Protected, which == 1));
    }

    /// <summary>SPA and EPA.</summary>
    private void ProtectIso(bool begins)
    {
        _protection = begins ? Protection.Iso : _protection;
        SetPen(_screen.Pen.With(CellAttributes.Protected, begins));
    }
}
