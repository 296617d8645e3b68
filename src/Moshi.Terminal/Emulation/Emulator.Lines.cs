using System.Numerics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>Rows of a screen on which lines may be taken.</summary>
    private const int MaxRowsOfTaking = 256;

    /// <summary>Bytes looked at one by one: most ends of short lines are found before a search would have begun.</summary>
    private const int NearBytes = 6;

    /// <summary>
    /// A flood of plain lines (a log, <c>cat</c>, <c>yes</c>): those that will have left the screen before anybody can look at it go to the history without being
    /// drawn. What is left for the parser to print are the last lines, as many as the screen still shows, so that everything ends as if all had been printed.
    /// </summary>
    private int TakeLines(ReadOnlySpan<byte> text, out int seen)
    {
        int rows = _screen.Rows;
        if (text.Length < 2 * rows || _screen.CursorRow != rows - 1 || !ScrollsPlainly(rows))
        {
            // Whatever has to change for it cannot change within a few lines that are too few.
            seen = text.Length < 2 * rows ? text.Length : 0;
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
        // Where the newest rows of text begin, and whether they run on; with one place more than stay on the screen.
        Span<int> begins = stackalloc int[MaxRowsOfTaking];
        int mask = (int)BitOperations.RoundUpToPowerOf2((uint)rows) - 1;
        int columns = _screen.Columns;
        int count = 0;
        int at = 0;
        while (TryFindLine(text, at, out int end))
        {
            for (int wrapped = 1; wrapped != 0; at += columns)
            {
                wrapped = end - at > columns ? 1 : 0;
                begins[count & mask] = (at << 1) | wrapped;
                int leaving = count++ - (rows - 1);
                if (leaving < 0)
                {
                    continue;
                }

                if (leaving == 0)
                {
                    SaveLines(rows - 1);
                }

                int begin = begins[leaving & mask];
                int next = begins[(leaving + 1) & mask];
                bool isWrapped = (begin & 1) != 0;
                begin >>= 1;
                _history.Push(text.Slice(begin, isWrapped ? columns : (next >> 1) - LineEndBytes - begin), isWrapped);
            }

            at = end + LineEndBytes;
        }

        if (count < rows)
        {
            seen = at;
            return 0;
        }

        for (int row = 0; row < rows; row++)
        {
            _screen.ClearRow(row, 0);
        }

        MoveTo(0, 0);
        int taken = begins[(count - (rows - 1)) & mask] >> 1;
        seen = at - taken;
        return taken;
    }

    private const int LineEndBytes = 2;

    /// <summary>Finds the end of a line of printable ASCII that is followed by CR LF.</summary>
    private static bool TryFindLine(ReadOnlySpan<byte> text, int start, out int end)
    {
        int near = Math.Min(text.Length, start + NearBytes);
        for (end = start; end < near && text[end] is >= 0x20 and <= 0x7E; end++)
        {
        }

        if (end == near)
        {
            int length = text[end..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
            end = length < 0 ? text.Length : end + length;
        }

        return end + 1 < text.Length && text[end] == 0x0D && text[end + 1] == 0x0A;
    }
}
