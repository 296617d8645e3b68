using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    private PackedRenditions? _packedRenditions;

    /// <summary>
    /// Prints text in changing styles, as highlighted source and pictures of characters are, in one loop: SGR sequences and the ASCII after each, with the invariants of a line looked up
    /// once. Returns the bytes taken: up to a sequence of another kind, a control or other text.
    /// </summary>
    private int PrintStyled(ReadOnlySpan<byte> text)
    {
        int pen = _penId;
        if (!Style.IsPacked(pen) || !_printsPlainly || _cluster.HoldsNext || !Has(EmulatorModes.Autowrap))
            return 0;

        PackedRenditions renditions = _packedRenditions ??= PackedRenditions.Shared;
        Row? row = null;
        Span<Cell> cells = default;
        (int column, int writtenPen, bool endsInText) = (0, 0, false);
        Cell covered = default;
        int at = 0;
        while (text.Length - at > 2 && text[at] == 0x1B && text[at + 1] == '[')
        {
            int next = renditions.Read(text, at + 2, ref pen);
            if (next == 0)
                break;

            at = next;
            endsInText = false;
            while ((uint)at < (uint)text.Length && text[at] is >= 0x20 and <= 0x7E)
            {
                if (column == cells.Length)
                {
                    if (row is not null)
                        EndStyledRow(row, column, column, covered, writtenPen);

                    row = BeginStyledRow(pen, out column, out int limit);
                    cells = row.CellsForRun[..limit];
                }

                // Where each cell has a style of its own, a search costs more than a look.
                bool isSingle = at + 1 < text.Length && text[at + 1] < 0x20;
                int count = isSingle ? 1 : Math.Min(Parser.CountOfPrintable(text[at..]), cells.Length - column);
                covered = cells[column + count - 1];
                if (isSingle)
                    cells[column] = Cell.FromBits(((ulong)(uint)pen << 32) | text[at]);
                else
                    CellRuns.Write(text.Slice(at, count), cells.Slice(column, count), pen);

                at += count;
                column += count;
                (writtenPen, endsInText) = (pen, true);
            }
        }

        if (at == 0)
            return 0;

        SetPackedPen(pen);
        _canRepeat = endsInText;
        if (row is not null)
        {
            EndStyledRow(row, column, cells.Length, covered, writtenPen);
            _cluster.EndRun(cells[column - 1].CodePoint, 1);
            (_clusterRow, _clusterColumn) = (_screen.CursorRow, column - 1);
        }

        return at;
    }

    /// <summary>The row that the next character goes to, from a column up to a limit.</summary>
    private Row BeginStyledRow(int pen, out int column, out int limit)
    {
        // What scrolls in has its background.
        SetPackedPen(pen);
        if (_pendingWrap)
            WrapLine();

        column = _screen.CursorColumn;
        limit = column <= _right ? _right + 1 : _screen.Columns;
        Row row = _screen.WritableRow(_screen.CursorRow);
        if (column > 0 && row[column - 1].IsWide)
            row.Amend(column - 1, Cell.Of(' ', 1, pen));

        return row;
    }

    /// <param name="row">Has been written to.</param>
    /// <param name="column">Where the next character would go.</param>
    /// <param name="limit">Where there is no room for it.</param>
    /// <param name="covered">What was in the last cell that was written.</param>
    /// <param name="pen">With which it was written.</param>
    private void EndStyledRow(Row row, int column, int limit, Cell covered, int pen)
    {
        if (covered.IsWide && column < row.Columns)
            row.Amend(column, Cell.Of(' ', 1, pen));

        row.NoteWritten(column);
        AdvanceTo(column, limit);
    }
}
