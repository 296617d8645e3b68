using System.Numerics;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Rows of a scrolling region in which lines may be taken.</summary>
    private const int MaxRowsOfTaking = 256;

    private TextLine[] _newestLines = [];

    /// <summary>Rows between the margins, which scroll.</summary>
    private int RegionRows => _bottom - _top + 1;

    /// <summary>Lines that scroll off go to the history, and are not lost: not those of the alternate screen, nor from below a line that stays.</summary>
    private bool SavesLines => _top == 0 && IsFullWidth && !_screen.IsAlternate;

    /// <summary>
    /// A flood of plain text (a log, <c>cat</c>, <c>yes</c>, the same in a pane of a multiplexer): lines that will have left the scrolling region before anybody can look at it go to the
    /// history, if it has one, without being drawn. What is left for the parser to print are the last lines, of as many rows at least as the region still shows, so that everything ends as
    /// if all had been printed.
    /// </summary>
    private int TakeLines(ReadOnlySpan<byte> text, out int seen)
    {
        int rows = RegionRows;
        if (text.Length < 2 * rows || _isDrawingHeld)
        {
            seen = text.Length;
            return 0;
        }

        if (_screen.CursorRow != _bottom || (text[0] < 0x20 && text[0] != 0x0D) || !ScrollsPlainly(rows))
        {
            seen = 0;
            return 0;
        }

        return TakeLines(text, rows, out seen);
    }

    /// <summary>True when plain text that begins here does nothing but scroll whole lines of a region of so many rows.</summary>
    private bool ScrollsPlainly(int rows)
    {
        if (rows is < 2 or > MaxRowsOfTaking || _screen.CursorColumn != 0 || _pendingWrap || !_printsPlainly || !Has(EmulatorModes.Autowrap)
            || !IsFullWidth || !_screen.Pen.IsDefault)
        {
            return false;
        }

        Row row = _screen.RowAt(_bottom);
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
            BlankRegion();
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
    /// Reads lines as long as there are whole ones; those that have left the region, whether they have one row or more, go to the history. Takes and returns how many there were since
    /// the region was as it is now.
    /// </summary>
    private int ReadLines(ref TextLineReader reader, ReadOnlySpan<byte> text, int count)
    {
        TextLine[] newest = _newestLines;
        int mask = newest.Length - 1;
        int staying = RegionRows - 1;
        bool savesLines = SavesLines;
        while (reader.TryRead(out newest[count & mask]))
        {
            int leaving = count++ - staying;
            if (leaving < 0 || !savesLines)
                continue;

            if (leaving == 0)
                SaveLines(staying);

            ref readonly TextLine line = ref newest[leaving & mask];
            _history.Push(text.Slice(line.Start, line.Length), line);
        }

        return count;
    }

    /// <summary>The oldest of the lines that are still to be drawn: those before it have left the region, whatever they look like.</summary>
    private ref TextLine OldestLine(int count) => ref _newestLines[(count - Math.Min(count, RegionRows - 1)) & (_newestLines.Length - 1)];

    /// <summary>Nothing is left of what the region showed: what is drawn next begins at its top.</summary>
    private void BlankRegion()
    {
        for (int row = _top; row <= _bottom; row++)
            _screen.ClearRow(row, 0);

        MoveTo(_top, 0);
    }
}
