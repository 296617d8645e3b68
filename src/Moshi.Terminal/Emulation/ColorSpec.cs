using System.Buffers.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>
/// Colours as applications write them in OSC 4, 5 and 10-19, by the rules of XParseColor: <c>rgb:r/g/b</c> with 1 to 4 hexadecimal digits each, the older
/// <c>#rgb</c> forms, <c>rgbi:</c> intensities, and names (<see cref="ColorNames"/>). Device-independent spaces (CIE, TekHVC) are not understood.
/// </summary>
internal static class ColorSpec
{
    /// <summary>Longest text that can be a colour.</summary>
    private const int MaxBytes = 64;

    /// <summary>The true colour that a text means. Components are kept to eight bits, the upper ones of the sixteen that X has.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out Color color)
    {
        color = default;
        if (text.IsEmpty || text.Length > MaxBytes)
            return false;

        if (text[0] == '#')
            return TryParseSharp(text[1..], out color);

        int colon = text.IndexOf((byte)':');
        if (colon < 0)
            return ColorNames.TryFind(text, out color);

        ReadOnlySpan<byte> components = text[(colon + 1)..];
        return Ascii(text[..colon], "rgb"u8) ? TryParseComponents(components, isIntensity: false, out color)
            : Ascii(text[..colon], "rgbi"u8) && TryParseComponents(components, isIntensity: true, out color);
    }

    private static bool Ascii(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => System.Text.Ascii.EqualsIgnoreCase(text, lowerCase);

    /// <summary><c>#rgb</c>, <c>#rrggbb</c>, <c>#rrrgggbbb</c>, <c>#rrrrggggbbbb</c>: the digits are the upper bits, so <c>#fff</c> is not quite white.</summary>
    private static bool TryParseSharp(ReadOnlySpan<byte> digits, out Color color)
    {
        color = default;
        int each = digits.Length / 3;
        if (each is < 1 or > 4 || digits.Length != 3 * each)
            return false;

        Span<int> values = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            if (!TryParseHex(digits.Slice(i * each, each), out int value))
                return false;

            values[i] = (value << (4 * (4 - each))) >> 8;
        }

        color = Color.Rgb(values[0], values[1], values[2]);
        return true;
    }

    private static bool TryParseComponents(ReadOnlySpan<byte> text, bool isIntensity, out Color color)
    {
        color = default;
        Span<int> values = stackalloc int[3];
        for (int i = 0; i < 3; i++)
        {
            int end = text.IndexOf((byte)'/');
            if (i < 2 ? end < 0 : end >= 0)
                return false;

            ReadOnlySpan<byte> component = i < 2 ? text[..end] : text;
            if (!(isIntensity ? TryParseIntensity(component, isRed: i == 0, out values[i]) : TryParseScaled(component, out values[i])))
                return false;

            text = i < 2 ? text[(end + 1)..] : default;
        }

        color = Color.Rgb(values[0], values[1], values[2]);
        return true;
    }

    /// <summary>1 to 4 digits, scaled: <c>f</c>, <c>ff</c>, <c>fff</c> and <c>ffff</c> are all white.</summary>
    private static bool TryParseScaled(ReadOnlySpan<byte> digits, out int value)
    {
        if (digits.Length is < 1 or > 4 || !TryParseHex(digits, out value))
        {
            value = 0;
            return false;
        }

        value = (int)(value * 0xFFFFL / ((1 << (4 * digits.Length)) - 1)) >> 8;
        return true;
    }

    /// <summary>
    /// An intensity of light from 0 to 1. Xlib turns it into a device value by a table of the monitor that it assumes; these exponents follow that table.
    /// </summary>
    private static bool TryParseIntensity(ReadOnlySpan<byte> text, bool isRed, out int value)
    {
        const double RedExponent = 0.402;
        const double OtherExponent = 0.447;
        bool isNumber = Utf8Parser.TryParse(text, out double intensity, out int consumed) && consumed == text.Length && intensity is >= 0 and <= 1;
        value = isNumber ? (int)Math.Round(255 * Math.Pow(intensity, isRed ? RedExponent : OtherExponent)) : 0;
        return isNumber;
    }

    private static bool TryParseHex(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out int consumed, 'x') && consumed == digits.Length;
}
