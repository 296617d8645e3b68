using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>The bytes of one of stock's paint jobs.</summary>
internal sealed class StockPaintBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal void Clear() => _length = 0;

    internal void Add(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    internal void AddText(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    internal void Repeat(byte value, int count)
    {
        Reserve(count)[..count].Fill(value);
        _length += count;
    }

    /// <summary>The contents of a cell; a blank one as a space.</summary>
    internal void AddCell(SymbolTable symbols, Cell cell)
    {
        int codePoint = cell.CodePoint;
        if (!cell.IsCluster && codePoint < 0x80)
        {
            Add(codePoint == 0 ? (byte)' ' : (byte)codePoint);
            return;
        }

        _length += symbols.CopyUtf8(cell, Reserve(SymbolTable.MaxClusterBytes));
    }

    internal void AddNumber(int value)
    {
        Utf8Formatter.TryFormat(value, Reserve(16), out int written);
        _length += written;
    }

    /// <summary><c>ESC [ row ; column H</c>, from coordinates that count from 0.</summary>
    internal void AddCursorPosition(int row, int column)
    {
        Add("\u001b["u8);
        AddNumber(row + 1);
        Add((byte)';');
        AddNumber(column + 1);
        Add((byte)'H');
    }

    /// <summary><c>ESC [ ? mode h</c> or <c>l</c>.</summary>
    internal void AddPrivateMode(int mode, bool on)
    {
        Add("\u001b[?"u8);
        AddNumber(mode);
        Add(on ? (byte)'h' : (byte)'l');
    }

    /// <summary>A style as SGR, always from a reset (mosh-protocol §8.5).</summary>
    internal void AddStyle(in Style style)
    {
        Add("\u001b[0"u8);
        AddAttribute(style, CellAttributes.Bold, ";1"u8);
        AddAttribute(style, CellAttributes.Italic, ";3"u8);
        AddAttribute(style, CellAttributes.Underline, ";4"u8);
        AddAttribute(style, CellAttributes.Blink, ";5"u8);
        AddAttribute(style, CellAttributes.Inverse, ";7"u8);
        AddAttribute(style, CellAttributes.Invisible, ";8"u8);
        AddColor(style.Foreground, 30);
        AddColor(style.Background, 40);
        Add((byte)'m');
    }

    private void AddAttribute(in Style style, CellAttributes attribute, ReadOnlySpan<byte> code)
    {
        if ((style.Attributes & attribute) != CellAttributes.None)
            Add(code);
    }

    private void AddColor(Color color, int firstCode)
    {
        if (color.IsDefault)
            return;

        Add((byte)';');
        if (color.IsRgb)
        {
            AddNumber(firstCode + 8);
            Add(";2;"u8);
            AddNumber(color.Red);
            Add((byte)';');
            AddNumber(color.Green);
            Add((byte)';');
            AddNumber(color.Blue);
        }
        else if (color.Index < 8)
        {
            AddNumber(firstCode + color.Index);
        }
        else
        {
            AddNumber(firstCode + 8);
            Add(";5;"u8);
            AddNumber(color.Index);
        }
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));

        return _bytes.AsSpan(_length);
    }
}
