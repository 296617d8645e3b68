using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Prediction;

/// <summary>How shells style what they suggest. Used by the engine only.</summary>
internal static class GhostStyles
{
    /// <summary>Faint, bright black, the darker greys of the palette, and true colours that look like them.</summary>
    public static bool IsGhost(in Style style) => (style.Attributes & CellAttributes.Faint) != CellAttributes.None || IsGrey(style.Foreground);

    private static bool IsGrey(Color color)
    {
        const int DarkEnough = 0xA0;
        const int NearlyEqual = 0x10;
        return color switch
        {
            { IsIndexed: true } => color.Index is 8 or (>= 236 and <= 247),
            { IsRgb: true } => color.Green <= DarkEnough && Math.Abs(color.Red - color.Green) <= NearlyEqual
                && Math.Abs(color.Blue - color.Green) <= NearlyEqual,
            _ => false,
        };
    }
}
