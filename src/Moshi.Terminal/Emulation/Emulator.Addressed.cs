using System.Buffers.Binary;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

public sealed partial class Emulator
{
    /// <summary>
    /// Prints characters that have an address each, as programs do that draw what has changed cell by cell: CUP sequences and the one character of ASCII after each, in one loop. Returns the
    /// bytes taken: up to a sequence of another kind, a control or longer text, whose address is taken with it.
    /// </summary>
    private int PrintAddressed(ReadOnlySpan<byte> text)
    {
        if (!_printsPlainly || Has(EmulatorModes.Origin))
            return 0;

        int at = 0;
        int printed = -1;
        (int row, int column) = (0, 0);
        while (true)
        {
            int next = ReadAddress(text, at, ref row, ref column);
            if (next == 0)
                break;

            at = next;
            bool isSingle = at + 1 < text.Length && text[at] is >= 0x20 and <= 0x7E && text[at + 1] < 0x20;
            if (!isSingle)
            {
                EndCluster();
                MoveTo(row, column);
                return at;
            }

            printed = text[at++];
            PutSingle(_screen.WritableRow(row), column, Cell.Of(printed, 1, PenStyleId()));
        }

        if (printed >= 0)
        {
            MoveTo(row, column);
            AdvanceTo(column + 1, column <= _right ? _right + 1 : _screen.Columns);
            _cluster.EndRun(printed, 1);
            (_clusterRow, _clusterColumn, _canRepeat) = (row, column, true);
        }

        return at;
    }

    /// <summary>Writes one narrow cell. Half a wide character that is overwritten leaves a space in the style of the pen.</summary>
    private static void PutSingle(Row row, int column, Cell cell)
    {
        if ((column > 0 && row[column - 1].IsWide) || row[column].IsWide)
            MendAround(row, column, column + 1, cell.StyleId);

        row.Set(column, cell);
    }

    /// <summary>
    /// Reads a CUP of two parameters of up to three digits: a position on the screen, counted from 0. Returns where it ends; 0, and the position is as before, when there is something else, or too near to the end
    /// of the text.
    /// </summary>
    private int ReadAddress(ReadOnlySpan<byte> text, int at, ref int row, ref int column)
    {
        if (text.Length - at < 2 + sizeof(ulong) || text[at] != 0x1B || text[at + 1] != '[')
            return 0;

        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(text[(at + 2)..]);
        uint line = Digits.NumberOf((uint)word, out int lineLength);
        word >>= 8 * lineLength;
        uint place = Digits.NumberOf((uint)(word >> 8), out int placeLength);
        if ((byte)word != ';' || (byte)(word >> (8 * (placeLength + 1))) != 'H')
            return 0;

        row = Math.Min((int)Math.Max(line, 1), _screen.Rows) - 1;
        column = Math.Min((int)Math.Max(place, 1), _screen.Columns) - 1;
        return at + 2 + lineLength + placeLength + 2;
    }
}
