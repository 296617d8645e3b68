namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Moves the cursor to a place on the screen, whatever the margins; the position is clamped.</summary>
    private void MoveTo(int row, int column)
    {
        _pendingWrap = false;
        _begunRow = -1;
        _screen.MoveCursor(row, column);
    }

    /// <summary>Addressing as of CUP: counted from the margins in origin mode, and kept inside them.</summary>
    private void Address(int row, int column)
    {
        if (Has(EmulatorModes.Origin))
        {
            MoveTo(Math.Min(row + _top, _bottom), Math.Min(column + _left, _right));
            return;
        }

        MoveTo(row, column);
    }

    /// <summary>CHA and HPA: counted from the left margin in origin mode.</summary>
    private void AddressColumn(int column) =>
        MoveTo(_screen.CursorRow, Has(EmulatorModes.Origin) ? Math.Min(column + _left, _right) : column);

    /// <summary>VPA: counted from the top margin in origin mode.</summary>
    private void AddressRow(int row) =>
        MoveTo(Has(EmulatorModes.Origin) ? Math.Min(row + _top, _bottom) : row, _screen.CursorColumn);

    private void MoveUp(int count)
    {
        int row = _screen.CursorRow;
        MoveTo(Math.Max(row - count, row < _top ? 0 : _top), _screen.CursorColumn);
    }

    private void MoveDown(int count)
    {
        int row = _screen.CursorRow;
        MoveTo(Math.Min(row + count, row > _bottom ? _screen.Rows - 1 : _bottom), _screen.CursorColumn);
    }

    private void MoveForward(int count)
    {
        int column = _screen.CursorColumn;
        MoveTo(_screen.CursorRow, Math.Min(column + count, column > _right ? _screen.Columns - 1 : _right));
    }

    /// <summary>BS and CUB: stop at the left margin, unless reverse wraparound goes on at the end of the line above.</summary>
    private void MoveBack(int count)
    {
        bool wraps = Has(EmulatorModes.Autowrap) && Has(EmulatorModes.ReverseWrap | EmulatorModes.ExtendedReverseWrap);
        int row = _screen.CursorRow;
        int column = _screen.CursorColumn;
        if (!wraps)
        {
            MoveTo(row, Math.Max(column - count, column < _left ? 0 : _left));
            return;
        }

        if (_pendingWrap)
        {
            // The cursor is thought to be one column further, so that the first step leaves it where it is.
            count--;
        }

        while (count > 0)
        {
            int left = column < _left ? 0 : _left;
            int steps = Math.Min(count, column - left);
            column -= steps;
            count -= steps;
            if (count > 0 && (row == _begunRow || (row == 0 && !Has(EmulatorModes.ExtendedReverseWrap))))
            {
                // The line above was ended, not wrapped, or there is none.
                break;
            }

            if (count > 0)
            {
                count--;
                column = _right;
                row = row == _top ? _bottom : row == 0 ? _screen.Rows - 1 : row - 1;
            }
        }

        int begunRow = _begunRow;
        MoveTo(row, column);
        _begunRow = begunRow;
    }

    private void CarriageReturn()
    {
        int column = Has(EmulatorModes.Origin) || _screen.CursorColumn >= _left ? _left : 0;
        MoveTo(_screen.CursorRow, column);
    }

    private void LineFeed()
    {
        Index();
        if (Has(EmulatorModes.NewLine))
            CarriageReturn();

        _begunRow = _screen.CursorColumn == 0 ? _screen.CursorRow : -1;
    }

    private void Tabulate(int count)
    {
        if (_pendingWrap)
        {
            if (!Has(EmulatorModes.TabWraps) || !Has(EmulatorModes.Autowrap))
                return;

            WrapLine();
        }

        int column = _screen.CursorColumn;
        int limit = column > _right ? _screen.Columns - 1 : _right;
        for (int i = Math.Min(count, _screen.Columns); i > 0 && column < limit; i--)
            column = _tabs.After(column);

        MoveTo(_screen.CursorRow, Math.Min(column, limit));
    }

    /// <summary>CBT; nothing while a wrap is pending, as in xterm.js.</summary>
    private void TabulateBack(int count)
    {
        if (_pendingWrap)
            return;

        int column = _screen.CursorColumn;
        for (int i = Math.Min(count, _screen.Columns); i > 0 && column > 0; i--)
            column = _tabs.Before(column);

        // In origin mode nothing is left of the margin.
        MoveTo(_screen.CursorRow, Has(EmulatorModes.Origin) ? Math.Max(column, _left) : column);
    }

    private void ClearTabs(int which)
    {
        if (which == 0)
            _tabs.Clear(_screen.CursorColumn);
        else if (which == 3)
            _tabs.ClearAll();
    }

    private void SaveCursor() =>
        _saved = new SavedCursor(_screen.CursorRow, _screen.CursorColumn, Has(EmulatorModes.Origin), _screen.Pen, _characterSets);

    /// <summary>DECRC. A wrap that was pending is not any more, as in xterm.js.</summary>
    private void RestoreCursor()
    {
        SetPen(_saved.Pen);
        Set(EmulatorModes.Origin, _saved.Origin);
        _characterSets = _saved.CharacterSets;
        UpdatePrinting();
        if (_saved.Origin)
            MoveTo(Math.Clamp(_saved.Row, _top, _bottom), Math.Clamp(_saved.Column, _left, _right));
        else
            MoveTo(_saved.Row, _saved.Column);
    }
}
