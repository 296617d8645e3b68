namespace Moshi.Terminal.Screen;

/// <summary>What mode 12 (cursor blinking) makes of a shape, as in xterm: it and DECSCUSR change the same cursor, and the later one holds.</summary>
public static class CursorStyles
{
    /// <summary>True when a program has asked for a cursor that blinks; not known of the user's own shape.</summary>
    public static bool IsBlinking(this CursorStyle style) => style is CursorStyle.Blinking || IsShape(style, blinks: true);

    /// <summary>True where mode 12 says all, because the shape is the user's.</summary>
    public static bool IsOnlyBlink(this CursorStyle style) => style is CursorStyle.Blinking or CursorStyle.Steady;

    /// <summary>The same shape, blinking or steady.</summary>
    public static CursorStyle WithBlink(this CursorStyle style, bool blinks) => style switch
    {
        CursorStyle.Default or CursorStyle.Blinking or CursorStyle.Steady => blinks ? CursorStyle.Blinking : CursorStyle.Steady,
        _ when IsShape(style, blinks) => style,
        _ => blinks ? style - 1 : style + 1,
    };

    private static bool IsShape(CursorStyle style, bool blinks) =>
        style is >= CursorStyle.BlinkingBlock and <= CursorStyle.SteadyBar && ((int)style & 1) == (blinks ? 1 : 0);
}
