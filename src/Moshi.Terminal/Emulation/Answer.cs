using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>An answer to the host, written as an interpolated string but straight into bytes, without allocating: ASCII text, numbers, colours.</summary>
/// <remarks>What does not fit into <see cref="Capacity"/> bytes is cut; no answer of ours comes near.</remarks>
[InterpolatedStringHandler]
internal ref struct Answer
{
    internal const int Capacity = 512;

    private Buffer _buffer;
    private int _length;

    /// <summary>Called by the compiler.</summary>
    public Answer(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _ = formattedCount;
        _buffer = default;
        _length = 0;
    }

    [UnscopedRef]
    internal ReadOnlySpan<byte> Bytes => ((ReadOnlySpan<byte>)_buffer)[.._length];

    /// <summary>Appends ASCII text.</summary>
    public void AppendLiteral(string ascii)
    {
        foreach (char character in ascii)
            Append((byte)character);
    }

    /// <summary>Appends bytes as they are.</summary>
    public void AppendFormatted(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, Capacity - _length)];
        bytes.CopyTo(((Span<byte>)_buffer)[_length..]);
        _length += bytes.Length;
    }

    /// <summary>Appends a decimal number.</summary>
    public void AppendFormatted(int number) => AppendFormatted((long)number);

    /// <summary>Appends a decimal number.</summary>
    public void AppendFormatted(long number)
    {
        if (Utf8Formatter.TryFormat(number, ((Span<byte>)_buffer)[_length..], out int written))
            _length += written;
    }

    /// <summary>Appends a number in a standard format, <c>X4</c> for instance.</summary>
    public void AppendFormatted(int number, string format)
    {
        if (number.TryFormat(((Span<byte>)_buffer)[_length..], out int written, format, System.Globalization.CultureInfo.InvariantCulture))
            _length += written;
    }

    /// <summary>Appends one ASCII character.</summary>
    public void AppendFormatted(char character) => Append((byte)character);

    /// <summary>Appends a true colour as xterm writes it: each component twice, <c>rgb:ffff/8080/0000</c>.</summary>
    public void AppendFormatted(Color color)
    {
        AppendLiteral("rgb:");
        AppendTwice(color.Red);
        Append((byte)'/');
        AppendTwice(color.Green);
        Append((byte)'/');
        AppendTwice(color.Blue);
    }

    private void AppendTwice(int component)
    {
        AppendFormatted(component, "x2");
        AppendFormatted(component, "x2");
    }

    private void Append(byte value)
    {
        if (_length < Capacity)
            _buffer[_length++] = value;
    }

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private byte _first;
    }
}
