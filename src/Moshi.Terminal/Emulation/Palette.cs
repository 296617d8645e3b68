using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>The colours that xterm starts with: what a palette entry is taken for while nobody says otherwise.</summary>
internal static class Palette
{
    private static ReadOnlySpan<int> System =>
    [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ];

    /// <summary>The true colour of an entry, 0-255: 16 named ones, a cube of 6 x 6 x 6, 24 grays.</summary>
    internal static Color Of(int index)
    {
        if (index < 16)
        {
            int rgb = System[index];
            return Color.Rgb(rgb >> 16, (rgb >> 8) & 0xFF, rgb & 0xFF);
        }

        if (index >= 232)
        {
            int level = 8 + (10 * (index - 232));
            return Color.Rgb(level, level, level);
        }

        int cube = index - 16;
        return Color.Rgb(CubeLevel(cube / 36), CubeLevel(cube / 6 % 6), CubeLevel(cube % 6));
    }

    private static int CubeLevel(int step) => step == 0 ? 0 : 55 + (40 * step);
}
