using System.Globalization;

namespace Moshi.Terminal.Screen;

/// <summary>A foreground or background colour: the terminal's default, one of 256 palette entries, or a true colour.</summary>
public readonly record struct Color
{
    private const uint IndexedTag = 1u << 24;
    private const uint RgbTag = 2u << 24;

    private readonly uint _bits;

    private Color(uint bits) => _bits = bits;

    /// <summary>The default colour of the terminal (SGR 39, 49); also <c>default(Color)</c>.</summary>
    public static Color Default => default;

    /// <summary>True for the default colour.</summary>
    public bool IsDefault => _bits == 0;

    /// <summary>True for a palette colour; <see cref="Index"/> is then 0-255.</summary>
    public bool IsIndexed => (_bits & 0xFF000000) == IndexedTag;

    /// <summary>True for a true colour.</summary>
    public bool IsRgb => (_bits & 0xFF000000) == RgbTag;

    /// <summary>The palette entry, 0-255.</summary>
    public int Index => (int)(_bits & 0xFF);

    /// <summary>Red, 0-255.</summary>
    public int Red => (int)(_bits >> 16) & 0xFF;

    /// <summary>Green, 0-255.</summary>
    public int Green => (int)(_bits >> 8) & 0xFF;

    /// <summary>Blue, 0-255.</summary>
    public int Blue => (int)_bits & 0xFF;

    /// <summary>All of it in the lowest 26 bits.</summary>
    internal uint Bits => _bits;

    internal static Color FromBits(uint bits) => new(bits);

    /// <summary>A palette colour; the low eight bits of <paramref name="index"/> count. 0-7 are the colours of SGR 30-37, 8-15 the bright ones.</summary>
    public static Color Indexed(int index) => new(IndexedTag | ((uint)index & 0xFF));

    /// <summary>A true colour; each component is clamped to 0-255 (stock lets larger ones spill, quirk Q22).</summary>
    public static Color Rgb(int red, int green, int blue) =>
        new(RgbTag | ((uint)Math.Clamp(red, 0, 255) << 16) | ((uint)Math.Clamp(green, 0, 255) << 8) | (uint)Math.Clamp(blue, 0, 255));

    /// <summary>For messages: <c>default</c>, a palette index or <c>r,g,b</c>.</summary>
    public override string ToString() =>
        IsDefault ? "default" : IsIndexed
            ? Index.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{Red},{Green},{Blue}");
}
