using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    private void ResetMargins()
    {
        _top = 0;
        _left = 0;
        _bottom = _screen.Rows - 1;
        _right = _screen.Columns - 1;
    }

    /// <summary>DECSTBM.</summary>
    private void SetTopBottomMargins(int top, int bottom)
    {
        bottom = Math.Min(bottom, _screen.Rows);
        if (top >= bottom)
            return;

        _top = top - 1;
        _bottom = bottom - 1;
        Address(0, 0);
    }

    /// <summary>DECSLRM.</summary>
    private void SetLeftRightMargins(int left, int right)
    {
        right = Math.Min(right, _screen.Columns);
        if (left >= right)
            return;

        _left = left - 1;
        _right = right - 1;
        Address(0, 0);
    }

    /// <summary>IND: down one line; the region scrolls when the cursor is on its last line.</summary>
    private void Index()
    {
        _pendingWrap = false;
        int row = _screen.CursorRow;
        if (row == _bottom)
        {
            if (_screen.CursorColumn >= _left && _screen.CursorColumn <= _right)
                ScrollUp(1);
        }
        else if (row < _screen.Rows - 1)
        {
            _screen.CursorRow = row + 1;
        }
    }

    /// <summary>RI: up one line; the region scrolls when the cursor is on its first line.</summary>
    private void ReverseIndex()
    {
        _pendingWrap = false;
        int row = _screen.CursorRow;
        if (row == _top)
        {
            if (_screen.CursorColumn >= _left && _screen.CursorColumn <= _right)
                ScrollDown(1);
        }
        else if (row > 0)
        {
            _screen.CursorRow = row - 1;
        }
    }

    /// <summary>SU, and the scrolling of IND: lines that leave the top of the primary screen go to the history.</summary>
    private void ScrollUp(int count)
    {
        if (count == 1 && _top == 0 && _bottom == _screen.Rows - 1 && IsFullWidth)
        {
            if (!_screen.IsAlternate)
                _history.Push(_screen.RowAt(0), _screen.Symbols);

            _screen.ScrollOne(EraseStyleId());
            return;
        }

        if (SavesLines)
            SaveLines(Math.Min(count, _bottom + 1));

        ScrollRegionUp(_top, count);
    }

    private void ScrollDown(int count) => ScrollRegionDown(_top, count);

    private void SaveLines(int count)
    {
        for (int row = 0; row < count; row++)
            _history.Push(_screen.RowAt(row), _screen.Symbols);
    }

    /// <summary>Moves the lines from a row to the bottom margin up, between the left and right margins.</summary>
    private void ScrollRegionUp(int top, int count)
    {
        if (IsFullWidth)
        {
            _screen.ScrollUp(top, _bottom, count, EraseStyleId());
            return;
        }

        count = Math.Min(count, _bottom - top + 1);
        for (int row = top; row <= _bottom; row++)
            MoveInMargins(row + count <= _bottom ? row + count : -1, row);
    }

    private void ScrollRegionDown(int top, int count)
    {
        if (IsFullWidth)
        {
            _screen.ScrollDown(top, _bottom, count, EraseStyleId());
            return;
        }

        count = Math.Min(count, _bottom - top + 1);
        for (int row = _bottom; row >= top; row--)
            MoveInMargins(row - count >= top ? row - count : -1, row);
    }

    /// <summary>Copies what is between the margins from one row to another; blanks from row -1.</summary>
    private void MoveInMargins(int from, int to)
    {
        Row target = _screen.WritableRow(to);
        MendEdges(target, _left, _right + 1);
        if (from < 0)
        {
            target.Fill(_left, _right + 1, EraseStyleId());
            return;
        }

        MendEdges(_screen.WritableRow(from), _left, _right + 1);
        _screen.RowAt(from).Cells[_left..(_right + 1)].CopyTo(target.Writable(_left, _right - _left + 1));
    }

    private void InsertLines(int count)
    {
        _pendingWrap = false;
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
        {
            ScrollRegionDown(_screen.CursorRow, count);
            MoveTo(_screen.CursorRow, _left);
        }
    }

    private void DeleteLines(int count)
    {
        _pendingWrap = false;
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
        {
            ScrollRegionUp(_screen.CursorRow, count);
            MoveTo(_screen.CursorRow, _left);
        }
    }

    /// <summary>SL: all lines of the region move left, if the cursor is in it (as in xterm).</summary>
    private void ScrollLeft(int count)
    {
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
            DeleteColumnsAt(_left, count);
    }

    private void ScrollRight(int count)
    {
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
            InsertColumnsAt(_left, count);
    }

    private void InsertColumns(int count)
    {
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
            InsertColumnsAt(_screen.CursorColumn, count);
    }

    private void DeleteColumns(int count)
    {
        if (IsInMargins(_screen.CursorRow, _screen.CursorColumn))
            DeleteColumnsAt(_screen.CursorColumn, count);
    }

    private void InsertColumnsAt(int column, int count)
    {
        for (int row = _top; row <= _bottom; row++)
            InsertCells(row, column, count);
    }

    private void DeleteColumnsAt(int column, int count)
    {
        for (int row = _top; row <= _bottom; row++)
            DeleteCells(row, column, count);
    }

    /// <summary>DECBI: back one column; the region moves right when the cursor is in its first one.</summary>
    private void BackIndex()
    {
        if (_screen.CursorColumn == _left && IsInMargins(_screen.CursorRow, _left))
            InsertColumnsAt(_left, 1);
        else
            MoveTo(_screen.CursorRow, _screen.CursorColumn - 1);
    }

    /// <summary>DECFI: forward one column; the region moves left when the cursor is in its last one. At the edge of the screen nothing happens, and a waiting wrap waits on.</summary>
    private void ForwardIndex()
    {
        if (_screen.CursorColumn == _right && IsInMargins(_screen.CursorRow, _right))
            DeleteColumnsAt(_left, 1);
        else if (_screen.CursorColumn < _screen.Columns - 1)
            MoveTo(_screen.CursorRow, _screen.CursorColumn + 1);
    }
}
