using System.Buffers.Text;
using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>The bytes of one paint job, and the spelling of the sequences it is made of. Reused from job to job.</summary>
internal sealed class PaintBuffer
{
    private byte[] _bytes = new byte[1024];
    private int _length;

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal int Length => _length;

    internal void Clear() => _length = 0;

    /// <summary>Drops what was written from a position on.</summary>
    internal void Truncate(int length) => _length = length;

    /// <summary>Drops the bytes of [start, end); what follows moves up.</summary>
    internal void Remove(int start, int end)
    {
        _bytes.AsSpan(end, _length - end).CopyTo(_bytes.AsSpan(start));
        _length -= end - start;
    }

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

    /// <summary>Text of a peer inside a string sequence: what would end it is left out.</summary>
    internal void AddCleanText(string text, int maxLength)
    {
        foreach (Rune rune in text.AsSpan(0, Math.Min(text.Length, maxLength)).EnumerateRunes())
        {
            if (!Rune.IsControl(rune))
                _length += rune.EncodeToUtf8(Reserve(4));
        }
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

    /// <summary><c>ESC [ count final</c>; a count of 1 is left out, as it is the default of all sequences that this is used for.</summary>
    internal void AddControl(int count, char final)
    {
        Add("\u001b["u8);
        if (count != 1)
            AddNumber(count);

        Add((byte)final);
    }

    /// <summary>CUP, from coordinates that count from 0.</summary>
    internal void AddCursorPosition(int row, int column)
    {
        Add("\u001b["u8);
        if (row > 0 || column > 0)
            AddNumber(row + 1);

        if (column > 0)
        {
            Add((byte)';');
            AddNumber(column + 1);
        }

        Add((byte)'H');
    }

    /// <summary><c>ESC [ ? mode h</c> or <c>l</c>.</summary>
    internal void AddPrivateMode(int mode, bool on)
    {
        Add("\u001b[?"u8);
        AddNumber(mode);
        Add(on ? (byte)'h' : (byte)'l');
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + count));

        return _bytes.AsSpan(_length);
    }
}
