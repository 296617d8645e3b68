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
    internal void ClearRow(int row, int styleId) => _rows[row] = Blank(_rows[row], styleId);

    /// <summary>Moves the rows of [top, bottom] up; the uppermost are lost and blank ones come in below. Cells do not move, row references do.</summary>
    internal void ScrollUp(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);
        if (count == 1)
        {
            Row lost = _rows[top];
            Array.Copy(_rows, top + 1, _rows, top, height - 1);
            _rows[bottom] = Blank(lost, styleId);
            return;
        }

        // Rotating first keeps the lost rows at hand, so that those which nobody shares can be used again.
        Rotate(_rows.AsSpan(top, height), count);
        for (int row = bottom - count + 1; row <= bottom; row++)
        {
            _rows[row] = Blank(_rows[row], styleId);
        }
    }

    /// <summary>Moves the rows of [top, bottom] down; the lowest are lost and blank ones come in above.</summary>
    internal void ScrollDown(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);
        Rotate(_rows.AsSpan(top, height), height - count);
        for (int row = top; row < top + count; row++)
        {
            _rows[row] = Blank(_rows[row], styleId);
        }
    }

    /// <summary>Cuts or extends the grid at the right and at the bottom (mosh-protocol §8.6); the cursor is clamped. Sizes must be valid.</summary>
    internal void ResizeGrid(int columns, int rows, int fillStyleId)
    {
        int kept = Math.Min(rows, _rows.Length);
        Row[] resized = rows == _rows.Length ? _rows : new Row[rows];
        for (int row = 0; row < kept; row++)
        {
            resized[row] = columns == Columns ? _rows[row] : _rows[row].Resized(columns, fillStyleId, _token);
        }

        _rows = resized;
        Columns = columns;
        for (int row = kept; row < rows; row++)
        {
            _rows[row] = new Row(columns, _token);
            _rows[row].Fill(0, columns, fillStyleId);
        }

        MoveCursor(CursorRow, CursorColumn);
    }

    /// <summary>Moves what is visible to a fresh symbol table, so that styles and clusters which nothing shows any more are forgotten.</summary>
    internal void RenewSymbols()
    {
        var fresh = new SymbolTable();
        for (int row = 0; row < _rows.Length; row++)
        {
            _rows[row] = _rows[row].Imported(_symbols, fresh, _token);
        }

        fresh.SetLimitFromUse();
        _symbols = fresh;
    }

    private Row Blank(Row old, int styleId)
    {
        Row row = ReferenceEquals(old.Owner, _token) && old.Columns == Columns ? old : new Row(Columns, _token);
        row.Fill(0, Columns, styleId);
        return row;
    }

    private static void Rotate(Span<Row> rows, int count)
    {
        rows[..count].Reverse();
        rows[count..].Reverse();
        rows.Reverse();
    }
}
