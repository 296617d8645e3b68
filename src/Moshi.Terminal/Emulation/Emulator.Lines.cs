using System.Numerics;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Rows of a screen on which lines may be taken.</summary>
    private const int MaxRowsOfTaking = 256;

    private TextLine[] _newestLines = [];

    /// <summary>
    /// A flood of plain text (a log, <c>cat</c>, <c>yes</c>): lines that will have left the screen before anybody can look at it go to the history without being
    /// drawn. What is left for the parser to print are the last lines, of as many rows at least as the screen still shows, so that everything ends as if all had been printed.
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

        return TakeLines(text, rows, out seen);
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

    private int TakeLines(ReadOnlySpan<byte> text, int rows, out int seen)
    {
        // The newest lines of the text: one more than stay on the screen when the one that follows them begins.
        int needed = (int)BitOperations.RoundUpToPowerOf2((uint)rows);
        if (_newestLines.Length < needed)
            _newestLines = new TextLine[needed];

        TextLineReader reader = ReaderOf(text, position: 0);
        int count = ReadLines(ref reader, text, 0);
        bool canHold = _mayHold && reader.IsOutOfText && (count >= rows || text.Length >= LeastHeldBytes);
        if (count < rows && !canHold)
        {
            seen = reader.Position;
            return 0;
        }

        int taken = 0;
        if (count >= rows)
        {
            BlankScreen();
            taken = OldestLine(count).Start;
        }

        seen = reader.Position - taken;
        if (!canHold)
            return taken;

        Hold(text[taken..], taken, seen, count);
        return text.Length;
    }

    private TextLineReader ReaderOf(ReadOnlySpan<byte> text, int position)
    {
        WidthPolicy policy = WidthPolicy == WidthPolicy.Stock ? WidthPolicy.Stock : _screen.Modes.GraphemeClusters ? WidthPolicy.Graphemes : WidthPolicy.CodePoints;
        return new TextLineReader(text, _screen.Columns, policy, AmbiguousWidth, position);
    }

    /// <summary>
    /// Reads lines as long as there are whole ones; those that have left the screen, whether they have one row or more, go to the history. Takes and returns how many there were since
    /// the screen was as it is now.
    /// </summary>
    private int ReadLines(ref TextLineReader reader, ReadOnlySpan<byte> text, int count)
    {
        TextLine[] newest = _newestLines;
        int mask = newest.Length - 1;
        int staying = _screen.Rows - 1;
        while (reader.TryRead(out newest[count & mask]))
        {
            int leaving = count++ - staying;
            if (leaving < 0)
                continue;

            if (leaving == 0)
                SaveLines(staying);

            ref readonly TextLine line = ref newest[leaving & mask];
            _history.Push(text.Slice(line.Start, line.Length), line);
        }

        return count;
    }

    /// <summary>The oldest of the lines that are still to be drawn: those before it have left the screen, whatever they look like.</summary>
    private ref TextLine OldestLine(int count) => ref _newestLines[(count - Math.Min(count, _screen.Rows - 1)) & (_newestLines.Length - 1)];

    /// <summary>Nothing is left of what the screen showed: what is drawn next begins at its top.</summary>
    private void BlankScreen()
    {
        for (int row = 0; row < _screen.Rows; row++)
            _screen.ClearRow(row, 0);

        MoveTo(0, 0);
    }
}
