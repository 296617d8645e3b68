namespace Moshi.Terminal.Screen;

/// <summary>The on/off renditions of a cell (ECMA-48 SGR, with xterm's and kitty's additions), and whether it is protected from erasure. At most 12 bits.</summary>
[Flags]
public enum CellAttributes : ushort
{
    /// <summary>Plain text.</summary>
    None = 0,

    /// <summary>SGR 1.</summary>
    Bold = 1 << 0,

    /// <summary>SGR 3.</summary>
    Italic = 1 << 1,

    /// <summary>SGR 4 or 21: underlined in any way; which one is <see cref="Style.UnderlineStyle"/>.</summary>
    Underline = 1 << 2,

    /// <summary>SGR 5.</summary>
    Blink = 1 << 3,

    /// <summary>SGR 7.</summary>
    Inverse = 1 << 4,

    /// <summary>SGR 8.</summary>
    Invisible = 1 << 5,

    /// <summary>SGR 2.</summary>
    Faint = 1 << 6,

    /// <summary>SGR 9.</summary>
    Strikethrough = 1 << 7,

    /// <summary>SGR 53.</summary>
    Overline = 1 << 8,

    /// <summary>SGR 6.</summary>
    RapidBlink = 1 << 9,

    /// <summary>DECSCA 1 or SPA: selective (or, for SPA, any) erasing leaves the cell alone. Never drawn.</summary>
    Protected = 1 << 10,
}
