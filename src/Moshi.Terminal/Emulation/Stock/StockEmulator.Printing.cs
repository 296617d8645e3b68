using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation.Stock;

public sealed partial class StockEmulator
{
    /// <summary>Prints a run of ASCII: the invariants of a row are looked up once for as much of the run as fits into it.</summary>
    private void PrintAscii(ReadOnlySpan<byte> run)
    {
        if (_insert || IsAstray)
        {
            foreach (byte character in run)
                Print(character, 1);

            return;
        }

        int penId = PenStyleId();
        int columns = _screen.Columns;
        while (!run.IsEmpty)
        {
            if (_pendingWrap && _autowrap)
                WrapLine();

            int column = _screen.CursorColumn;
            int count = Math.Min(run.Length, columns - column);
            Row row = _screen.WritableRow(_screen.CursorRow);
            CellRuns.Write(run[..count], row.Writable(column, count), penId);
            run = run[count..];
            column += count;
            if (!_autowrap && !run.IsEmpty)
            {
                // Without autowrap the rest of the run overwrites the last cell again and again; only the last one stays.
                row.Set(columns - 1, Cell.Of(run[^1], 1, penId));
                run = default;
            }

            _combiningRow = _screen.CursorRow;
            _combiningColumn = column - 1;
            _pendingWrap = column == columns;
            _screen.CursorColumn = _pendingWrap ? columns - 1 : column;
        }
    }

    private void Print(int codePoint)
    {
        int width = Widths.Of(codePoint);
        if (width > 0)
            Print(codePoint, width);
        else if (width == 0)
            Combine(codePoint);
    }

    private void Print(int codePoint, int width)
    {
        int columns = _screen.Columns;
        if (_autowrap && _pendingWrap)
        {
            WrapLine();
        }
        else if (_autowrap && width == 2 && _screen.CursorColumn == columns - 1)
        {
            _screen.WritableRow(_screen.CursorRow).Fill(columns - 1, columns, EraseStyleId());
            NextLine();
        }

        int column = _screen.CursorColumn;
        int penId = PenStyleId();
        Row row = _screen.WritableRow(_screen.CursorRow);
        if (_insert)
            row.Insert(column, width, EraseStyleId());

        if (width == 1)
        {
            row.Set(column, Cell.Of(codePoint, 1, penId));
        }
        else if (column + 1 < columns)
        {
            row.Set(column, Cell.Of(codePoint, 2, penId));
            row.Set(column + 1, Cell.Blank(EraseStyleId()));
        }
        else
        {
            // A wide character has no room here: no painter could reproduce it (quirk Q5), so its cell shows a space.
            row.Set(column, Cell.Of(' ', 1, penId));
        }

        Advance(width);
    }

    /// <summary>Adds a combining mark to the last printed character (mosh-protocol §8.4, width 0).</summary>
    private void Combine(int mark)
    {
        if (_combiningRow < 0)
            return;

        RenewSymbolsWhenFull();
        Row row = _screen.WritableRow(_combiningRow);
        Cell before = row[_combiningColumn];
        row.Amend(_combiningColumn, _screen.Symbols.Combine(before, mark, SymbolTable.StockClusterGrowthLimitBytes));
        if (before.IsBlank)
            Advance(1);
    }

    /// <summary>
    /// True when the cursor is outside the region in origin mode, where setting that mode has left it. One character is printed there; the advance
    /// after it brings the cursor into the region, as in stock.
    /// </summary>
    private bool IsAstray => _origin && (_screen.CursorRow < _top || _screen.CursorRow > _bottom);

    /// <summary>Moves the cursor on after printing; the last column is kept, with a wrap pending.</summary>
    private void Advance(int width)
    {
        int column = _screen.CursorColumn;
        _combiningRow = _screen.CursorRow;
        _combiningColumn = column;
        _pendingWrap = column + width >= _screen.Columns;
        _screen.CursorColumn = _pendingWrap ? _screen.Columns - 1 : column + width;
        if (IsAstray)
            _screen.CursorRow = Math.Clamp(_screen.CursorRow, _top, _bottom);
    }

    private void WrapLine()
    {
        _screen.WritableRow(_screen.CursorRow).Wrapped = true;
        NextLine();
    }

    private void NextLine()
    {
        _pendingWrap = false;
        _screen.CursorColumn = 0;
        LineFeed();
    }
}
