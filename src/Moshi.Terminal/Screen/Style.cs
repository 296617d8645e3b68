using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>The renditions of a cell or of the pen: colours and attributes. <c>default</c> is what SGR 0 selects.</summary>
/// <param name="Foreground">Colour of the glyph.</param>
/// <param name="Background">Colour behind it; the only part that erased cells take over (back colour erase).</param>
/// <param name="Attributes">The on/off renditions.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Style(Color Foreground, Color Background, CellAttributes Attributes = CellAttributes.None)
{
    /// <summary>True for the style of SGR 0.</summary>
    public bool IsDefault => Foreground.IsDefault && Background.IsDefault && Attributes == CellAttributes.None;

    /// <summary>True when an erase under this style can reproduce a blank cell of it: nothing but a background.</summary>
    public bool IsBackgroundOnly => Foreground.IsDefault && Attributes == CellAttributes.None;

    /// <summary>What an erased cell takes over from the pen: its background.</summary>
    public Style ForErase() => new(Color.Default, Background);

    /// <summary>The style with one or more attributes switched on or off.</summary>
    public Style With(CellAttributes attributes, bool on) =>
        this with { Attributes = on ? Attributes | attributes : Attributes & ~attributes };

    /// <summary>For messages: colours and attributes.</summary>
    public override string ToString() => $"{Foreground} on {Background} {Attributes}";
}
