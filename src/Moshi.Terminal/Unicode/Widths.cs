namespace Moshi.Terminal.Unicode;

/// <summary>
/// Columns per code point, the same on every machine: the table of glibc 2.36 that mosh 1.4 peers on current systems use, with U+0020-7E and U+00A0-FF
/// at width 1 (mosh-protocol §8.4). Both ends must agree or the picture smears, so the C library of the host is never asked (quirk Q16).
/// </summary>
public static class Widths
{
    /// <summary>0, 1 or 2 columns; -1 for controls, unassigned code points and noncharacters, which print nothing. Takes 0 to 0x10FFFF.</summary>
    public static int Of(int codePoint)
    {
        int block = WidthTable.BlockOf[codePoint >> 8];
        int width = (WidthTable.Blocks[(block << 6) + ((codePoint & 0xFF) >> 2)] >> ((codePoint & 3) << 1)) & 3;
        return width == 3 ? -1 : width;
    }
}
