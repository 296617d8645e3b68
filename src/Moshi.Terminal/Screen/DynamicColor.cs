namespace Moshi.Terminal.Screen;

/// <summary>Slots of <see cref="ColorOverrides"/> above the 256 palette entries: the dynamic colours (OSC 10-19) and the special ones (OSC 5).</summary>
public static class DynamicColor
{
    /// <summary>Slot of OSC 10, text foreground. OSC 10 + n has slot <see cref="Foreground"/> + n, up to OSC 19.</summary>
    public const int Foreground = 256;

    /// <summary>Slot of OSC 11, text background.</summary>
    public const int Background = 257;

    /// <summary>Slot of OSC 12, the cursor.</summary>
    public const int Cursor = 258;

    /// <summary>Slot of OSC 5;0 (bold). OSC 5;n has slot <see cref="Bold"/> + n, up to 5;4.</summary>
    public const int Bold = 266;

    /// <summary>Number of slots.</summary>
    public const int Count = 271;
}
