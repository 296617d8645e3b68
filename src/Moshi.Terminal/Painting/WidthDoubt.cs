using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Painting;

/// <summary>Which characters every terminal gives the same width. About all others they disagree, by age or by choice.</summary>
internal static class WidthDoubt
{
    /// <summary>True when the outer terminal may move its cursor by another number of columns than the cell has.</summary>
    internal static bool Exists(Cell cell)
    {
        if (cell.IsCluster)
            return true;

        int codePoint = cell.CodePoint;
        return cell.IsWide ? !IsPlainWide(codePoint) : !IsPlainNarrow(codePoint);
    }

    private static bool IsPlainWide(int codePoint) =>
        Widths.IsPlainWide(codePoint) || codePoint is (>= 0xAC00 and <= 0xD7A3) or (>= 0xFF01 and <= 0xFF60) or (>= 0x3001 and <= 0x3011);

    // Letters of Europe, punctuation, arrows, mathematics, line drawing, braille, the private symbols of prompts. Ambiguous ones are among them: who sets
    // them wide has the same trouble with every program.
    private static bool IsPlainNarrow(int codePoint) => codePoint switch
    {
        < 0x80 => true,
        0xAD => false,
        < 0x300 => true,
        >= 0x370 and < 0x483 => true,
        >= 0x48A and < 0x530 => true,
        >= 0x1E00 and < 0x2000 => true,
        >= 0x2010 and <= 0x2027 or >= 0x2030 and <= 0x205E => true,
        >= 0x2070 and <= 0x20BF => true,
        >= 0x2100 and <= 0x2319 and not (0x2139 or >= 0x2194 and <= 0x2199 or 0x21A9 or 0x21AA or 0x2122) => true,
        >= 0x2500 and <= 0x25F8 and not (0x25AA or 0x25AB or 0x25B6 or 0x25C0) => true,
        >= 0x2800 and <= 0x28FF => true,
        >= 0xE0A0 and <= 0xE0D4 => true,
        0xFFFD => true,
        _ => false,
    };
}
