namespace Moshi.Terminal.Screen;

/// <summary>The on/off renditions of a cell that mosh 1.4 keeps (mosh-protocol §8.5).</summary>
[Flags]
public enum CellAttributes : ushort
{
    /// <summary>Plain text.</summary>
    None = 0,

    /// <summary>SGR 1.</summary>
    Bold = 1 << 0,

    /// <summary>SGR 3.</summary>
    Italic = 1 << 1,

    /// <summary>SGR 4.</summary>
    Underline = 1 << 2,

    /// <summary>SGR 5.</summary>
    Blink = 1 << 3,

    /// <summary>SGR 7.</summary>
    Inverse = 1 << 4,

    /// <summary>SGR 8.</summary>
    Invisible = 1 << 5,
}
