using System.Buffers.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>Spells the change from one style to another as SGR: from a reset, or by what differs, whichever is shorter.</summary>
internal ref struct StyleWriter
{
    /// <summary>Longest parameter list: every attribute, three true colours.</summary>
    private const int MaxBytes = 128;

    private readonly Span<byte> _codes;
    private int _length;

    private StyleWriter(Span<byte> codes) => _codes = codes;

    /// <summary>Appends the shorter sequence; nothing for equal styles. Hyperlinks do not count.</summary>
    internal static void WriteChange(PaintBuffer output, in Style from, in Style to)
    {
        if (from.WithoutLink() == to.WithoutLink())
            return;

        var change = new StyleWriter(stackalloc byte[MaxBytes]);
        change.AddDifferences(from, to);
        var whole = new StyleWriter(stackalloc byte[MaxBytes]);
        whole.AddFromReset(to);

        // There are terminals that keep an underline colour of sorts after 59.
        bool losesUnderlineColor = !from.UnderlineColor.IsDefault && to.UnderlineColor.IsDefault;
        Write(output, change._length < whole._length && !losesUnderlineColor ? change : whole);
    }

    /// <summary>Appends the style from a reset, for a receiver of which nothing is known.</summary>
    internal static void WriteWhole(PaintBuffer output, in Style style)
    {
        var whole = new StyleWriter(stackalloc byte[MaxBytes]);
        whole.AddFromReset(style);
        Write(output, whole);
    }

    private static void Write(PaintBuffer output, scoped in StyleWriter writer)
    {
        output.Add("\u001b["u8);
        output.Add(writer._codes[..writer._length]);
        output.Add((byte)'m');
    }

    private void AddFromReset(in Style style)
    {
        if (style.WithoutLink().IsDefault)
        {
            // SGR without parameters is a reset.
            return;
        }

        Add(0);
        AddDifferences(default, style);
    }

    private void AddDifferences(in Style from, in Style to)
    {
        CellAttributes off = from.Attributes & ~to.Attributes;
        CellAttributes on = to.Attributes & ~from.Attributes;
        const CellAttributes Weight = CellAttributes.Bold | CellAttributes.Faint;
        if ((off & Weight) != CellAttributes.None)
        {
            // One code ends both.
            Add(22);
            on |= to.Attributes & Weight;
        }

        AddIf(off, CellAttributes.Italic, 23);
        AddIf(off, CellAttributes.Underline, 24);
        AddIf(off, CellAttributes.Blink, 25);
        AddIf(off, CellAttributes.Inverse, 27);
        AddIf(off, CellAttributes.Invisible, 28);
        AddIf(off, CellAttributes.Strikethrough, 29);
        AddIf(off, CellAttributes.Overline, 55);
        AddIf(on, CellAttributes.Bold, 1);
        AddIf(on, CellAttributes.Faint, 2);
        AddIf(on, CellAttributes.Italic, 3);
        if ((to.Attributes & CellAttributes.Underline) != CellAttributes.None
            && ((on & CellAttributes.Underline) != CellAttributes.None || from.UnderlineStyle != to.UnderlineStyle))
        {
            Add(4);
            if (to.UnderlineStyle != UnderlineStyle.Single)
                AddSubParameter((int)to.UnderlineStyle + 1);
        }

        AddIf(on, CellAttributes.Blink, 5);
        AddIf(on, CellAttributes.Inverse, 7);
        AddIf(on, CellAttributes.Invisible, 8);
        AddIf(on, CellAttributes.Strikethrough, 9);
        AddIf(on, CellAttributes.Overline, 53);
        AddColor(from.Foreground, to.Foreground, 30);
        AddColor(from.Background, to.Background, 40);
        AddUnderlineColor(from.UnderlineColor, to.UnderlineColor);
    }

    private void AddIf(CellAttributes attributes, CellAttributes attribute, int code)
    {
        if ((attributes & attribute) != CellAttributes.None)
            Add(code);
    }

    private void AddColor(Color from, Color to, int firstCode)
    {
        if (from == to)
            return;

        if (to.IsDefault)
        {
            Add(firstCode + 9);
        }
        else if (to.IsRgb)
        {
            Add(firstCode + 8);
            Add(2);
            Add(to.Red);
            Add(to.Green);
            Add(to.Blue);
        }
        else if (to.Index < 8)
        {
            Add(firstCode + to.Index);
        }
        else if (to.Index < 16)
        {
            Add(firstCode + 60 + to.Index - 8);
        }
        else
        {
            Add(firstCode + 8);
            Add(5);
            Add(to.Index);
        }
    }

    private void AddUnderlineColor(Color from, Color to)
    {
        if (from == to)
            return;

        if (to.IsDefault)
        {
            Add(59);
            return;
        }

        Add(58);
        if (to.IsIndexed)
        {
            AddSubParameter(5);
            AddSubParameter(to.Index);
            return;
        }

        AddSubParameter(2);
        _codes[_length++] = (byte)':';
        AddSubParameter(to.Red);
        AddSubParameter(to.Green);
        AddSubParameter(to.Blue);
    }

    private void Add(int code)
    {
        if (_length > 0)
            _codes[_length++] = (byte)';';

        AddNumber(code);
    }

    private void AddSubParameter(int value)
    {
        _codes[_length++] = (byte)':';
        AddNumber(value);
    }

    private void AddNumber(int value)
    {
        Utf8Formatter.TryFormat(value, _codes[_length..], out int written);
        _length += written;
    }
}
