using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// The host's line editor as far as it can be guessed: it begins with a frame of the host and takes keys one after the other. What it has changed is
/// read back by row. Used by the engine only.
/// </summary>
internal sealed partial class LineModel(ScreenRecord screen, LineContext line, bool overwrites)
{
    /// <summary>Rows that keys in flight can reach; more than a screenful of typing is never under way.</summary>
    private const int MaxRows = 6;

    private readonly ChangedRow[] _changed = new ChangedRow[MaxRows];
    private int _ghost;
    private int _inputEnd;

    /// <summary>The host has not shown the suggestion yet.</summary>
    private bool _isGhostGuessed;

    /// <summary>Row of the cursor.</summary>
    public int Row { get; private set; }

    /// <summary>Column of the cursor.</summary>
    public int Column { get; private set; }

    /// <summary>False once a key came whose effect cannot be guessed.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>True when no text is under or behind the cursor.</summary>
    public bool IsAtEnd => !screen.IsTaken || _ghost == Column || RowText.IsEmpty(CellsOf(Row)[Column..EdgeOf(CellsOf(Row))]);

    /// <summary>True when the cursor is on the row where the input begins, behind a prompt that is no question.</summary>
    public bool IsBehindPrompt => line.StartOn(Row) >= 0 && (line.Prompt is PromptKind.Sign or PromptKind.Shell);

    /// <summary>True when a narrow character that comes in at the cursor changes nothing else, and the line goes on behind it.</summary>
    public bool IsOpenEnd
    {
        get
        {
            ReadOnlySpan<Cell> cells = CellsOf(Row);
            int edge = EdgeOf(cells);
            return IsKnown && _ghost < 0 && Column + 1 < edge && !line.Pairs.IsActive(line.IsOfShell) && RowText.IsEmpty(cells[Column..edge]);
        }
    }

    /// <summary>The input up to the cursor, when it is known to end there, on the row where it begins; else nothing.</summary>
    public ReadOnlySpan<Cell> Input
    {
        get
        {
            int start = IsKnown ? line.StartOn(Row) : -1;
            ReadOnlySpan<Cell> cells = CellsOf(Row);
            return start >= 0 && start <= Column && (_ghost == Column || RowText.IsEmpty(cells[Column..EdgeOf(cells)])) ? cells[start..Column] : [];
        }
    }

    /// <summary>True when a character that is taken back becomes part of the suggestion, as is learned from the application.</summary>
    public bool GhostGrows { get; set; }

    /// <summary>Number of rows that keys have touched.</summary>
    public int ChangedRows { get; private set; }

    /// <summary>A touched row: its number, and all of its cells in terms of the frame's symbols.</summary>
    public ReadOnlySpan<Cell> Changed(int index, out int row)
    {
        row = _changed[index].Row;
        return _changed[index].Cells;
    }

    /// <summary>Begins anew with the frame.</summary>
    public void Begin()
    {
        ChangedRows = 0;
        Row = screen.CursorRow;
        Column = screen.CursorColumn;
        _ghost = line.Ghost;
        _inputEnd = line.InputEnd;
        _isGhostGuessed = false;
        IsKnown = true;
    }

    /// <summary>Becomes a copy of a model of the same frame.</summary>
    public void CopyFrom(LineModel other)
    {
        ChangedRows = 0;
        for (int index = 0; index < other.ChangedRows; index++)
        {
            ref ChangedRow source = ref other._changed[index];
            source.Cells.CopyTo(Touch(source.Row));
        }

        Row = other.Row;
        Column = other.Column;
        _ghost = other._ghost;
        _inputEnd = other._inputEnd;
        _isGhostGuessed = other._isGhostGuessed;
        IsKnown = other.IsKnown;
    }

    /// <summary>Applies a key, and notes in it what the frame with its answer must look like.</summary>
    public KeyEffect Apply(ref KeyStroke key)
    {
        key.After = default;
        if (!IsKnown)
            return KeyEffect.Unknown;

        (int row, int column) = (Row, Column);
        ulong before = HashOf(0, column), behind = HashOf(column, screen.Columns);
        KeyEffect effect = Do(ref key);
        if (effect == KeyEffect.Unknown)
        {
            IsKnown = false;
            return effect;
        }

        ref Expectation after = ref key.After;
        after.IsKnown = true;
        after.Row = Row;
        after.Column = Column;
        after.Before = HashOf(0, Column);
        after.Ghost = _ghost;
        after.InputEnd = _inputEnd;
        after.IsChange = row != Row || column != Column || before != after.Before || behind != HashOf(Column, screen.Columns);
        _isGhostGuessed &= _ghost >= 0;
        after.IsSuggestion = _isGhostGuessed && _ghost == Column;
        after.Suggestion = after.IsSuggestion ? HashOf(Column, screen.Columns) : 0;
        if (after.IsChange && key.Kind is KeyKind.KillRight or KeyKind.Delete)
        {
            after.BehindEnd = EdgeOf(CellsOf(Row));
            after.Behind = HashOf(Column, after.BehindEnd);
        }

        return effect;
    }

    private KeyEffect Do(ref KeyStroke key) => key.Kind switch
    {
        KeyKind.Nothing => KeyEffect.Certain,
        KeyKind.Character => Type(ref key),
        KeyKind.Mark => Combine(key.CodePoint),
        KeyKind.Backspace => Backspace(),
        KeyKind.Delete => Delete(),
        KeyKind.Left or KeyKind.LeftOrPrefix => MoveLeft(),
        KeyKind.Right or KeyKind.RightOrCommand => MoveRight(),
        KeyKind.Home => MoveHome(),
        KeyKind.End => MoveToEnd(),
        KeyKind.KillLeft or KeyKind.KillLeftOrLine => KillLeft(),
        KeyKind.KillRight => KillRight(),
        KeyKind.KillWord => KillWord(),
        KeyKind.Edit or KeyKind.Boundary => KeyEffect.Doubtful,
        _ => KeyEffect.Unknown,
    };

    /// <summary>A character comes in at the cursor.</summary>
    private KeyEffect Type(ref KeyStroke key)
    {
        if (screen.Facts.Clusters && key.CodePoint >= 0x80 && TryJoin(key.CodePoint, out KeyEffect joined))
            return joined;

        ReadOnlySpan<Cell> before = CellsOf(Row);
        int edge = EdgeOf(before);
        int end = Column + key.Width;
        if (end > edge)
            return KeyEffect.Unknown;

        var glyph = Cell.Of(key.CodePoint, key.Width, StyleAt(before));
        key.After.IsProof = !glyph.LooksEmpty && !RowText.Same(glyph, screen[Row][Column]);
        bool isSuggested = RowText.Same(glyph, before[Column]) && key.Width == before[Column].Width;
        Span<Cell> cells = Touch(Row);
        KeyEffect effect = KeyEffect.Certain;
        int closer = 0;
        bool isTypedOver = overwrites || line.Overwrites;
        if (_ghost == Column && !isTypedOver)
        {
            // A suggestion goes on being shown as long as it is what is typed.
            if (isSuggested)
            {
                _ghost = end;
            }
            else
            {
                Erase(cells[Column..edge]);
                _ghost = -1;
            }
        }
        else if (!isTypedOver)
        {
            isTypedOver = line.Pairs.IsTypedOver(key.CodePoint, before[Column], line.IsOfShell);
            closer = isTypedOver || end + 1 >= edge ? 0 : line.Pairs.CloserFor(key.CodePoint, Column > 0 ? before[Column - 1] : default, before[Column], line.IsOfShell);
            effect = isTypedOver ? effect : PushRight(cells, edge, key.Width + (closer == 0 ? 0 : 1));
        }

        Put(cells, Column, glyph);
        if (closer != 0)
            Put(cells, end, Cell.Of(closer, 1, glyph.StyleId));

        if (_ghost < 0 && line.Suggestions.IsActive)
            Suggest(cells, end, edge);

        if (key.CodePoint == ' ' && WordBefore(cells) is not 0 and var word)
        {
            key.After.Word = word;
            effect = line.Abbreviations.Contains(word) ? KeyEffect.Doubtful : effect;
        }

        _inputEnd = Math.Max(_inputEnd, Column) + (isTypedOver ? 0 : key.Width) + (closer == 0 ? 0 : 1);
        _inputEnd = Math.Max(_inputEnd, end);
        Column = end;
        return end < edge ? effect : Wrap(edge, effect);
    }

    /// <summary>Hash of the word that ends at the cursor; 0 for none.</summary>
    private ulong WordBefore(ReadOnlySpan<Cell> cells)
    {
        int start = Column, first = Math.Max(0, line.StartOn(Row));
        while (start > first && !cells[start - 1].LooksEmpty)
            start--;

        return HashOf(start, Column);
    }

    /// <summary>An application that suggests will perhaps suggest what it did before, or what was entered before.</summary>
    private void Suggest(Span<Cell> cells, int end, int edge)
    {
        int start = line.StartOn(Row);
        if (start < 0 || end >= edge || !RowText.IsEmpty(cells[end..edge]))
            return;

        int length = line.Suggestions.Guess(screen.Symbols, cells[start..end], cells[end..(edge - 1)]);
        if (length > 0)
        {
            _ghost = end;
            _isGhostGuessed = true;
        }
    }

    /// <summary>What is behind the cursor makes room; a suggestion behind that is for another text, and goes.</summary>
    private KeyEffect PushRight(Span<Cell> cells, int edge, int width)
    {
        int end = edge;
        if (_ghost > Column)
        {
            end = Math.Min(edge, _ghost + width);
            EraseGhost(cells, edge);
        }

        bool isFull = !RowText.IsEmpty(cells[(end - width)..end]);
        cells[Column..(end - width)].CopyTo(cells[(Column + width)..]);
        Mend(cells, end);

        // What is pushed out goes to the next row, or the fixed text at the right makes room for it: who knows.
        return isFull ? KeyEffect.Doubtful : KeyEffect.Certain;
    }

    /// <summary>The row is full up to the edge. Lines go on in the next row of the screen, if they do, or somewhere in a pane.</summary>
    private KeyEffect Wrap(int edge, KeyEffect effect)
    {
        if (edge != screen.Columns || Row + 1 >= screen.Rows)
        {
            Column = edge - 1;
            return KeyEffect.Doubtful;
        }

        // The line editors of shells go to the next row at once; the kernel lets the terminal do it with the next character, and other editors do as they like.
        bool isSure = screen.Facts.IsLineEditor && line.IsKnown && line.Prompt == PromptKind.Shell && !overwrites && !line.Overwrites && RowText.IsEmpty(CellsOf(Row + 1));
        Row++;
        Column = 0;
        _ghost = -1;
        _inputEnd = 0;
        return isSure ? effect : KeyEffect.Doubtful;
    }

    private KeyEffect Combine(int mark)
    {
        int column = Column - WidthBefore(CellsOf(Row));
        if (screen.Facts.Clusters)
            return TryJoin(mark, out KeyEffect effect) ? effect : KeyEffect.Unknown;

        if (column == Column || CellsOf(Row)[column].LooksEmpty)
            return KeyEffect.Unknown;

        Span<Cell> cells = Touch(Row);
        cells[column] = screen.Symbols.Combine(cells[column], mark);
        return KeyEffect.Certain;
    }

    /// <summary>The style of typed text: that of what was typed before it.</summary>
    private int StyleAt(ReadOnlySpan<Cell> cells)
    {
        int left = Column - WidthBefore(cells);
        if (left == Column)
            return screen.PenStyleId;

        int style = cells[left].StyleId;
        bool isPrompt = line.StartOn(Row) == Column;
        return isPrompt && !screen.Symbols.StyleOf(style).Background.IsDefault ? screen.PenStyleId : style;
    }

    /// <summary>Columns of the character before the cursor; 0 in the first column.</summary>
    private int WidthBefore(ReadOnlySpan<Cell> cells) => Column == 0 ? 0 : Column > 1 && cells[Column - 2].IsWide ? 2 : 1;

    /// <summary>The first column right of the cursor that editing does not reach: a border, other text that stands fixed, or the end of the row.</summary>
    private int EdgeOf(ReadOnlySpan<Cell> cells)
    {
        int end = line.IsKnown && line.Row == Row && line.FixedEdge > Column ? Math.Min(line.FixedEdge, cells.Length) : cells.Length;
        for (int column = Column + 1; column < end; column++)
        {
            if (!cells[column].IsCluster && (Borders.IsVertical(cells[column].CodePoint) || IsBarOfSeveralRows(cells[column], column)))
                return column;
        }

        return end;
    }

    /// <summary>Editors split their windows by bars of ASCII, which stand above each other.</summary>
    private bool IsBarOfSeveralRows(Cell cell, int column) =>
        cell.CodePoint == '|'
        && (Row == 0 || screen[Row - 1][column].CodePoint == '|')
        && (Row == screen.Rows - 1 || screen[Row + 1][column].CodePoint == '|')
        && screen.Rows > 1;

    private ulong HashOf(int start, int end) => start >= end ? 0 : RowText.Hash(screen.Symbols, CellsOf(Row)[start..end]);

    /// <summary>The cells of a row as they are expected.</summary>
    private ReadOnlySpan<Cell> CellsOf(int row)
    {
        for (int index = 0; index < ChangedRows; index++)
        {
            if (_changed[index].Row == row)
                return _changed[index].Cells;
        }

        return screen[row];
    }

    /// <summary>The cells of a row, for writing. When more rows are touched than there is room for, guessing ends.</summary>
    private Span<Cell> Touch(int row)
    {
        for (int index = 0; index < ChangedRows; index++)
        {
            if (_changed[index].Row == row)
                return _changed[index].Cells;
        }

        if (ChangedRows == MaxRows)
        {
            IsKnown = false;
            ChangedRows--;
        }

        ref ChangedRow changed = ref _changed[ChangedRows++];
        changed.Row = row;
        if (changed.Cells?.Length != screen.Columns)
            changed.Cells = new Cell[screen.Columns];

        screen[row].CopyTo(changed.Cells);
        return changed.Cells;
    }

    private static void Put(Span<Cell> cells, int column, Cell glyph)
    {
        cells[column] = glyph;
        if (glyph.IsWide)
            cells[column + 1] = Cell.Blank(glyph.StyleId);
    }

    private static void Erase(Span<Cell> cells) => cells.Clear();

    private void EraseGhost(Span<Cell> cells, int edge)
    {
        Erase(cells[Math.Min(_ghost, edge)..edge]);
        _ghost = -1;
    }

    /// <summary>A wide character that was pushed half over the edge is gone.</summary>
    private static void Mend(Span<Cell> cells, int edge)
    {
        if (edge > 0 && cells[edge - 1].IsWide)
            cells[edge - 1] = default;
    }

    private struct ChangedRow
    {
        public int Row;
        public Cell[] Cells;
    }
}
