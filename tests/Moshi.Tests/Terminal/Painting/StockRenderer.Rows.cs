using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Painting;

internal sealed partial class StockRenderer
{
    /// <summary>Runs of blanks longer than this are erased by ECH, where the receiver has it.</summary>
    private const int LongestSpaceRun = 4;

    /// <summary>
    /// Paints one row (mosh-protocol §8.7.1). <paramref name="isWrap"/>: the row above ended in its last column and is a wrapped one, so this row's first
    /// cell must come at once to make the receiver wrap. Returns the same request for the next row.
    /// </summary>
    private bool RenderRow(int y, bool isWrap)
    {
        Row row = _to.RowAt(y);
        Row? shown = _shown[y];
        ReadOnlySpan<Cell> cells = row.Cells;
        int x = 0;
        bool hasWrittenLast = false;
        if (isWrap)
        {
            Put(cells[0]);
            x = cells[0].Width;
            hasWrittenLast = x >= cells.Length;
        }

        if (ReferenceEquals(row, shown))
            return false;

        int run = RenderCells(y, row, shown, x, ref hasWrittenLast);
        if (run != Unknown)
            hasWrittenLast |= EndRunAtEdge(y, run, row);

        return hasWrittenLast && y < _to.Rows - 1 && EndRow(y, row.Wrapped);
    }

    /// <summary>Paints the cells from column <paramref name="x"/> on. Returns where a run of blanks begins that reaches the edge, or Unknown.</summary>
    private int RenderCells(int y, Row row, Row? shown, int x, ref bool hasWrittenLast)
    {
        ReadOnlySpan<Cell> cells = row.Cells;

        // Columns from here on look the same on both sides, so there is nothing to find.
        int end = shown is null || row.Wrapped != shown.Wrapped ? cells.Length : Math.Max(row.Used, shown.Used);
        int run = Unknown;
        int shownNext = 0;
        for (; x < cells.Length; x += cells[x].Width)
        {
            Cell cell = cells[x];
            if (run == Unknown)
            {
                if (x >= end)
                    break;

                if (shown is not null && IsShown(row, shown, x, ref shownNext))
                    continue;
            }

            if (cell.IsBlank)
            {
                if (run != Unknown && cells[run].StyleId != cell.StyleId)
                {
                    EndRun(y, run, x, cells[run].StyleId);
                    run = Unknown;
                }

                run = run == Unknown ? x : run;
                continue;
            }

            if (run != Unknown)
            {
                EndRun(y, run, x, cells[run].StyleId);
                run = Unknown;
            }

            bool isLast = x + cell.Width >= cells.Length;
            if (isLast && row.Wrapped)
            {
                // The receiver may hold a wrap pending here, so its place must be given in full.
                ForgetPosition();
            }

            MoveSilently(y, x);
            Put(cell);
            hasWrittenLast |= isLast;
        }

        return run;
    }

    /// <summary>True when the receiver already shows the cell at column <paramref name="x"/>.</summary>
    /// <param name="row">The wanted row.</param>
    /// <param name="shown">The row that the receiver has.</param>
    /// <param name="x">A column where a visible cell of the wanted row begins.</param>
    /// <param name="shownNext">A column of <paramref name="shown"/> where a visible cell begins, at or before <paramref name="x"/>; advanced here.</param>
    private bool IsShown(Row row, Row shown, int x, ref int shownNext)
    {
        while (shownNext < x)
            shownNext += shown[shownNext].Width;

        if (shownNext != x)
        {
            // The right half of a wide character: what is stored under it need not be what the receiver stored there (quirk Q32).
            return false;
        }

        Cell cell = row[x];
        return SymbolTable.Same(_to.Symbols, cell, _from.Symbols, shown[x])
            && (row.Wrapped == shown.Wrapped || x + cell.Width < row.Columns);
    }

    /// <summary>Erases blanks inside a row.</summary>
    private void EndRun(int y, int start, int end, int styleId)
    {
        int count = end - start;
        MoveSilently(y, start);
        SelectStyle(styleId);
        if (count > LongestSpaceRun && profile.EraseCharacters && CanErase())
        {
            _out.Add("\u001b["u8);
            _out.AddNumber(count);
            _out.Add((byte)'X');
            return;
        }

        _out.Repeat((byte)' ', count);
        _column += count;
    }

    /// <summary>Erases blanks up to the right edge. Returns true when this wrote the last cell.</summary>
    private bool EndRunAtEdge(int y, int start, Row row)
    {
        MoveSilently(y, start);
        SelectStyle(row[start].StyleId);
        if (!row.Wrapped && CanErase())
        {
            _out.Add("\u001b[K"u8);
            return false;
        }

        _out.Repeat((byte)' ', row.Columns - start);
        _column += row.Columns - start;
        return true;
    }

    /// <summary>Goes to the next row after the last cell has been written. Returns true when the receiver is to get there by wrapping.</summary>
    private bool EndRow(int y, bool isWrapped)
    {
        if (!isWrapped)
            _out.Add("\r\n"u8);

        (_row, _column) = (y + 1, 0);
        return isWrapped;
    }

    /// <summary>True when erasing under the current pen gives the wanted blanks.</summary>
    private bool CanErase() => _pen.IsDefault || (profile.BackColorErase && _pen.IsBackgroundOnly);

    private void Put(Cell cell)
    {
        SelectStyle(cell.StyleId);
        _out.AddCell(_to.Symbols, cell);
        _column += cell.Width;
    }
}
