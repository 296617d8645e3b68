namespace Moshi.Terminal.Screen;

public sealed partial class Framebuffer
{
    internal Row RowAt(int row) => _rows[row];

    /// <summary>A row of the screen that is not shown, which must exist.</summary>
    internal Row InactiveRowAt(int row) => _inactive[row];

    /// <summary>Replaces rows by others as they are now; runs may overlap and take from each other's targets. All must be on the grid.</summary>
    internal void CopyRows(ReadOnlySpan<Delta.RowCopy> runs)
    {
        ReadOnlySpan<Row> before = _pool.HoldBefore(_rows);
        foreach (Delta.RowCopy run in runs)
        {
            for (int row = 0; row < run.Count; row++)
                _rows.Put(run.To + row, before[run.From + row], _pool);
        }

        _pool.LetGoOfBefore(before.Length);
    }

    /// <summary>The rows that this picture and its relatives have to spare; for whoever holds rows of it.</summary>
    internal RowPool Pool => _pool;

    /// <summary>The row for writing: copied first when another picture still shows it.</summary>
    internal Row WritableRow(int row)
    {
        Row current = _rows[row];
        return current.IsShared ? CopyForWriting(ref _rows, row) : current;
    }

    private Row CopyForWriting(ref RowRing rows, int row)
    {
        Row copy = _pool.CopyOf(rows[row]);
        rows.Put(row, copy, _pool);
        return copy;
    }

    /// <summary>Erases a whole row, which also drops its wrapped mark; the old cells are never copied.</summary>
    internal void ClearRow(int row, int styleId)
    {
        Row cleared = _rows[row];
        if (cleared.IsShared)
        {
            cleared = _pool.Blank(Columns);
            _rows.Put(row, cleared, _pool);
        }
        else
        {
            cleared.Erase();
        }

        if (styleId != 0)
            cleared.Fill(0, Columns, styleId);
    }

    /// <summary>Sets the semantic marks of a row.</summary>
    internal void SetMarks(int row, RowMarks marks, int inputColumn) => WritableRow(row).SetMarks(marks, inputColumn);

    /// <summary>
    /// Shows the other screen: grids change places, cursor and pen stay as they are. The alternate screen exists from its first use on, blank.
    /// </summary>
    internal void SwitchScreen(bool alternate)
    {
        if (IsAlternate == alternate)
            return;

        RowRing shown = _rows;
        _rows = _inactive.IsMissing ? NewRows(Columns, shown.Count, 0) : _inactive;
        _inactive = shown;
        IsAlternate = alternate;
    }

    /// <summary>Forgets the screen that is not shown; it will be blank when it is shown again.</summary>
    internal void DropInactive()
    {
        _inactive.Clear(_pool);
        _inactive = default;
    }

    /// <summary>
    /// Replaces the grids by others of a new size: as many rows as there shall be, each <paramref name="columns"/> wide, made with <see cref="NewRow"/> or
    /// taken from this picture. The cursor is clamped.
    /// </summary>
    internal void ReplaceGrids(int columns, ReadOnlySpan<Row> active, ReadOnlySpan<Row> inactive)
    {
        (RowRing shownBefore, RowRing inactiveBefore) = (_rows, _inactive);
        _rows = new RowRing(active);
        _inactive = inactive.IsEmpty ? default : new RowRing(inactive);
        shownBefore.Clear(_pool);
        inactiveBefore.Clear(_pool);
        Columns = columns;
        MoveCursor(CursorRow, CursorColumn);
    }

    /// <summary>A blank row, which nobody holds yet.</summary>
    internal static Row NewRow(int columns) => new(columns);

    /// <summary>A copy of a row, cut or extended at the right.</summary>
    internal static Row ResizedRow(Row row, int columns) => row.Resized(columns, 0);

    /// <summary>Moves the rows of [top, bottom] up; the uppermost are lost and blank ones come in below. Cells do not move, row references do.</summary>
    internal void ScrollUp(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);

        // The lost rows come in again at the bottom, so that those which nobody shares are used again.
        _rows.RotateUp(top, height, count);
        for (int row = bottom - count + 1; row <= bottom; row++)
            ClearRow(row, styleId);
    }

    /// <summary>Moves all rows up by one, as <see cref="ScrollUp"/> does: what a line feed at the bottom of the screen comes to.</summary>
    internal void ScrollOne(int styleId)
    {
        ref Row lowest = ref _rows.TurnOne();
        if (lowest.IsShared)
        {
            lowest.LetGo();
            lowest = _pool.Blank(Columns);
            lowest.Hold();
        }
        else
        {
            lowest.Erase();
        }

        if (styleId != 0)
            lowest.Fill(0, Columns, styleId);
    }

    /// <summary>Moves the rows of [top, bottom] down; the lowest are lost and blank ones come in above.</summary>
    internal void ScrollDown(int top, int bottom, int count, int styleId)
    {
        int height = bottom - top + 1;
        count = Math.Min(count, height);
        _rows.RotateUp(top, height, height - count);
        for (int row = top; row < top + count; row++)
            ClearRow(row, styleId);
    }

    /// <summary>Cuts or extends both grids at the right and at the bottom (mosh-protocol §8.6); the cursor is clamped. Sizes must be valid.</summary>
    internal void ResizeGrid(int columns, int rows, int fillStyleId)
    {
        _rows = Resized(_rows, columns, rows, fillStyleId);
        _inactive = _inactive.IsMissing ? default : Resized(_inactive, columns, rows, 0);
        Columns = columns;
        MoveCursor(CursorRow, CursorColumn);
    }

    /// <summary>
    /// Moves what is on the screens to a fresh symbol table, so that symbols which nothing shows any more are forgotten. The table before keeps its meaning
    /// until this is called again.
    /// </summary>
    internal void RenewSymbols()
    {
        SymbolTable fresh = _spareSymbols ?? _symbols.NewEpoch();
        fresh.Empty();
        Import(ref _rows, fresh);
        if (!_inactive.IsMissing)
            Import(ref _inactive, fresh);

        Pen = fresh.Import(_symbols, Pen);
        fresh.SetLimitFromUse();
        _spareSymbols = _symbols.IsShared ? null : _symbols;
        _symbols = fresh;
    }

    private void Import(ref RowRing rows, SymbolTable fresh)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            Row current = rows[row].IsShared ? CopyForWriting(ref rows, row) : rows[row];
            current.Import(_symbols, fresh);
        }
    }

    private RowRing Resized(in RowRing grid, int columns, int rows, int fillStyleId)
    {
        var resized = new Row[rows];
        for (int row = 0; row < rows; row++)
        {
            if (row < grid.Count)
            {
                resized[row] = columns == Columns ? grid[row] : grid[row].Resized(columns, fillStyleId);
                continue;
            }

            resized[row] = _pool.Blank(columns);
            resized[row].Fill(0, columns, fillStyleId);
        }

        var ring = new RowRing(resized);
        grid.Clear(_pool);
        return ring;
    }

    private RowRing NewRows(int columns, int rows, int fillStyleId) => Resized(new RowRing([]), columns, rows, fillStyleId);
}
