using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// What is known about the line that the user edits: where its input begins, what stands fixed to the right of it, how the application treats the
/// text behind the cursor. Used by the engine only.
/// </summary>
internal sealed class LineContext
{
    /// <summary>How far above the cursor the first row of the input is looked for, when output has moved it.</summary>
    private const int SearchRows = 8;

    private ulong _prefix;

    /// <summary>True when <see cref="Row"/> and <see cref="Column"/> are where the input begins.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>True when a prompt stands before the input: without one, nothing proves that a line is being edited at all.</summary>
    public bool HasPrompt { get; private set; }

    /// <summary>True while nothing of the input has been echoed: the beginning is wherever the cursor is.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>First row of the input.</summary>
    public int Row { get; private set; }

    /// <summary>First column of the input, on <see cref="Row"/>.</summary>
    public int Column { get; private set; }

    /// <summary>The first column of what stood to the right of the cursor before anything was typed, on <see cref="Row"/>: a right prompt, another pane.</summary>
    public int FixedEdge { get; private set; } = int.MaxValue;

    /// <summary>Names the prompt for <see cref="PromptMemory"/>: its text and whether a line editor reads.</summary>
    public ulong PromptKey { get; private set; }

    /// <summary>How the prompt ends, which tells shells from questions.</summary>
    public PromptKind Prompt { get; private set; }

    /// <summary>The prompt is the sign of a shell and nothing else.</summary>
    public bool IsBareSign { get; private set; }

    /// <summary>Column where a suggestion begins that the application shows behind the cursor, on the cursor's row; -1 for none.</summary>
    public int Ghost { get; set; } = -1;

    /// <summary>Where the input ends on the cursor's row, spaces at its end included, as far as it was typed here; 0 when that is not known.</summary>
    public int InputEnd { get; set; }

    /// <summary>The application has been seen to suggest something on this line.</summary>
    public bool Suggests { get; private set; }

    /// <summary>What was suggested and entered on lines before.</summary>
    public SuggestionMemory Suggestions { get; } = new();

    /// <summary>Words that the application has replaced when a space was typed behind them.</summary>
    public AbbreviationMemory Abbreviations { get; } = new();

    /// <summary>Brackets and quotes that the application closes by itself.</summary>
    public PairMemory Pairs { get; } = new();

    /// <summary>True when a shell, or somebody like it, edits this line; editors for programs have no prompt.</summary>
    public bool IsOfShell => HasPrompt && Prompt == PromptKind.Shell;

    /// <summary>Typed characters replace what is under the cursor, and leave the rest alone.</summary>
    public bool Overwrites { get; set; }

    /// <summary>Grey text behind the cursor has turned out to be text like any other.</summary>
    public bool PushesGrey { get; set; }

    /// <summary>Facts and memory said that this line echoes, and it did not.</summary>
    public bool IsBarred { get; set; }

    /// <summary>True when the cursor stands where the input begins, or behind nothing but what is known to be typed: nobody else's text is in between.</summary>
    public bool IsAtStart { get; private set; }

    /// <summary>True when a row with other text stands right above the prompt, as a command has left it that was entered at the same prompt before.</summary>
    public bool FollowsOutput { get; private set; }

    /// <summary>The first column of the input on a row, when it is known and a prompt stands before it; else -1.</summary>
    public int StartOn(int row) => IsKnown && HasPrompt && row == Row ? Column : -1;

    /// <summary>True when a position is surely on this line, and the line is no field of a form.</summary>
    public bool Holds(int row, int column) =>
        IsKnown && row == Row && column >= Column && column < FixedEdge && Prompt is PromptKind.Sign or PromptKind.Shell;

    /// <summary>A new line begins, at a place that the host has yet to show.</summary>
    public void Begin()
    {
        IsFresh = true;
        IsKnown = false;
        HasPrompt = false;
        IsBarred = false;
        Overwrites = false;
        PushesGrey = false;
        Suggests = false;
        InputEnd = 0;
        Ghost = -1;
        FixedEdge = int.MaxValue;
    }

    /// <summary>Nothing is known any more, nor will be before the next line.</summary>
    public void Lose()
    {
        Begin();
        IsFresh = false;
    }

    /// <summary>
    /// True when the prompt stands where it stood and the cursor is behind it, as after a line of the history was called up: that is input, not a longer prompt.
    /// </summary>
    public bool HasGrown(ScreenRecord screen) =>
        HasPrompt && screen.CursorColumn > Column && Holds(screen.CursorRow, screen.CursorColumn) && IsAt(screen, Row);

    /// <summary>True when the prompt of this line stands on another row.</summary>
    public bool BeginsOn(ScreenRecord screen, int row) => Column > 0 && RowText.Hash(screen.Symbols, screen[row][..Column]) == _prefix;

    /// <summary>Something of the input has been echoed.</summary>
    public void Fix() => IsFresh = false;

    /// <summary>Brings the context up to date with a new frame.</summary>
    /// <param name="screen">The frame.</param>
    /// <param name="echoedColumns">Columns before the cursor that are known to be input, when the line is fresh.</param>
    public void Follow(ScreenRecord screen, int echoedColumns)
    {
        if (TryFollowMarks(screen))
        {
            IsFresh &= echoedColumns == 0;
        }
        else if (IsFresh)
        {
            Anchor(screen, screen.CursorRow, Math.Max(0, screen.CursorColumn - echoedColumns));
            IsFresh = echoedColumns == 0;
        }
        else if (IsKnown && !IsAt(screen, Row) && !TryFindAbove(screen))
        {
            IsKnown = false;
        }

        FindGhost(screen);
        if (Ghost >= 0 && Ghost == screen.CursorColumn && StartOn(screen.CursorRow) is >= 0 and var start)
            Suggestions.Suggest(screen[Row][start..Math.Min(FixedEdge, screen.Columns)], screen.CursorColumn - start);

        FollowsOutput = IsKnown && Row > 0 && !RowText.IsEmpty(screen[Row - 1]) && !BeginsOn(screen, Row - 1);
        IsAtStart = IsKnown && screen.CursorRow == Row && screen.CursorColumn == Column + echoedColumns;
    }

    /// <summary>Learns from two frames between which nothing was typed but characters, or nothing at all, how text behind the cursor is treated.</summary>
    /// <param name="before">The earlier frame.</param>
    /// <param name="after">The later one.</param>
    /// <param name="typedColumns">Columns that were typed.</param>
    public void Learn(ScreenRecord before, ScreenRecord after, int typedColumns)
    {
        int row = after.CursorRow, from = before.CursorColumn, to = after.CursorColumn;
        if (row != before.CursorRow || to != from + typedColumns || before.Columns != after.Columns)
            return;

        int end = IsKnown && row == Row && FixedEdge > to ? Math.Min(FixedEdge, after.Columns) : after.Columns;
        ReadOnlySpan<Cell> old = before[row][from..end], now = after[row][to..end];
        if (RowText.IsEmpty(now))
            return;

        if (RowText.IsEmpty(old))
        {
            Appeared(after.Symbols, now, to);
            return;
        }

        bool isPushed = RowText.Same(before.Symbols, old, after.Symbols, now);
        bool isKept = typedColumns <= old.Length && RowText.Same(before.Symbols, old[typedColumns..], after.Symbols, now);
        if (typedColumns == 0)
        {
            Ghost = isKept ? Ghost : to;
        }
        else if (isPushed && !isKept)
        {
            PushesGrey |= Ghost == from || Ghost == to;
            Ghost = -1;
            Overwrites = false;
        }
        else if (isKept && !isPushed && Ghost < 0 && !RowText.Same(before.Symbols, old[..typedColumns], after.Symbols, after[row][from..to]))
        {
            Overwrites = true;
        }
        else if (!isPushed)
        {
            Ghost = to;
        }
    }

    /// <summary>Learns from two frames between which only characters were typed. True when what they did behind the cursor was to open or close brackets.</summary>
    public bool LearnPairs(ScreenRecord before, ScreenRecord after, KeysInFlight keys, int count, int typedColumns)
    {
        int row = after.CursorRow, from = before.CursorColumn, to = after.CursorColumn;
        if (row != before.CursorRow || to != from + typedColumns || before.Columns != after.Columns || Ghost >= 0)
            return false;

        int end = IsKnown && row == Row && FixedEdge > to ? Math.Min(FixedEdge, after.Columns) : after.Columns;
        return Pairs.Learn(keys, count, from > 0 ? before[row][from - 1] : default, before[row][from..end], after[row][to..end], IsOfShell);
    }

    /// <summary>Text came up behind the cursor where there was none, and nobody typed it.</summary>
    private void Appeared(SymbolTable symbols, ReadOnlySpan<Cell> text, int column)
    {
        if (RowText.StartOf(text, 0) > 1)
        {
            FixedEdge = column + RowText.StartOf(text, 0);
            return;
        }

        // An editor that closes brackets and quotes pushes them on.
        bool isCloser = RowText.EndOf(text) == 1 && text[0].CodePoint is ')' or ']' or '}' or '>' or '"' or '\'' or '`';
        Ghost = isCloser ? -1 : column;
        Suggests |= !isCloser;
        if (!isCloser)
            Suggestions.NoteStyle(symbols.StyleOf(text[RowText.StartOf(text, 0)].StyleId));
    }

    /// <summary>
    /// A suggestion is where it is known to be, or where faint or grey text begins behind the cursor that is not styled like the text before it.
    /// </summary>
    private void FindGhost(ScreenRecord screen)
    {
        ReadOnlySpan<Cell> cells = screen[screen.CursorRow];
        int end = IsKnown && screen.CursorRow == Row ? Math.Min(FixedEdge, cells.Length) : cells.Length;
        if (Ghost >= 0 && (Ghost < screen.CursorColumn || Ghost >= end || RowText.IsEmpty(cells[Ghost..end])))
            Ghost = -1;

        for (int column = Math.Max(1, screen.CursorColumn); Ghost < 0 && !PushesGrey && column < end; column++)
        {
            int style = cells[column].StyleId;
            if (!cells[column].LooksEmpty && GhostStyles.IsGhost(screen.Symbols.StyleOf(style)))
            {
                int start = column;
                while (start > screen.CursorColumn && cells[start - 1].StyleId == style)
                    start--;

                Ghost = start > 0 && cells[start - 1].StyleId == style ? -1 : start;
                return;
            }
        }
    }

    /// <summary>The shell has marked where its input begins (OSC 133;B).</summary>
    private bool TryFollowMarks(ScreenRecord screen)
    {
        if (!screen.Facts.IsShellInput)
            return false;

        for (int row = screen.CursorRow; row >= Math.Max(0, screen.CursorRow - SearchRows); row--)
        {
            if ((screen.MarksOf(row) & RowMarks.Input) == RowMarks.None)
                continue;

            int column = screen.InputColumnOf(row);
            if (row == screen.CursorRow && screen.CursorColumn < column)
                return false;

            if (!IsKnown || row != Row || column != Column)
                Anchor(screen, row, column);

            HasPrompt = true;
            Prompt = PromptKind.Shell;
            return true;
        }

        return false;
    }

    private void Anchor(ScreenRecord screen, int row, int column)
    {
        ReadOnlySpan<Cell> cells = screen[row];
        Row = row;
        Column = column;
        IsKnown = true;
        _prefix = RowText.Hash(screen.Symbols, cells[..column]);
        PromptKey = screen.Facts.BracketedPaste ? ~_prefix : _prefix;
        Prompt = PromptKinds.Of(cells[..column]);
        HasPrompt = Prompt != PromptKind.None;
        IsBareSign = column == 2 && cells[0].CodePoint is '$' or '#' or '%';
        FixedEdge = int.MaxValue;
        if (row == screen.CursorRow && column == screen.CursorColumn)
            FixedEdge = EdgeRightOf(cells, column);
    }

    /// <summary>What touches the cursor is a placeholder or the rest of a text; what stands behind a gap belongs to somebody else.</summary>
    private static int EdgeRightOf(ReadOnlySpan<Cell> cells, int column)
    {
        while (column < cells.Length && !cells[column].LooksEmpty)
        {
            while (column < cells.Length && !cells[column].LooksEmpty)
                column++;

            // One blank separates words.
            column += column + 1 < cells.Length && !cells[column + 1].LooksEmpty ? 1 : 0;
        }

        int edge = RowText.StartOf(cells, column);
        return edge < cells.Length ? edge : int.MaxValue;
    }

    private bool TryFindAbove(ScreenRecord screen)
    {
        if (Column == 0)
            return false;

        for (int row = screen.CursorRow; row >= Math.Max(0, screen.CursorRow - SearchRows); row--)
        {
            if (IsAt(screen, row))
            {
                Row = row;
                return true;
            }
        }

        return false;
    }

    private bool IsAt(ScreenRecord screen, int row) =>
        row < screen.Rows && Column < screen.Columns
        && (screen.CursorRow > row || (screen.CursorRow == row && screen.CursorColumn >= Column))
        && RowText.Hash(screen.Symbols, screen[row][..Column]) == _prefix;
}
