namespace Moshi.Terminal.Screen;

public sealed partial class Framebuffer
{
    internal Row RowAt(int row) => _rows[row];

    /// <summary>The row for writing: copied first when a snapshot still shows it.</summary>
    internal Row WritableRow(int row)
    {
        Row current = _rows[row];
        return ReferenceEquals(current.Owner, _token) ? current : _rows[row] = current.Clone(_token);
    }

    /// <summary>Erases a whole row, which also drops its wrapped mark; the old cells are never copied.</summary>
    internal void ClearRow(int row, int styleId)
    {
        Row cleared = _rows[row];
        if (!ReferenceEquals(cleared.Owner, _token))
        {
            _rows[row] = cleared = new Row(Columns, _token);
        }

        cleared.Fill(0, Columns, styleId);
    }

    /// <summary>Moves the rows of [top, bottom] up; the uppermost are lost and blank ones come in below. Cells do not move, row references do.</summary>
    internal void ScrollUp(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);

        // The lost rows come in again at the bottom, so that those which nobody shares are used again.
        _rows.RotateUp(top, height, count);
        for (int row = bottom - count + 1; row <= bottom; row++)
        {
            ClearRow(row, styleId);
        }
    }

    /// <summary>Moves the rows of [top, bottom] down; the lowest are lost and blank ones come in above.</summary>
    internal void ScrollDown(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);
        _rows.RotateUp(top, height, height - count);
        for (int row = top; row < top + count; row++)
        {
            ClearRow(row, styleId);
        }
    }

    /// <summary>Cuts or extends the grid at the right and at the bottom (mosh-protocol §8.6); the cursor is clamped. Sizes must be valid.</summary>
    internal void ResizeGrid(int columns, int rows, int fillStyleId)
    {
        var resized = new RowRing(rows);
        for (int row = 0; row < rows; row++)
        {
            if (row < _rows.Count)
            {
                resized[row] = columns == Columns ? _rows[row] : _rows[row].Resized(columns, fillStyleId, _token);
                continue;
            }

            resized[row] = new Row(columns, _token);
            resized[row].Fill(0, columns, fillStyleId);
        }

        _rows = resized;
        Columns = columns;
        MoveCursor(CursorRow, CursorColumn);
    }

    /// <summary>Moves what is visible to a fresh symbol table, so that styles and clusters which nothing shows any more are forgotten.</summary>
    internal void RenewSymbols()
    {
        SymbolTable fresh = _symbols.NewEpoch();
        for (int row = 0; row < _rows.Count; row++)
        {
            WritableRow(row).Import(_symbols, fresh);
        }

        fresh.SetLimitFromUse();
        _symbols = fresh;
    }
}
