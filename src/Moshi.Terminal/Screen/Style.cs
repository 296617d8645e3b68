using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>The renditions of a cell or of the pen: colours, attributes and hyperlink. <c>default</c> is what SGR 0 selects, without a link.</summary>
/// <param name="Foreground">Colour of the glyph.</param>
/// <param name="Background">Colour behind it; the only part that erased cells take over (back colour erase).</param>
/// <param name="Attributes">The on/off renditions.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Style(Color Foreground, Color Background, CellAttributes Attributes = CellAttributes.None)
{
    /// <summary>The kind of underline; <see cref="UnderlineStyle.Single"/> when there is none. Set it by <see cref="WithUnderline"/>.</summary>
    public UnderlineStyle UnderlineStyle { get; private init; }

    /// <summary>Colour of the underline (SGR 58); default: that of the glyph.</summary>
    public Color UnderlineColor { get; init; }

    /// <summary>The hyperlink (OSC 8): an id of the owner's <see cref="SymbolTable"/>, 0 for none. Means nothing in another table.</summary>
    public int LinkId { get; init; }

    /// <summary>True for the style of SGR 0 without a link.</summary>
    public bool IsDefault => this == default;

    /// <summary>True when an erase under this style can reproduce a blank cell of it: nothing but a background.</summary>
    public bool IsBackgroundOnly => this == new Style(Color.Default, Background);

    /// <summary>What an erased cell takes over from the pen: its background.</summary>
    public Style ForErase() => new(Color.Default, Background);

    /// <summary>The style with one or more attributes switched on or off. Switching the underline on gives a single one.</summary>
    public Style With(CellAttributes attributes, bool on) => this with
    {
        Attributes = on ? Attributes | attributes : Attributes & ~attributes,
        UnderlineStyle = (attributes & CellAttributes.Underline) != CellAttributes.None ? UnderlineStyle.Single : UnderlineStyle,
    };

    /// <summary>The style underlined in a way.</summary>
    public Style WithUnderline(UnderlineStyle kind) => this with { Attributes = Attributes | CellAttributes.Underline, UnderlineStyle = kind };

    /// <summary>The style without its hyperlink: what may be kept apart from the symbol table, or compared across tables.</summary>
    public Style WithoutLink() => this with { LinkId = 0 };

    /// <summary>For messages: colours and attributes.</summary>
    public override string ToString() => $"{Foreground} on {Background} {Attributes}"
        + (UnderlineStyle == UnderlineStyle.Single ? "" : $" {UnderlineStyle}")
        + (UnderlineColor.IsDefault ? "" : $" underlined in {UnderlineColor}")
        + (LinkId == 0 ? "" : $" link {LinkId}");
}
