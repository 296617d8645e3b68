using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moshi.Terminal.Screen;

/// <summary>The renditions of a cell or of the pen: colours, attributes and hyperlink. <c>default</c> is what SGR 0 selects, without a link.</summary>
/// <remarks>
/// Two words, because a stream that styles each cell compares, hashes and copies styles all the time. <see cref="Look"/>: foreground in bits 0-25, background
/// in 26-51, attributes in 52-63. <see cref="Rest"/>, nearly always 0: underline colour in bits 0-25, underline style in 26-28, link in 32-63.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly struct Style : IEquatable<Style>
{
    private const int ColorBits = 26;
    private const ulong ColorMask = (1UL << ColorBits) - 1;
    private const int AttributesShift = 2 * ColorBits;
    private const ulong BackgroundMask = ColorMask << ColorBits;
    private const ulong AttributesMask = ~0UL << AttributesShift;
    private const ulong UnderlineStyleMask = 7UL << ColorBits;
    private const int LinkShift = 32;

    /// <summary>Of a style id: the rest of it says all about the style. See <see cref="TryPack"/>.</summary>
    internal const int PackedBit = 1 << 30;

    // What a packed id has no room for: true colour.
    private const ulong UnpackableMask = (1UL << 25) | (1UL << (25 + ColorBits));
    private const uint PackedIndexMask = 0xFF;

    /// <summary>Of a packed id: bits of each colour, the foreground in the lowest; an index and, unless it is the default colour, a tag.</summary>
    internal const int PackedColorBits = 9;
    internal const uint PackedColorMask = (1u << PackedColorBits) - 1;
    internal const uint PackedTag = 0x100;

    // From the tag of an indexed color, bit 24 of its bits, to bit 8.
    private const int TagShift = 16;

    /// <summary>A style of these, without an underline colour or a link.</summary>
    /// <param name="foreground">Colour of the glyph.</param>
    /// <param name="background">Colour behind it; the only part that erased cells take over (back colour erase).</param>
    /// <param name="attributes">The on/off renditions.</param>
    public Style(Color foreground, Color background, CellAttributes attributes = CellAttributes.None) =>
        Look = foreground.Bits | ((ulong)background.Bits << ColorBits) | ((ulong)attributes << AttributesShift);

    private Style(ulong look, ulong rest)
    {
        Look = look;
        Rest = rest;
    }

    /// <summary>The style that <see cref="Look"/> and <see cref="Rest"/> were taken from.</summary>
    internal static Style FromWords(ulong look, ulong rest) => new(look, rest);

    /// <summary>
    /// The id that says all about a style of palette colours and attributes, in every symbol table: nine bits for each colour, twelve attributes; 0 for the default
    /// style. Streams of such styles, however many, are never looked up. False for what needs an entry in a table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryPack(out int id)
    {
        uint foreground = ((uint)Look & PackedIndexMask) | ((uint)(Look >> TagShift) & PackedTag);
        uint background = ((uint)(Look >> ColorBits) & PackedIndexMask) | ((uint)(Look >> (ColorBits + TagShift)) & PackedTag);
        uint bits = ((uint)(Look >> AttributesShift) << (2 * PackedColorBits)) | (background << PackedColorBits) | foreground;
        id = bits == 0 ? 0 : PackedBit | (int)bits;
        return ((Look & UnpackableMask) | Rest) == 0;
    }

    /// <summary>What SGR 0 leaves of a style: its protection (DECSCA) and its link.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Style Reset() => new(Look & ((ulong)CellAttributes.Protected << AttributesShift), Rest & (~0UL << LinkShift));

    /// <summary>True for an id that says all about a style; not for -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsPacked(int id) => id == 0 || (id > 0 && (id & PackedBit) != 0);

    /// <summary>The style of an id that has <see cref="PackedBit"/>, or of 0.</summary>
    internal static Style FromPacked(int id)
    {
        uint bits = (uint)(id & ~PackedBit);
        ulong foreground = (bits & PackedIndexMask) | ((bits & PackedTag) << TagShift);
        bits >>= PackedColorBits;
        ulong background = (bits & PackedIndexMask) | ((bits & PackedTag) << TagShift);
        bits >>= PackedColorBits;
        return new(foreground | (background << ColorBits) | ((ulong)bits << AttributesShift), 0);
    }

    /// <summary>The id of <see cref="ForErase"/> of the style of a packed id.</summary>
    internal static int PackedForErase(int id)
    {
        int background = id & (int)(PackedColorMask << PackedColorBits);
        return background == 0 ? 0 : PackedBit | background;
    }

    /// <summary>Colours and attributes in one word.</summary>
    internal ulong Look { get; private init; }

    /// <summary>What few styles have, in one word.</summary>
    internal ulong Rest { get; private init; }

    /// <summary>Colour of the glyph.</summary>
    public Color Foreground
    {
        get => Color.FromBits((uint)(Look & ColorMask));
        init => Look = (Look & ~ColorMask) | value.Bits;
    }

    /// <summary>Colour behind the glyph.</summary>
    public Color Background
    {
        get => Color.FromBits((uint)((Look >> ColorBits) & ColorMask));
        init => Look = (Look & ~BackgroundMask) | ((ulong)value.Bits << ColorBits);
    }

    /// <summary>The on/off renditions.</summary>
    public CellAttributes Attributes
    {
        get => (CellAttributes)(Look >> AttributesShift);
        init => Look = (Look & ~AttributesMask) | ((ulong)value << AttributesShift);
    }

    /// <summary>The kind of underline; <see cref="UnderlineStyle.Single"/> when there is none. Set it by <see cref="WithUnderline"/>.</summary>
    public UnderlineStyle UnderlineStyle
    {
        get => (UnderlineStyle)((Rest & UnderlineStyleMask) >> ColorBits);
        private init => Rest = (Rest & ~UnderlineStyleMask) | ((ulong)value << ColorBits);
    }

    /// <summary>Colour of the underline (SGR 58); default: that of the glyph.</summary>
    public Color UnderlineColor
    {
        get => Color.FromBits((uint)(Rest & ColorMask));
        init => Rest = (Rest & ~ColorMask) | value.Bits;
    }

    /// <summary>The hyperlink (OSC 8): an id of the owner's <see cref="SymbolTable"/>, 0 for none. Means nothing in another table.</summary>
    public int LinkId
    {
        get => (int)(Rest >> LinkShift);
        init => Rest = (uint)Rest | ((ulong)(uint)value << LinkShift);
    }

    /// <summary>True for the style of SGR 0 without a link.</summary>
    public bool IsDefault => (Look | Rest) == 0;

    /// <summary>True when an erase under this style can reproduce a blank cell of it: nothing but a background.</summary>
    public bool IsBackgroundOnly => ((Look & ~BackgroundMask) | Rest) == 0;

    /// <summary>What an erased cell takes over from the pen: its background.</summary>
    public Style ForErase() => new(Look & BackgroundMask, 0);

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

    /// <inheritdoc/>
    public bool Equals(Style other) => Look == other.Look && Rest == other.Rest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Style other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Look, Rest);

    /// <summary>Every rendition and the link are the same.</summary>
    public static bool operator ==(in Style left, in Style right) => left.Look == right.Look && left.Rest == right.Rest;

    /// <summary>Some rendition or the link differs.</summary>
    public static bool operator !=(in Style left, in Style right) => !(left == right);
}
