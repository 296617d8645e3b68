using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>The functions of VT420 on rectangles. False: the sequence is none of them.</summary>
    private bool DispatchRectangle(in ControlSequence sequence)
    {
        switch (sequence.Collected, sequence.Final)
        {
            case ('$', 'x'):
                FillRectangle(sequence);
                return true;
            case ('$', 'z'):
                EraseRectangle(RectangleOf(sequence.Parameters));
                return true;
            case ('$', '{'):
                WipeRectangle(RectangleOf(sequence.Parameters));
                return true;
            case ('$', 'v'):
                CopyRectangle(sequence);
                return true;
            case ('$', 'r'):
                ChangeRectangle(sequence, reverses: false);
                return true;
            case ('$', 't'):
                ChangeRectangle(sequence, reverses: true);
                return true;
            case ('#', 'y'):
                _checksumRules = (ChecksumRules)sequence.Parameter(0, 0) & ChecksumRules.All;
                return true;
            case ('#', '|'):
                ReportRenditionsOf(RectangleOf(sequence.Parameters));
                return true;
            case ('*', 'x'):
                _changesRectangles = sequence.Parameter(0, 0) == 2;
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// A rectangle as sequences have it: top, left, bottom, right, counted from 1, from the margins in origin mode; the whole screen by default. Nothing
    /// when it is empty or upside down: then <see cref="Margins.Bottom"/> is above <see cref="Margins.Top"/>. A stream of text over several lines may end
    /// left of where it begins.
    /// </summary>
    private Margins RectangleOf(ReadOnlySpan<int> parameters, bool isStream = false)
    {
        bool isOrigin = Has(EmulatorModes.Origin);
        int rowOffset = isOrigin ? _top : 0;
        int columnOffset = isOrigin ? _left : 0;
        int lastRow = isOrigin ? _bottom : _screen.Rows - 1;
        int lastColumn = isOrigin ? _right : _screen.Columns - 1;
        int top = Or(parameters, 0, 1) - 1 + rowOffset;
        int left = Or(parameters, 1, 1) - 1 + columnOffset;
        int bottom = Math.Min(Or(parameters, 2, lastRow - rowOffset + 1) - 1 + rowOffset, lastRow);
        int right = Math.Min(Or(parameters, 3, lastColumn - columnOffset + 1) - 1 + columnOffset, lastColumn);
        return top > bottom || (left > right && !(isStream && top < bottom)) ? new Margins(0, 0, -1, -1) : new Margins(top, left, bottom, right);
    }

    private static int Or(ReadOnlySpan<int> parameters, int index, int fallback) =>
        index < parameters.Length && parameters[index] > 0 ? parameters[index] : fallback;

    /// <summary>DECFRA: the character comes first, and only Latin-1 has characters for it.</summary>
    private void FillRectangle(in ControlSequence sequence)
    {
        int character = sequence.Parameter(0, 0);
        if (character is not ((>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xFF)))
            return;

        Margins area = RectangleOf(sequence.Parameters[1..]);
        int mapped = character <= 0x7E ? CharacterSets.Map(_characterSets.Current, (byte)character) : character;
        var cell = Cell.Of(mapped, 1, PenStyleId());
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            Row target = _screen.WritableRow(row);
            MendEdges(target, area.Left, area.Right + 1);
            target.Writable(area.Left, area.Right - area.Left + 1).Fill(cell);
        }
    }

    /// <summary>DECERA.</summary>
    private void EraseRectangle(in Margins area)
    {
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            Row target = _screen.WritableRow(row);
            MendEdges(target, area.Left, area.Right + 1);
            target.Fill(area.Left, area.Right + 1, EraseStyleId());
        }
    }

    /// <summary>
    /// DECSERA: spaces instead of characters, but for those that DECSCA has protected; renditions stay (VT510 manual). What SPA has protected is not safe from
    /// it, as in xterm.
    /// </summary>
    private void WipeRectangle(in Margins area)
    {
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            Row target = _screen.WritableRow(row);
            for (int column = area.Left; column <= area.Right; column++)
            {
                bool isHidden = column > 0 && target[column - 1].IsWide;
                if (isHidden || (_protection == Protection.Dec && IsProtected(target[column])))
                    continue;

                RenewSymbolsWhenFull();
                Style style = _screen.StyleOf(target[column]).WithoutLink();
                MendEdges(target, column, column + 1);
                target.Amend(column, style.IsDefault ? default : Cell.Of(' ', 1, _screen.Symbols.Intern(style)));
            }
        }
    }

    /// <summary>DECCRA. Pages do not exist, so their numbers do not matter.</summary>
    private void CopyRectangle(in ControlSequence sequence)
    {
        Margins from = RectangleOf(sequence.Parameters);
        bool isOrigin = Has(EmulatorModes.Origin);
        int top = sequence.Parameter(5, 1) - 1 + (isOrigin ? _top : 0);
        int left = sequence.Parameter(6, 1) - 1 + (isOrigin ? _left : 0);
        int height = Math.Min(from.Bottom - from.Top + 1, (isOrigin ? _bottom + 1 : _screen.Rows) - top);
        int width = Math.Min(from.Right - from.Left + 1, (isOrigin ? _right + 1 : _screen.Columns) - left);
        if (height <= 0 || width <= 0)
            return;

        // In the order in which no row is overwritten before it is copied.
        bool isUpward = top <= from.Top;
        for (int i = 0; i < height; i++)
        {
            int offset = isUpward ? i : height - 1 - i;
            CopyCells(from.Top + offset, from.Left, top + offset, left, width);
        }
    }

    private void CopyCells(int fromRow, int fromColumn, int toRow, int toColumn, int width)
    {
        Row target = _screen.WritableRow(toRow);
        MendEdges(target, toColumn, toColumn + width);
        Row source = _screen.RowAt(fromRow);
        source.Cells.Slice(fromColumn, width).CopyTo(target.Writable(toColumn, width));

        // Half a character that was cut out of the source is none here.
        int eraseId = EraseStyleId();
        if (target[toColumn + width - 1].IsWide)
            target.Amend(toColumn + width - 1, Cell.Blank(eraseId));
    }

    /// <summary>DECCARA and DECRARA: change renditions of a rectangle, or of the text from its first to its last position (DECSACE).</summary>
    private void ChangeRectangle(in ControlSequence sequence, bool reverses)
    {
        bool isStream = !_changesRectangles;
        Margins area = RectangleOf(sequence.Parameters, isStream);
        ReadOnlySpan<int> codes = sequence.Parameters.Length > 4 ? sequence.Parameters[4..] : [];
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            int start = isStream && row > area.Top ? 0 : area.Left;
            int end = isStream && row < area.Bottom ? _screen.Columns : area.Right + 1;
            Row target = _screen.WritableRow(row);
            for (int column = start; column < end; column++)
            {
                RenewSymbolsWhenFull();
                Style style = _screen.StyleOf(target[column]);
                foreach (int code in codes)
                    style = reverses ? Reversed(style, Math.Max(0, code)) : Changed(style, Math.Max(0, code));

                target.Amend(column, target[column].WithStyleId(_screen.Symbols.Intern(style)));
            }
        }
    }

    /// <summary>What DECCARA can change: bold, underline, blink and inverse.</summary>
    private static Style Changed(in Style style, int code) => code switch
    {
        0 => style.With(CellAttributes.Bold | CellAttributes.Blink | CellAttributes.Inverse, false).With(CellAttributes.Underline, false),
        1 => style.With(CellAttributes.Bold, true),
        4 => style.With(CellAttributes.Underline, true),
        5 => style.With(CellAttributes.Blink, true),
        7 => style.With(CellAttributes.Inverse, true),
        22 => style.With(CellAttributes.Bold, false),
        24 => style.With(CellAttributes.Underline, false),
        25 => style.With(CellAttributes.Blink, false),
        27 => style.With(CellAttributes.Inverse, false),
        _ => style,
    };

    private static Style Reversed(in Style style, int code)
    {
        CellAttributes attributes = code switch
        {
            0 => CellAttributes.Bold | CellAttributes.Underline | CellAttributes.Blink | CellAttributes.Inverse,
            1 => CellAttributes.Bold,
            4 => CellAttributes.Underline,
            5 => CellAttributes.Blink,
            7 => CellAttributes.Inverse,
            _ => CellAttributes.None,
        };
        return style with { Attributes = style.Attributes ^ attributes };
    }
}
