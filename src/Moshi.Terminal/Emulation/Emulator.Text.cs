using System.Runtime.CompilerServices;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>ASCII characters in a row within other text after which they are worth a run of their own (<see cref="PrintAscii"/>).</summary>
    private const int AsciiInText = 8;

    private byte[]? _plainWidths;

    /// <summary>
    /// Prints text that begins beyond ASCII, straight from its bytes into the line; what has to look at the character before it goes one by one. Returns the
    /// number of bytes printed: up to a control, a long run of ASCII, or something that is not UTF-8.
    /// </summary>
    private int PrintText(ReadOnlySpan<byte> utf8)
    {
        int at = 0;
        while (at < utf8.Length && utf8[at] >= 0x80)
        {
            if (_printsPlainly && _cluster.EndsBeforePlain)
            {
                int printed = PrintPlain(utf8[at..]);
                at += printed;
                if (printed > 0)
                    continue;
            }

            int length = Utf8Decoder.TryDecode(utf8[at..], out int codePoint);
            if (codePoint < 0xA0)
                break;

            PrintMeasured(codePoint);
            at += length;
        }

        return at;
    }

    /// <summary>Prints as many characters of the beginning as have a width of their own and fit into one line; returns how many bytes they have.</summary>
    private int PrintPlain(ReadOnlySpan<byte> utf8)
    {
        if (_pendingWrap)
        {
            if (!Has(EmulatorModes.Autowrap) || !BeginsPlain(utf8))
                return 0;

            WrapLine();
        }

        int penId = PenStyleId();
        int start = _screen.CursorColumn;
        int limit = start <= _right ? _right + 1 : _screen.Columns;
        Row row = _screen.WritableRow(_screen.CursorRow);
        Span<Cell> cells = row.CellsForRun[..limit];
        bool isStartWide = start > 0 && cells[start - 1].IsWide;
        int column = start;
        int printed = WritePlain(utf8, cells, penId, ref column, out int last, out bool cutsWide);
        if (printed == 0)
            return 0;

        if (isStartWide)
            row.Amend(start - 1, Cell.Of(' ', 1, penId));

        if (cutsWide && column < row.Columns)
            row.Amend(column, Cell.Of(' ', 1, penId));

        row.NoteWritten(column);
        AdvanceTo(column, limit);
        _clusterRow = _screen.CursorRow;
        int width = last < 0x80 || column < start + 2 || !cells[column - 2].IsWide ? 1 : 2;
        _clusterColumn = column - width;
        _canRepeat = true;
        if (_screen.Modes.GraphemeClusters)
            _cluster.BeginPlain(last, width);
        else
            _cluster.EndRun(last, width);

        return printed;
    }

    /// <summary>
    /// Fills cells from a column on, which is moved to behind them. Returns the bytes; tells the last code point, and whether the right half of a wide
    /// character is left over behind the cells.
    /// </summary>
    private int WritePlain(ReadOnlySpan<byte> utf8, Span<Cell> cells, int penId, ref int column, out int last, out bool cutsWide)
    {
        ulong style = Cell.Blank(penId).Bits;
        var hidden = Cell.Blank(EraseStyleId());
        byte[]? widths = WidthPolicy == WidthPolicy.Stock ? null : _plainWidths ??= Widths.PlainWidths(AmbiguousWidth);
        Cell covered = default;
        int at = 0;
        int ascii = 0;
        int to = column;
        last = 0;
        while ((uint)at < (uint)utf8.Length)
        {
            int codePoint = utf8[at];
            if (codePoint < 0x80)
            {
                if (codePoint is < 0x20 or 0x7F || (uint)to >= (uint)cells.Length || ++ascii > AsciiInText)
                    break;

                covered = cells[to];
                cells[to++] = Cell.FromBits(style | (uint)codePoint);
                last = codePoint;
                at++;
                continue;
            }

            int length = Utf8Decoder.TryDecode(utf8[at..], out codePoint);
            if (codePoint < 0xA0)
                break;

            int width = widths is null ? Math.Max(0, Widths.Of(codePoint)) : widths[Widths.Entry(codePoint)];
            int right = to + width - 1;
            if (width == 0 || (uint)right >= (uint)cells.Length)
                break;

            // The right half first: a narrow character overwrites it, which costs less than to ask.
            covered = cells[right];
            cells[right] = hidden;
            cells[to] = Cell.OfSymbol(codePoint, width, style);
            to = right + 1;
            last = codePoint;
            ascii = 0;
            at += length;
        }

        column = to;
        cutsWide = covered.IsWide;
        return at;
    }

    private bool BeginsPlain(ReadOnlySpan<byte> utf8)
    {
        if (utf8[0] < 0x80)
            return utf8[0] is >= 0x20 and < 0x7F;

        _ = Utf8Decoder.TryDecode(utf8, out int codePoint);
        return codePoint >= 0xA0 && (WidthPolicy == WidthPolicy.Stock ? Widths.Of(codePoint) : Widths.PlainWidth(codePoint, AmbiguousWidth)) > 0;
    }
}
