using System.Runtime.CompilerServices;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Prints a run of ASCII: the invariants of a line are looked up once for as much of the run as fits into it.</summary>
    private void PrintAscii(ReadOnlySpan<byte> run)
    {
        if (!_printsPlainly || _cluster.HoldsNext)
        {
            PrintSlowly(run);
            return;
        }

        int penId = PenStyleId();
        int columns = _screen.Columns;
        int last = run[^1];
        while (true)
        {
            if (_pendingWrap && Has(EmulatorModes.Autowrap))
                WrapLine();

            int column = _screen.CursorColumn;
            int limit = column <= _right ? _right + 1 : columns;
            int count = Math.Min(run.Length, limit - column);
            int end = column + count;
            Row row = _screen.WritableRow(_screen.CursorRow);
            if ((column > 0 && row[column - 1].IsWide) || row[end - 1].IsWide)
                MendAround(row, column, end, penId);

            CellRuns.Write(run[..count], row.Writable(column, count), penId);
            run = run[count..];
            _pendingWrap = end == limit;
            _screen.CursorColumn = _pendingWrap ? limit - 1 : end;
            if (run.IsEmpty)
            {
                _cluster.EndRun(last, 1);
                _clusterRow = _screen.CursorRow;
                _clusterColumn = end - 1;
                _canRepeat = true;
                return;
            }

            if (!Has(EmulatorModes.Autowrap))
            {
                // The rest of the run overwrites the last cell again and again; only the last one stays.
                run = run[^1..];
            }
        }
    }

    private void PrintSlowly(ReadOnlySpan<byte> run)
    {
        foreach (byte code in run)
        {
            int character = CharacterSets.Map(_characterSets.Current, code);
            if (_characterSets.Single != 0)
            {
                _characterSets.Single = 0;
                UpdatePrinting();
            }

            PrintMeasured(character);
        }
    }

    private void Print(int codePoint)
    {
        if (Widths.IsPlainWide(codePoint) && !_cluster.HoldsNext)
        {
            Place(Cell.Of(codePoint, 2, 0), 2);
            _cluster.EndRun(codePoint, 2);
            return;
        }

        PrintMeasured(codePoint);
    }

    private void PrintMeasured(int codePoint)
    {
        byte entry = Widths.Entry(codePoint);
        int width = WidthPolicy == WidthPolicy.Stock ? Widths.Of(codePoint) : Widths.OfAlone(codePoint, entry, AmbiguousWidth);
        if (width < 0)
            return;

        if (_screen.Modes.GraphemeClusters)
        {
            if (_cluster.Push(codePoint, entry, AmbiguousWidth) && _clusterRow >= 0)
            {
                Join(codePoint);
                return;
            }

            width = _cluster.Width;
        }

        if (width == 0)
        {
            CombineWithPrevious(codePoint);
            return;
        }

        Place(Cell.Of(codePoint, width, 0), width);
        if (!_screen.Modes.GraphemeClusters)
            _cluster.EndRun(codePoint, width);
    }

    /// <summary>Writes a character at the cursor, in the style of the pen, and moves on. The symbol is a cell in the default style.</summary>
    private void Place(Cell symbol, int width)
    {
        bool wraps = Has(EmulatorModes.Autowrap);
        if (_pendingWrap && wraps)
            WrapLine();

        int penId = PenStyleId();
        int column = _screen.CursorColumn;
        int limit = column <= _right ? _right + 1 : _screen.Columns;
        if (column + width > limit)
        {
            if (!TryMakeRoom(wraps, penId))
                return;

            column = _screen.CursorColumn;
            limit = column <= _right ? _right + 1 : _screen.Columns;
            if (column + width > limit)
            {
                // No line has room for two columns.
                symbol = Cell.Of(' ', 1, 0);
                width = 1;
            }
        }

        if (Has(EmulatorModes.Insert) && column >= _left && column <= _right)
            InsertCells(_screen.CursorRow, column, width);

        Row row = _screen.WritableRow(_screen.CursorRow);
        int end = column + width;
        if ((column > 0 && row[column - 1].IsWide) || row[end - 1].IsWide)
            MendAround(row, column, end, penId);

        row.Set(column, symbol.WithStyleId(penId));
        if (width == 2)
            row.Set(column + 1, Cell.Blank(EraseStyleId()));

        _clusterRow = _screen.CursorRow;
        _clusterColumn = column;
        _canRepeat = true;
        AdvanceTo(end, limit);
    }

    private void AdvanceTo(int column, int limit)
    {
        _pendingWrap = column >= limit;
        _screen.CursorColumn = _pendingWrap ? limit - 1 : column;
    }

    /// <summary>A wide character does not fit into the last column of a line: it goes to the next one, or nowhere when lines do not wrap.</summary>
    private bool TryMakeRoom(bool wraps, int penId)
    {
        if (!wraps)
            return false;

        int column = _screen.CursorColumn;
        Row row = _screen.WritableRow(_screen.CursorRow);
        MendEdges(row, column, column + 1);
        row.Set(column, FillerCell(penId));
        WrapLine();
        return true;
    }

    /// <summary>What a wide character that has gone to the next line leaves in the last column: nothing that is drawn, but for the pen's style.</summary>
    private Cell FillerCell(int penId) =>
        _screen.Pen.IsBackgroundOnly ? Cell.Blank(penId) : Cell.Of(' ', 1, penId);

    private void WrapLine()
    {
        if (IsFullWidth)
            _screen.WritableRow(_screen.CursorRow).Wrapped = true;

        Index();
        _screen.CursorColumn = _left;
    }

    /// <summary>A code point joins the cluster that was printed last, which may change its width.</summary>
    private void Join(int codePoint)
    {
        RenewSymbolsWhenFull();
        int column = _clusterColumn;
        Row row = _screen.WritableRow(_clusterRow);
        Cell joined = _screen.Symbols.Combine(row[column], codePoint);
        int width = Math.Clamp(_cluster.Width, 1, 2);
        if ((width == 2) == joined.IsWide)
        {
            row.Amend(column, joined);
            return;
        }

        ChangeWidth(row, column, joined, width);
    }

    /// <summary>The last cluster has become wide (U+FE0F, the second half of a flag) or narrow (U+FE0E). The cursor is right behind it.</summary>
    private void ChangeWidth(Row row, int column, Cell joined, int width)
    {
        int limit = column <= _right ? _right + 1 : _screen.Columns;
        if (width == 1)
        {
            row.Amend(column, joined.WithWidth(1));
            AdvanceTo(column + 1, limit);
            return;
        }

        if (column + 2 <= limit)
        {
            MendEdges(row, column + 1, column + 2);
            row.Amend(column, joined.WithWidth(2));
            row.Set(column + 1, Cell.Blank(EraseStyleId()));
            AdvanceTo(column + 2, limit);
            return;
        }

        if (!Has(EmulatorModes.Autowrap) || limit - _left < 2)
        {
            row.Amend(column, joined);
            return;
        }

        row.Set(column, FillerCell(PenStyleId()));
        WrapLine();
        Place(joined.WithWidth(2).WithStyleId(0), 2);
    }

    /// <summary>Adds a mark that has no cell of its own to the character before the cursor, if there is one.</summary>
    private void CombineWithPrevious(int mark)
    {
        int row = _clusterRow;
        int column = _clusterColumn;
        if (row < 0)
        {
            row = _screen.CursorRow;
            column = _pendingWrap ? _screen.CursorColumn : _screen.CursorColumn - 1;
            column = column > 0 && _screen[row, column - 1].IsWide ? column - 1 : column;
            if (column < 0 || _screen[row, column].IsBlank)
                return;
        }

        RenewSymbolsWhenFull();
        Row target = _screen.WritableRow(row);
        target.Amend(column, _screen.Symbols.Combine(target[column], mark, ClusterLimit));
    }

    private int ClusterLimit => WidthPolicy == WidthPolicy.Stock ? SymbolTable.StockClusterGrowthLimitBytes : SymbolTable.ClusterGrowthLimitBytes;

    /// <summary>REP: the character that was printed last once more, if nothing came in between, not even another REP: so does xterm.js.</summary>
    private void RepeatLast(int count)
    {
        if (!_canRepeat || _clusterRow < 0)
            return;

        Cell last = _screen[_clusterRow, _clusterColumn];
        GraphemeCluster cluster = _cluster;
        while (count-- > 0)
        {
            // Printing may renew the symbols, so a cluster is looked up again where it was printed last.
            Place(last.WithStyleId(0), last.Width);
            last = _screen[_clusterRow, _clusterColumn];
        }

        _cluster = cluster;
        _canRepeat = false;
    }

    /// <summary>Writing into one half of a wide character leaves a space where the other half was, in the style of the pen.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MendAround(Row row, int start, int end, int penId)
    {
        if (start > 0 && row[start - 1].IsWide)
            row.Amend(start - 1, Cell.Of(' ', 1, penId));

        if (row[end - 1].IsWide && end < row.Columns)
            row.Amend(end, Cell.Of(' ', 1, penId));
    }
}
