using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

public sealed partial class PredictionEngine
{
    /// <summary>
    /// Cursor guesses of earlier epochs that are kept for the case that such an epoch is confirmed. While a host does not answer, each key of unknown
    /// effect adds one.
    /// </summary>
    private const int MaxCursors = 256;

    /// <summary>The screen that keys are typed at; set only during <see cref="OnInput"/>.</summary>
    private Framebuffer? _screen;

    private long _nowMs;

    private Framebuffer Screen => _screen ?? throw new InvalidOperationException("Keys are guessed only within OnInput.");

    private ulong Expiration => _lastSent + 1;

    /// <summary>The cursor as it will be once the host has answered everything typed so far.</summary>
    private PredictedCursor Cursor
    {
        get => _cursors[^1];
        set => _cursors[^1] = value with { Expiration = Expiration };
    }

    /// <summary>A character of width 1 was typed.</summary>
    private void GuessCharacter(int codePoint)
    {
        BeginGuess();
        (int row, int column, _, _) = Cursor;
        int edge = EdgeOf(row, column);
        if (column + 1 >= edge)
        {
            BecomeTentative();
        }

        PredictedRow guesses = RowOf(row);
        if (!_settings.Overwrite)
        {
            GuessInsertion(guesses, row, column, edge);
        }

        Style style = column == 0 ? Screen.Pen : StyleOf(guesses, row, column - 1);
        Renew(guesses, row, column).Replacement = Screen.MakeCell(codePoint, style);
        if (column + 1 < edge)
        {
            Cursor = Cursor with { Column = column + 1 };
            return;
        }

        BecomeTentative();
        if (edge == _columns)
        {
            GuessNewLine();
        }
    }

    /// <summary>The cells from the cursor to the edge move right by one.</summary>
    private void GuessInsertion(PredictedRow guesses, int row, int column, int edge)
    {
        bool isSuggestion = IsSuggestion(row, column);
        for (int target = edge - 1; target > column; target--)
        {
            Content moved = ContentOf(guesses, row, target - 1);
            ref PredictedCell slot = ref Renew(guesses, row, target);
            if (target == edge - 1 || moved.IsUnknown || isSuggestion)
            {
                slot.IsUnknown = true;
            }
            else
            {
                slot.Replacement = moved.Cell;
            }
        }
    }

    private void GuessBackspace()
    {
        BeginGuess();
        (int row, int column, _, _) = Cursor;
        if (column == 0)
        {
            return;
        }

        column--;
        Cursor = Cursor with { Column = column };
        PredictedRow guesses = RowOf(row);
        if (_settings.Overwrite)
        {
            ref PredictedCell old = ref guesses[column];
            Cell shown = old is { IsActive: true, IsUnknown: false } && IsShown && !IsTentative(old.Epoch)
                ? _triggers.IsFlagging ? Underlined(Screen, old.Replacement) : old.Replacement
                : Screen[row, column];
            Renew(guesses, row, column).Replacement = Screen.MakeCell(' ', Screen.StyleOf(shown));
            return;
        }

        int edge = EdgeOf(row, column);
        bool isSuggestion = IsSuggestion(row, column + 1);
        for (int target = column; target < edge; target++)
        {
            Content moved = target + 2 < edge ? ContentOf(guesses, row, target + 1) : Content.Unknown;
            ref PredictedCell slot = ref Renew(guesses, row, target);
            if (moved.IsUnknown || (isSuggestion && target > column))
            {
                slot.IsUnknown = true;
            }
            else
            {
                slot.Replacement = moved.Cell;
            }
        }
    }

    /// <summary>
    /// The cursor goes to the beginning of the next line. Scrolling is not guessed: on the last row the line is expected to be cleared.
    /// </summary>
    private void GuessNewLine()
    {
        BeginGuess();
        int row = Cursor.Row;
        if (row < _rows.Length - 1)
        {
            Cursor = Cursor with { Row = row + 1, Column = 0 };
            return;
        }

        Cursor = Cursor with { Column = 0 };
        PredictedRow guesses = RowOf(row);
        for (int column = 0; column < _columns; column++)
        {
            Renew(guesses, row, column).Replacement = default;
        }
    }

    private void GuessArrow(int step)
    {
        BeginGuess();
        Cursor = Cursor with { Column = Math.Clamp(Cursor.Column + step, 0, _columns - 1) };
    }

    /// <summary>Makes sure that the live cursor guess is one of this epoch.</summary>
    private void BeginGuess()
    {
        if (_cursors.Count == 0)
        {
            _cursors.Add(new PredictedCursor(Screen.CursorRow, Screen.CursorColumn, Expiration, _predictionEpoch));
        }
        else if (Cursor.Epoch != _predictionEpoch)
        {
            _cursors.Add(Cursor with { Expiration = Expiration, Epoch = _predictionEpoch });
            if (_cursors.Count > MaxCursors)
            {
                _cursors.RemoveAt(0);
            }
        }
    }

    private PredictedRow RowOf(int row) => _rows[row] ??= new PredictedRow(_columns);

    private ref PredictedCell Renew(PredictedRow guesses, int row, int column) =>
        ref guesses.Renew(column, Screen[row, column], Expiration, _predictionEpoch, _nowMs);

    /// <summary>What a cell will hold before the key that is being guessed has its effect.</summary>
    private Content ContentOf(PredictedRow guesses, int row, int column)
    {
        ref PredictedCell slot = ref guesses[column];
        return !slot.IsActive ? new Content(Screen[row, column], false) : new Content(slot.Replacement, slot.IsUnknown);
    }

    private Style StyleOf(PredictedRow guesses, int row, int column)
    {
        ref PredictedCell slot = ref guesses[column];
        return Screen.StyleOf(slot is { IsActive: true, IsUnknown: false } ? slot.Replacement : Screen[row, column]);
    }

    /// <summary>The first column right of the cursor that typing cannot reach: a border, or the end of the row.</summary>
    private int EdgeOf(int row, int column)
    {
        ReadOnlySpan<Cell> cells = Screen.CellsOf(row);
        for (int edge = column + 1; edge < cells.Length; edge++)
        {
            if (!cells[edge].IsCluster && IsVerticalLine(cells[edge].CodePoint))
            {
                return edge;
            }
        }

        return cells.Length;
    }

    /// <summary>Box drawing characters (U+2500 block) with a vertical stroke.</summary>
    private static bool IsVerticalLine(int codePoint) =>
        codePoint is 0x2502 or 0x2503 or 0x2506 or 0x2507 or (>= 0x250A and <= 0x254B) or 0x254E or 0x254F or (>= 0x2551 and <= 0x2570);

    /// <summary>
    /// True for text in grey behind text of another colour, as shells show what they suggest. It is replaced, not pushed, by what is typed.
    /// </summary>
    private bool IsSuggestion(int row, int column)
    {
        if (column == 0 || column >= _columns)
        {
            return false;
        }

        Cell cell = Screen[row, column];
        return !cell.LooksEmpty && cell.StyleId != Screen[row, column - 1].StyleId && IsGrey(Screen.StyleOf(cell).Foreground);
    }

    /// <summary>Bright black, the darker greys of the palette, and true colours that look like them.</summary>
    private static bool IsGrey(Color color)
    {
        const int DarkEnough = 0xA0;
        const int NearlyEqual = 0x10;
        return color switch
        {
            { IsIndexed: true } => color.Index is 8 or (>= 236 and <= 247),
            { IsRgb: true } => color.Green <= DarkEnough && Math.Abs(color.Red - color.Green) <= NearlyEqual
                && Math.Abs(color.Blue - color.Green) <= NearlyEqual,
            _ => false,
        };
    }

    private readonly record struct Content(Cell Cell, bool IsUnknown)
    {
        public static Content Unknown => new(default, true);
    }
}
