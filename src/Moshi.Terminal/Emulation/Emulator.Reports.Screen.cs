using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Parsing;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

// What is on the screen, in numbers: checksums of rectangles (DECRQCRA), cursor and tab stops (DECRQPSR) and their restoration (DECRSPS).
public sealed partial class Emulator
{
    private const string DesignationFinals = "B0A4CRQKYEZH=";

    /// <summary>DECRQCRA with the checksum of a VT420, as xterm computes it by default: the negated sum of characters and renditions.</summary>
    private void ReportChecksum(in ControlSequence sequence)
    {
        int id = sequence.Parameter(0, 0);
        Margins area = RectangleOf(sequence.Parameters.Length > 2 ? sequence.Parameters[2..] : []);
        int sum = 0;
        bool isFirst = true;
        for (int row = area.Top; row <= area.Bottom; row++)
        {
            // Cells that nothing was written to do not count, but for the very first one and those with a colour.
            for (int column = area.Left; column <= area.Right; column++)
            {
                if (isFirst || Has(ChecksumRules.CountsBlanks) || _screen[row, column] != default || IsHiddenHalf(row, column))
                    sum += ChecksumOf(row, column);

                isFirst = false;
            }
        }

        sum = Has(ChecksumRules.IsNotNegated) ? sum : -sum;
        Reply($"\u001bP{id}!~{sum & 0xFFFF:X4}\u001b\\");
    }

    /// <summary>The low eight bits of the character, a space where it is invisible, and renditions on top. Protection has no weight here, or a test could not tell whether it works.</summary>
    private int ChecksumOf(int row, int column)
    {
        if (IsHiddenHalf(row, column))
            return Has(ChecksumRules.TakesWholeCharacters) ? 0xFFFF : 0xFF;

        Cell cell = _screen[row, column];
        CellAttributes attributes = _screen.StyleOf(cell).Attributes;
        bool isSeen = !cell.IsBlank && (attributes & CellAttributes.Invisible) == CellAttributes.None;
        int value = !isSeen ? ' ' : CharacterSumOf(cell);
        if (Has(ChecksumRules.IgnoresRenditions))
            return value;

        value += (attributes & CellAttributes.Underline) != CellAttributes.None ? 0x10 : 0;
        value += (attributes & CellAttributes.Inverse) != CellAttributes.None ? 0x20 : 0;
        value += (attributes & CellAttributes.Blink) != CellAttributes.None ? 0x40 : 0;
        value += (attributes & CellAttributes.Bold) != CellAttributes.None ? 0x80 : 0;
        return value;
    }

    /// <summary>The right half of a wide character.</summary>
    private bool IsHiddenHalf(int row, int column) => column > 0 && _screen[row, column - 1].IsWide;

    private bool Has(ChecksumRules rule) => (_checksumRules & rule) != ChecksumRules.None;

    private int CharacterSumOf(Cell cell)
    {
        if (!cell.IsCluster)
            return Has(ChecksumRules.TakesWholeCharacters) ? cell.CodePoint : cell.CodePoint & 0xFF;

        ReadOnlySpan<byte> utf8 = _screen.Symbols.ClusterUtf8(cell);
        int sum = 0;
        do
        {
            _ = Rune.DecodeFromUtf8(utf8, out Rune rune, out int length);
            sum += rune.Value;
            utf8 = utf8[length..];
        }
        while (Has(ChecksumRules.TakesWholeCharacters) && !utf8.IsEmpty);

        return Has(ChecksumRules.TakesWholeCharacters) ? sum : sum & 0xFF;
    }

    /// <summary>DECRQPSR: 1 asks for the cursor (DECCIR), 2 for the tab stops (DECTABSR).</summary>
    private void ReportPresentation(int kind)
    {
        if (kind == 1)
            ReportCursorInformation();
        else if (kind == 2)
            ReportTabStops();
    }

    private void ReportCursorInformation()
    {
        CellAttributes attributes = _screen.Pen.Attributes;
        char renditions = Flags(
            (attributes & CellAttributes.Bold) != CellAttributes.None, (attributes & CellAttributes.Underline) != CellAttributes.None,
            (attributes & CellAttributes.Blink) != CellAttributes.None, (attributes & CellAttributes.Inverse) != CellAttributes.None);
        char protection = Flags((attributes & CellAttributes.Protected) != CellAttributes.None, false, false, false);
        char flags = Flags(Has(EmulatorModes.Origin), _characterSets.Single == 2, _characterSets.Single == 3, _pendingWrap);
        Span<byte> sets = stackalloc byte[4];
        for (int i = 0; i < sets.Length; i++)
            sets[i] = (byte)DesignationFinals[(int)_characterSets[i]];

        (int row, int column) = ReportedPosition();
        Reply($"\u001bP1$u{row};{column};1;{renditions};{protection};{flags};{(int)_characterSets.Locked};2;@;{sets}\u001b\\");
    }

    private static char Flags(bool bit0, bool bit1, bool bit2, bool bit3) =>
        (char)('@' | (bit0 ? 1 : 0) | (bit1 ? 2 : 0) | (bit2 ? 4 : 0) | (bit3 ? 8 : 0));

    private void ReportTabStops()
    {
        Reply("\u001bP2$u"u8);
        bool isFirst = true;
        for (int column = 0; column < _screen.Columns; column++)
        {
            if (!_tabs.IsSet(column))
                continue;

            if (isFirst)
                Reply($"{column + 1}");
            else
                Reply($"/{column + 1}");

            isFirst = false;
        }

        Reply("\u001b\\"u8);
    }

    /// <summary>DECRSPS: takes back what DECRQPSR reported.</summary>
    private void RestorePresentation(int kind, ReadOnlySpan<byte> text)
    {
        if (kind == 1)
        {
            RestoreCursorInformation(text);
        }
        else if (kind == 2)
        {
            _tabs.ClearAll();
            foreach (Range range in text.Split((byte)'/'))
            {
                if (Utf8Parser.TryParse(text[range], out int column, out _) && column >= 1 && column <= _screen.Columns)
                    _tabs.Set(column - 1);
            }
        }
    }

    private void RestoreCursorInformation(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(TakeField(ref text), out int row, out _) || !Utf8Parser.TryParse(TakeField(ref text), out int column, out _))
            return;

        _ = TakeField(ref text);
        int renditions = FlagsOf(TakeField(ref text));
        int protection = FlagsOf(TakeField(ref text));
        int flags = FlagsOf(TakeField(ref text));
        _ = Utf8Parser.TryParse(TakeField(ref text), out byte locked, out _);
        _ = TakeField(ref text);
        _ = TakeField(ref text);
        ReadOnlySpan<byte> sets = TakeField(ref text);

        SetPen(_screen.Pen
            .With(CellAttributes.Bold, (renditions & 1) != 0).With(CellAttributes.Underline, (renditions & 2) != 0)
            .With(CellAttributes.Blink, (renditions & 4) != 0).With(CellAttributes.Inverse, (renditions & 8) != 0)
            .With(CellAttributes.Protected, (protection & 1) != 0));
        for (int i = 0; i < Math.Min(4, sets.Length); i++)
        {
            int set = DesignationFinals.IndexOf((char)sets[i], StringComparison.Ordinal);
            _characterSets[i] = set < 0 ? CharacterSet.Ascii : (CharacterSet)set;
        }

        _characterSets.Locked = (byte)Math.Min((int)locked, 3);
        _characterSets.Single = (flags & 2) != 0 ? (byte)2 : (flags & 4) != 0 ? (byte)3 : (byte)0;
        UpdatePrinting();
        Set(EmulatorModes.Origin, (flags & 1) != 0);
        Address(Math.Clamp(row, 1, Framebuffer.MaxSide) - 1, Math.Clamp(column, 1, Framebuffer.MaxSide) - 1);
        _pendingWrap = (flags & 8) != 0 && _screen.CursorColumn == _right;
    }

    private static int FlagsOf(ReadOnlySpan<byte> field) => field.IsEmpty ? 0 : field[0] & 0x0F;
}
