using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Painting;

/// <summary>The nearest colour that a receiver with fewer of them can be told.</summary>
internal static class ColorReduction
{
    /// <summary>xterm's first sixteen, as far as anybody can know them.</summary>
    private static ReadOnlySpan<uint> Ansi =>
    [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ];

    private static ReadOnlySpan<byte> CubeLevels => [0, 95, 135, 175, 215, 255];

    internal static Color Reduce(Color color, ColorDepth depth)
    {
        if (color.IsDefault || depth == ColorDepth.TrueColor)
            return color;

        if (depth == ColorDepth.Palette)
            return color.IsIndexed ? color : Color.Indexed(ToPalette(color.Red, color.Green, color.Blue));

        int index = color.IsIndexed ? color.Index : -1;
        if (index is < 0 or > 15)
        {
            uint rgb = index < 0 ? ((uint)color.Red << 16) | ((uint)color.Green << 8) | (uint)color.Blue : PaletteRgb(index);
            index = NearestAnsi(rgb, depth == ColorDepth.Eight ? 8 : 16);
        }

        return Color.Indexed(depth == ColorDepth.Eight ? index & 7 : index);
    }

    /// <summary>The entry of the 6x6x6 cube or the grey ramp that is nearest, the cube at equal distance.</summary>
    private static int ToPalette(int red, int green, int blue)
    {
        int r = NearestLevel(red);
        int g = NearestLevel(green);
        int b = NearestLevel(blue);
        int cube = Distance(red, green, blue, CubeLevels[r], CubeLevels[g], CubeLevels[b]);
        int step = Math.Clamp(((red + green + blue) / 3 - 3) / 10, 0, 23);
        int level = 8 + (10 * step);
        return Distance(red, green, blue, level, level, level) < cube ? 232 + step : 16 + (36 * r) + (6 * g) + b;
    }

    private static int NearestLevel(int value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;

    private static uint PaletteRgb(int index)
    {
        if (index >= 232)
            return 0x010101u * (uint)(8 + (10 * (index - 232)));

        int cube = index - 16;
        return ((uint)CubeLevels[cube / 36] << 16) | ((uint)CubeLevels[cube / 6 % 6] << 8) | CubeLevels[cube % 6];
    }

    private static int NearestAnsi(uint rgb, int count)
    {
        int best = 0;
        int bestDistance = int.MaxValue;
        for (int i = 0; i < count; i++)
        {
            uint other = Ansi[i];
            int distance = Distance((int)(rgb >> 16), (int)(rgb >> 8) & 0xFF, (int)rgb & 0xFF, (int)(other >> 16), (int)(other >> 8) & 0xFF, (int)other & 0xFF);
            if (distance < bestDistance)
                (best, bestDistance) = (i, distance);
        }

        return best;
    }

    private static int Distance(int r, int g, int b, int otherR, int otherG, int otherB) =>
        ((r - otherR) * (r - otherR)) + ((g - otherG) * (g - otherG)) + ((b - otherB) * (b - otherB));
}
