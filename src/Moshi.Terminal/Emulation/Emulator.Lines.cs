using System.Numerics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Rows of a screen on which lines may be taken.</summary>
    private const int MaxRowsOfTaking = 256;

    /// <summary>Text that is measured has so many bytes as this many screens have cells.</summary>
    private const int ScreensWorthMeasuring = 4;

    private TextRow[] _newestRows = [];

    /// <summary>
    /// A flood of plain text (a log, <c>cat</c>, <c>yes</c>): lines that will have left the screen before anybody can look at it go to the history without being
    /// drawn. What is left for the parser to print are the last rows, as many as the screen still shows, so that everything ends as if all had been printed.
    /// </summary>
    private int TakeLines(ReadOnlySpan<byte> text, out int seen)
    {
        int rows = _screen.Rows;
        if (text.Length < 2 * rows || _isDrawingHeld)
        {
            seen = text.Length;
            return 0;
        }

        if (_screen.CursorRow != rows - 1 || (text[0] < 0x20 && text[0] != 0x0D) || !ScrollsPlainly(rows))
        {
            seen = 0;
            return 0;
        }

        return TakeRows(text, rows, out seen);
    }

    /// <summary>True when plain text that begins here does nothing but scroll the whole primary screen, line by line.</summary>
    private bool ScrollsPlainly(int rows)
    {
        if (rows is < 2 or > MaxRowsOfTaking || _screen.CursorColumn != 0 || _pendingWrap || !_printsPlainly || !Has(EmulatorModes.Autowrap)
            || _screen.IsAlternate || _top != 0 || _bottom != rows - 1 || !IsFullWidth || !_screen.Pen.IsDefault)
        {
            return false;
        }

        Row row = _screen.RowAt(rows - 1);
        return row.Used == 0 && row.Marks == RowMarks.None && !row.Wrapped;
    }

    private int TakeRows(ReadOnlySpan<byte> text, int rows, out int seen)
    {
        // The newest rows of the text: one more than stay on the screen when the row that follows them begins.
        int needed = (int)BitOperations.RoundUpToPowerOf2((uint)rows);
        if (_newestRows.Length < needed)
            _newestRows = new TextRow[needed];

        // To measure other text than ASCII costs a third of drawing it: only where most of it will not have to be drawn.
        bool isLong = _mayHold ? text.Length >= LeastHeldBytes : text.Length >= ScreensWorthMeasuring * rows * _screen.Columns;
        var reader = new TextRowReader(text, _screen.Columns, isLong && _screen.Modes.GraphemeClusters, AmbiguousWidth);
        int count = ReadRows(ref reader, text, 0);
        bool canHold = _mayHold && reader.IsOutOfText && (count >= rows || isLong);
        if (count < rows && !canHold)
        {
            seen = reader.Position;
            return 0;
        }

        int taken = 0;
        if (count >= rows)
        {
            BlankScreen();
            taken = OldestRow(count).Start;
        }

        seen = reader.Position - taken;
        if (!canHold)
            return taken;

        Hold(text[taken..], taken, seen, count);
        return text.Length;
    }

    /// <summary>
    /// Reads rows as long as there are whole ones; those that have left the screen go to the history. Takes and returns how many there were since the screen was as it
    /// is now.
    /// </summary>
    private int ReadRows(ref TextRowReader reader, ReadOnlySpan<byte> text, int count)
    {
        TextRow[] newest = _newestRows;
        int mask = newest.Length - 1;
        int staying = _screen.Rows - 1;
        while (reader.TryRead(out newest[count & mask]))
        {
            int leaving = count++ - staying;
            if (leaving < 0)
                continue;

            if (leaving == 0)
                SaveLines(staying);

            ref readonly TextRow row = ref newest[leaving & mask];
            _history.Push(text.Slice(row.Start, row.Length), row);
        }

        return count;
    }

    /// <summary>The oldest of the rows that are still to be drawn.</summary>
    private ref TextRow OldestRow(int count) => ref _newestRows[(count - Math.Min(count, _screen.Rows - 1)) & (_newestRows.Length - 1)];

    /// <summary>Nothing is left of what the screen showed: what is drawn next begins at its top.</summary>
    private void BlankScreen()
    {
        for (int row = 0; row < _screen.Rows; row++)
            _screen.ClearRow(row, 0);

        MoveTo(0, 0);
    }
}
