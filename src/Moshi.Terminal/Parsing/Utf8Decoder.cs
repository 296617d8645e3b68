using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moshi.Terminal.Parsing;

/// <summary>
/// Incremental UTF-8 decoding with the replacement rules of mosh 1.4 on glibc (mosh-protocol §8.1): what counts as one bad character decides how many
/// U+FFFD appear, and both ends must agree on it.
/// </summary>
/// <remarks>
/// glibc reads the length from the first byte, up to six bytes, and judges the value only when all have come. A bad byte ends the sequence, which
/// becomes one U+FFFD, and is looked at again as a first byte; so is the last byte of an overlong form or a surrogate. Values above U+10FFFF are one
/// U+FFFD. Observed on glibc 2.36: ED A0 80 gives two, F4 90 80 80 gives one.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal struct Utf8Decoder
{
    internal const int Replacement = 0xFFFD;

    private int _value;
    private byte _missing;
    private byte _length;
    private byte _lowest;
    private byte _highest;

    /// <summary>True in the middle of a character.</summary>
    internal readonly bool IsPartial => _missing != 0;

    /// <summary>Takes one byte. Returns the code point that is complete now or -1; <paramref name="again"/> asks for the same byte once more.</summary>
    internal int Push(byte next, out bool again)
    {
        again = false;
        if (_missing == 0)
            return Start(next);

        if ((next & 0xC0) != 0x80)
        {
            _missing = 0;
            again = true;
            return Replacement;
        }

        _value = (_value << 6) | (next & 0x3F);
        _missing--;
        if (_missing != 0)
            return -1;

        if (_value < Smallest(_length) || _value is >= 0xD800 and <= 0xDFFF)
        {
            again = true;
            return Replacement;
        }

        return _value > 0x10FFFF ? Replacement : _value;
    }

    /// <summary>
    /// Takes one byte like <see cref="Push"/>, with one U+FFFD for each maximal subpart of an ill-formed sequence: what the Unicode Standard recommends
    /// (section 3.9) and WHATWG's decoders do. The full terminal reads so.
    /// </summary>
    internal int PushStandard(byte next, out bool again)
    {
        again = false;
        if (_missing == 0)
        {
            if (next < 0x80)
                return next;

            if (next is < 0xC2 or > 0xF4)
                return Replacement;

            _lowest = next switch { 0xE0 => 0xA0, 0xF0 => 0x90, _ => 0x80 };
            _highest = next switch { 0xED => 0x9F, 0xF4 => 0x8F, _ => 0xBF };
            return Start(next);
        }

        if (next < _lowest || next > _highest)
        {
            _missing = 0;
            again = true;
            return Replacement;
        }

        _lowest = 0x80;
        _highest = 0xBF;
        _value = (_value << 6) | (next & 0x3F);
        return --_missing == 0 ? _value : -1;
    }

    /// <summary>Decodes a well-formed character of two to four bytes at the start of a buffer; returns 0, or a code point of -1, for anything else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TryDecode(ReadOnlySpan<byte> bytes, out int codePoint)
    {
        if (bytes.Length < sizeof(uint))
            return TryDecodeAtEnd(bytes, out codePoint);

        uint word = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if ((word & 0xC0C0F0) == 0x8080E0)
        {
            codePoint = (int)(((word & 0x0F) << 12) | ((word & 0x3F00) >> 2) | ((word >> 16) & 0x3F));
            codePoint = codePoint < 0x800 || (codePoint & 0x1F_F800) == 0xD800 ? -1 : codePoint;
            return 3;
        }

        if ((word & 0xC0E0) == 0x80C0)
        {
            codePoint = (int)(((word & 0x1F) << 6) | ((word >> 8) & 0x3F));
            codePoint = codePoint < 0x80 ? -1 : codePoint;
            return 2;
        }

        if ((word & 0xC0C0C0F8) == 0x808080F0)
        {
            codePoint = (int)(((word & 0x07) << 18) | ((word & 0x3F00) << 4) | ((word >> 10) & 0xFC0) | ((word >> 24) & 0x3F));
            codePoint = codePoint is < 0x10000 or > 0x10FFFF ? -1 : codePoint;
            return 4;
        }

        codePoint = -1;
        return 0;
    }

    /// <summary>Bytes of a character that begins with this one, which is 0xC2 or above.</summary>
    internal static int LengthOf(byte first) => first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;

    private static int TryDecodeAtEnd(ReadOnlySpan<byte> bytes, out int codePoint)
    {
        Span<byte> padded = stackalloc byte[sizeof(uint)];
        padded.Clear();
        bytes.CopyTo(padded);
        int length = TryDecode(padded, out codePoint);
        return length <= bytes.Length ? length : 0;
    }

    private int Start(byte first)
    {
        switch (first)
        {
            case < 0x80:
                return first;
            case >= 0xC2 and < 0xE0:
                Begin(2, first & 0x1F);
                return -1;
            case >= 0xE0 and < 0xF0:
                Begin(3, first & 0x0F);
                return -1;
            case >= 0xF0 and < 0xF8:
                Begin(4, first & 0x07);
                return -1;
            case >= 0xF8 and < 0xFC:
                Begin(5, first & 0x03);
                return -1;
            case >= 0xFC and < 0xFE:
                Begin(6, first & 0x01);
                return -1;
            default:
                return Replacement;
        }
    }

    private void Begin(byte length, int bits)
    {
        _length = length;
        _missing = (byte)(length - 1);
        _value = bits;
    }

    private static int Smallest(int length) => length switch
    {
        2 => 0x80,
        3 => 0x800,
        4 => 0x1_0000,
        5 => 0x20_0000,
        _ => 0x400_0000,
    };
}
