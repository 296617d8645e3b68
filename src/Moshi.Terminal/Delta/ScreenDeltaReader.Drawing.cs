using System.Buffers;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

public sealed partial class ScreenDeltaReader
{
    /// <summary>Runs the drawing part, which is all that is left of the input.</summary>
    private void Draw(ref DeltaInput input)
    {
        while (!input.IsAtEnd)
        {
            byte code = input.Rest[0];
            if (code is >= 0x20 and <= 0x7E)
            {
                input.Advance(1);
                Write(Cell.Of(code, 1, StyleId()));
            }
            else if (code is >= 0xC2 and <= 0xF4)
            {
                WriteCodePoint(ref input, otherWidth: false);
            }
            else
            {
                input.Advance(1);
                Run(code, ref input);
            }
        }
    }

    private void Run(byte code, ref DeltaInput input)
    {
        switch (code)
        {
            case DeltaCode.NextRow when _row + 1 < _screen.Rows:
                MoveTo(_row + 1, 0);
                break;
            case DeltaCode.Row:
                MoveTo(input.ReadInt32(_screen.Rows - 1), 0);
                break;
            case DeltaCode.Column:
                _column = input.ReadInt32(_screen.Columns - 1);
                break;
            case >= DeltaCode.Skip and < DeltaCode.Skip + DeltaCode.ShortForms:
                _column = Math.Min(_column + code - DeltaCode.Skip + 1, _screen.Columns);
                break;
            case >= DeltaCode.RecentStyle and < DeltaCode.RecentStyle + DeltaCode.ShortForms:
                _styleId = -1;
                if (!_styles.TrySelect(code - DeltaCode.RecentStyle))
                    input.Fail();

                break;
            case DeltaCode.Style or DeltaCode.Foreground or DeltaCode.Background or DeltaCode.Attributes:
                _styles.Add(ReadStyleChange(code, ref input));
                _styleId = -1;
                break;
            case DeltaCode.OtherWidth:
                WriteCodePoint(ref input, otherWidth: true);
                break;
            case DeltaCode.Cluster or DeltaCode.WideCluster:
                WriteCluster(ref input, code == DeltaCode.WideCluster);
                break;
            default:
                RunOnRow(code, ref input);
                break;
        }
    }

    private void RunOnRow(byte code, ref DeltaInput input)
    {
        Row row = Target();
        int left = _screen.Columns - _column;
        switch (code)
        {
            case DeltaCode.Repeat:
                for (int count = input.ReadInt32(Framebuffer.MaxSide); count >= 0; count--)
                    Write(_last);

                break;
            case DeltaCode.EraseToEnd:
                FillWith(row, _column, left, StyleId());
                break;
            case DeltaCode.EraseToEndDefault:
                FillWith(row, _column, left, 0);
                break;
            case DeltaCode.Blanks or DeltaCode.BlanksDefault:
                int blanks = Math.Min(left, input.ReadInt32(Framebuffer.MaxSide) + 1);
                FillWith(row, _column, blanks, code == DeltaCode.Blanks ? StyleId() : 0);
                _column += blanks;
                break;
            case DeltaCode.Insert or DeltaCode.Delete:
                Shift(row, code == DeltaCode.Insert, input.ReadInt32(Framebuffer.MaxSide) + 1);
                break;
            case DeltaCode.ClearRow:
                _screen.ClearRow(_row, 0);
                _target = null;
                _column = 0;
                break;
            case DeltaCode.Wrapped or DeltaCode.NotWrapped:
                row.Wrapped = code == DeltaCode.Wrapped;
                break;
            case DeltaCode.Marks:
                var marks = (RowMarks)(input.ReadInt32(byte.MaxValue) & (int)(RowMarks.Prompt | RowMarks.Input | RowMarks.Output));
                row.SetMarks(marks, input.ReadInt32(Framebuffer.MaxSide));
                break;
            default:
                input.Fail();
                break;
        }
    }

    private Style ReadStyleChange(byte code, ref DeltaInput input)
    {
        Style current = _styles.Current;
        return code switch
        {
            DeltaCode.Foreground => current with { Foreground = input.ReadColor() },
            DeltaCode.Background => current with { Background = input.ReadColor() },
            DeltaCode.Attributes => current with { Attributes = (CellAttributes)input.ReadInt32(ushort.MaxValue) },
            _ => ReadStyle(ref input),
        };
    }

    private void Shift(Row row, bool inserts, int count)
    {
        if (_column >= _screen.Columns)
            return;

        bool wrapped = row.Wrapped;
        if (inserts)
            row.Insert(_column, count, 0);
        else
            row.Delete(_column, count, 0);

        row.Wrapped = wrapped;
    }

    private void WriteCodePoint(ref DeltaInput input, bool otherWidth)
    {
        if (Rune.DecodeFromUtf8(input.Rest, out Rune rune, out int length) != OperationStatus.Done || rune.Value < 0x20)
        {
            input.Fail();
            return;
        }

        input.Advance(length);
        Write(Cell.Of(rune.Value, DeltaWidths.IsWide(rune.Value) != otherWidth ? 2 : 1, StyleId()));
    }

    private void WriteCluster(ref DeltaInput input, bool isWide)
    {
        ReadOnlySpan<byte> utf8 = input.ReadBytes(SymbolTable.MaxClusterBytes);
        if (utf8.IsEmpty || !System.Text.Unicode.Utf8.IsValid(utf8) || utf8.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0)
        {
            input.Fail();
            return;
        }

        Write(_screen.Symbols.MakeCluster(utf8, isWide, StyleId()));
    }

    /// <summary>Past the right edge nothing is written; the point stays there.</summary>
    private void Write(Cell cell)
    {
        _last = cell;
        if (_column >= _screen.Columns)
            return;

        Row row = Target();
        if (cell.IsWide && _column == _screen.Columns - 1)
            cell = Cell.Of(' ', 1, cell.StyleId);

        row.Amend(_column, cell);
        if (cell.IsWide)
            row.Amend(_column + 1, Cell.Blank(_screen.Symbols.Intern(_screen.Symbols.StyleOf(cell.StyleId).ForErase())));

        _column += cell.Width;
    }

    private static void FillWith(Row row, int column, int count, int styleId)
    {
        if (count <= 0)
            return;

        bool wrapped = row.Wrapped;
        row.Fill(column, column + count, styleId);
        row.Wrapped = wrapped;
    }

    private void MoveTo(int row, int column)
    {
        (_row, _column) = (row, column);
        _target = null;
    }

    private Row Target() => _target ??= _screen.WritableRow(_row);

    private int StyleId()
    {
        if (_styleId < 0)
            _styleId = _screen.Symbols.Intern(_styles.Current);

        return _styleId;
    }
}
