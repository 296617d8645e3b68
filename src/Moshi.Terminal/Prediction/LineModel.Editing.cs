using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

// The keys that edit the line. Those that need to know where the input begins are doubtful without a prompt: nothing says that a line is edited.
internal sealed partial class LineModel
{
    private KeyEffect Backspace()
    {
        int start = line.StartOn(Row);
        int column = Column - WidthBefore(CellsOf(Row));
        if (column < Math.Max(start, 0))
            return KeyEffect.Certain;

        if (column == Column)
        {
            // The character before may be at the end of the row above.
            return line.IsKnown && Row > line.Row ? KeyEffect.Unknown : KeyEffect.Certain;
        }

        Span<Cell> cells = Touch(Row);
        int edge = EdgeOf(cells);
        int width = Column - column;
        bool isAtGhost = _ghost == Column;
        if (width > 1 && screen.Facts.IsCanonical)
        {
            // The kernel takes everything for one column wide, and wipes half of what goes away as a whole.
            Erase(cells[column..Column]);
            Column--;
            return KeyEffect.Certain;
        }

        Column = column;
        if (overwrites || line.Overwrites)
        {
            cells[column..(column + width)].Fill(Cell.Of(' ', 1, cells[column].StyleId));
            return overwrites ? KeyEffect.Certain : KeyEffect.Doubtful;
        }

        if (isAtGhost)
            _inputEnd = column;

        if (isAtGhost && GhostGrows)
        {
            _ghost = column;
            return KeyEffect.Certain;
        }

        if (isAtGhost)
        {
            Erase(cells[column..edge]);
            _ghost = -1;
            return KeyEffect.Certain;
        }

        PullLeft(cells, edge, width);
        return KeyEffect.Certain;
    }

    private KeyEffect Delete()
    {
        ReadOnlySpan<Cell> before = CellsOf(Row);
        if (line.StartOn(Row) < 0)
            return KeyEffect.Doubtful;

        int edge = EdgeOf(before);
        if (_ghost == Column || RowText.IsEmpty(before[Column..edge]))
            return KeyEffect.Certain;

        PullLeft(Touch(Row), edge, before[Column].Width);
        return KeyEffect.Certain;
    }

    private KeyEffect MoveLeft()
    {
        int column = Column - WidthBefore(CellsOf(Row));
        if (column >= Math.Max(line.StartOn(Row), 0))
            Column = column;

        return KeyEffect.Certain;
    }

    private KeyEffect MoveRight()
    {
        ReadOnlySpan<Cell> cells = CellsOf(Row);
        int edge = EdgeOf(cells);
        if (_ghost == Column)
            return TakeSuggestion(edge);

        if (line.StartOn(Row) >= 0 && Column >= EndOfInput(cells, edge))
            return KeyEffect.Certain;

        Column = Math.Min(Column + cells[Column].Width, screen.Columns - 1);
        return KeyEffect.Certain;
    }

    private KeyEffect MoveHome()
    {
        if (line.StartOn(Row) is >= 0 and var start)
        {
            Column = start;
            return KeyEffect.Certain;
        }

        return KeyEffect.Doubtful;
    }

    private KeyEffect MoveToEnd()
    {
        ReadOnlySpan<Cell> cells = CellsOf(Row);
        int edge = EdgeOf(cells);
        if (line.StartOn(Row) < 0)
            return KeyEffect.Doubtful;

        if (_ghost == Column)
            return TakeSuggestion(edge);

        Column = _ghost > Column ? _ghost : Math.Min(EndOfInput(cells, edge), screen.Columns - 1);
        return KeyEffect.Certain;
    }

    /// <summary>Behind the text and the spaces that were typed after it.</summary>
    private int EndOfInput(ReadOnlySpan<Cell> cells, int edge) =>
        Math.Max(Column + RowText.EndOf(cells[Column..edge]), Math.Min(_inputEnd, edge - 1));

    /// <summary>The suggestion becomes text.</summary>
    private KeyEffect TakeSuggestion(int edge)
    {
        Span<Cell> cells = Touch(Row);
        int style = StyleAt(cells);
        int end = Column + RowText.EndOf(cells[Column..edge]);
        foreach (ref Cell cell in cells[Column..end])
            cell = cell.WithStyleId(style);

        Column = Math.Min(end, screen.Columns - 1);
        _ghost = -1;
        _inputEnd = Column;
        return end < edge ? KeyEffect.Certain : KeyEffect.Doubtful;
    }

    private KeyEffect KillLeft() => KillFrom(line.StartOn(Row));

    private KeyEffect KillWord()
    {
        int start = line.StartOn(Row);
        if (start < 0)
            return KeyEffect.Doubtful;

        ReadOnlySpan<Cell> cells = CellsOf(Row);
        int column = Column;
        while (column > start && cells[column - 1].LooksEmpty && !(column > 1 && cells[column - 2].IsWide))
            column--;

        while (column > start && (!cells[column - 1].LooksEmpty || (column > 1 && cells[column - 2].IsWide)))
            column--;

        return KillFrom(column);
    }

    private KeyEffect KillFrom(int column)
    {
        if (column < 0)
            return KeyEffect.Doubtful;

        if (column >= Column)
            return KeyEffect.Certain;

        Span<Cell> cells = Touch(Row);
        int edge = EdgeOf(cells);
        if (_ghost >= Column)
            EraseGhost(cells, edge);

        int width = Column - column;
        Column = column;
        PullLeft(cells, edge, width);
        return KeyEffect.Certain;
    }

    private KeyEffect KillRight()
    {
        if (line.StartOn(Row) < 0)
            return KeyEffect.Doubtful;

        Span<Cell> cells = Touch(Row);
        Erase(cells[Column..EdgeOf(cells)]);
        _ghost = -1;
        _inputEnd = Column;
        return KeyEffect.Certain;
    }

    /// <summary>Columns at the cursor go, and what is behind them moves up.</summary>
    private void PullLeft(Span<Cell> cells, int edge, int width)
    {
        int end = edge;
        if (_ghost > Column)
        {
            end = Math.Min(edge, _ghost);
            EraseGhost(cells, edge);
        }

        _inputEnd = Math.Max(Column, _inputEnd - width);
        cells[Math.Min(end, Column + width)..end].CopyTo(cells[Column..]);
        Erase(cells[Math.Max(Column, end - width)..end]);
    }
}
