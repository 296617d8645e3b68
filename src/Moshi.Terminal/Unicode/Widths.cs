using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Unicode;

/// <summary>
/// Columns per code point, the same on every machine: the C library of the host is never asked (quirk Q16). The table of the policies
/// <see cref="WidthPolicy.Graphemes"/> and <see cref="WidthPolicy.CodePoints"/> is of Unicode 17; <c>eng/unicode/generate.py</c> says where it departs
/// from East_Asian_Width and why. Text that is printed in clusters is measured by <see cref="GraphemeCluster"/>.
/// </summary>
public static class Widths
{
    /// <summary>The version of the Unicode Standard that clusters and widths follow.</summary>
    public static string UnicodeVersion => CharacterTable.UnicodeVersion;

    /// <summary>
    /// Columns by <see cref="WidthPolicy.Stock"/>: 0, 1 or 2; -1 for controls, unassigned code points and noncharacters, which print nothing.
    /// U+0020-7E and U+00A0-FF have width 1 (mosh-protocol §8.4). Takes 0 to 0x10FFFF.
    /// </summary>
    public static int Of(int codePoint)
    {
        int block = WidthTable.BlockOf[codePoint >> 8];
        int width = (WidthTable.Blocks[(block << 6) + ((codePoint & 0xFF) >> 2)] >> ((codePoint & 3) << 1)) & 3;
        return width == 3 ? -1 : width;
    }

    /// <summary>
    /// Columns of one code point that stands alone: 0 for what belongs to the cell before it, 1, 2, or -1 for what prints nothing (controls, line and
    /// paragraph separators, noncharacters; in the stock policy also everything unassigned). Takes 0 to 0x10FFFF.
    /// </summary>
    public static int Of(int codePoint, WidthPolicy policy, AmbiguousWidth ambiguous = AmbiguousWidth.Narrow)
    {
        if (codePoint is >= 0x20 and < 0x7F || IsPlainWide(codePoint))
            return codePoint < 0x7F ? 1 : 2;

        if (policy == WidthPolicy.Stock)
            return Of(codePoint);

        if (codePoint < 0x100 && ambiguous == AmbiguousWidth.Narrow)
            return codePoint >= 0xA0 ? 1 : -1;

        byte entry = Entry(codePoint);
        return policy == WidthPolicy.CodePoints && ClassOf(entry) == GraphemeClass.RegionalIndicator ? 1 : WidthOf(entry, ambiguous);
    }

    /// <summary>As <see cref="Of(int, WidthPolicy, AmbiguousWidth)"/> in the policy <see cref="WidthPolicy.CodePoints"/>, for who has the table's byte already.</summary>
    internal static int OfAlone(int codePoint, byte entry, AmbiguousWidth ambiguous)
    {
        if (codePoint < 0x100)
            return Of(codePoint, WidthPolicy.CodePoints, ambiguous);

        return ClassOf(entry) == GraphemeClass.RegionalIndicator ? 1 : WidthOf(entry, ambiguous);
    }

    /// <summary>
    /// True for ideographs and kana of the basic plane, the bulk of East Asian text: two columns in every policy, and each begins a cluster (except
    /// after a prepended mark, see <see cref="GraphemeCluster.HoldsNext"/>). One comparison for ideographs; no table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlainWide(int codePoint) =>
        (uint)(codePoint - 0x3400) < 0xA000 - 0x3400
        || (uint)(codePoint - 0x3041) <= 0x3096 - 0x3041
        || (uint)(codePoint - 0x309B) <= 0x30FF - 0x309B;

    /// <summary>
    /// Columns, 1 or 2, of a code point that needs no look at what is before it: it begins a cluster (<see cref="GraphemeCluster.EndsBeforePlain"/>) and has
    /// the same width in the policies <see cref="WidthPolicy.Graphemes"/> and <see cref="WidthPolicy.CodePoints"/>. 0 for all others. Takes 0x20 and above.
    /// </summary>
    public static int PlainWidth(int codePoint, AmbiguousWidth ambiguous) => PlainWidths(ambiguous)[Entry(codePoint)];

    /// <summary><see cref="PlainWidth"/> for each of the 256 possible values of <see cref="Entry"/>.</summary>
    internal static byte[] PlainWidths(AmbiguousWidth ambiguous) =>
        ambiguous == AmbiguousWidth.Narrow ? s_plainWidths : s_plainWidthsOfWide;

    private static readonly byte[] s_plainWidths = MakePlainWidths(AmbiguousWidth.Narrow);
    private static readonly byte[] s_plainWidthsOfWide = MakePlainWidths(AmbiguousWidth.Wide);

    private static byte[] MakePlainWidths(AmbiguousWidth ambiguous)
    {
        byte[] widths = new byte[256];
        for (int entry = 0; entry < widths.Length; entry++)
        {
            bool isPlain = ((PlainClasses >> (entry >> 3)) & 1) != 0;
            widths[entry] = isPlain ? (byte)Math.Max(0, WidthOf((byte)entry, ambiguous)) : (byte)0;
        }

        return widths;
    }

    private const uint PlainClasses =
        1u << (int)GraphemeClass.Other | 1u << (int)GraphemeClass.ConjunctConsonant | 1u << (int)GraphemeClass.HangulLv | 1u << (int)GraphemeClass.HangulLvt
        | 1u << (int)GraphemeClass.Pictograph | 1u << (int)GraphemeClass.VariablePictograph;

    /// <summary>The table's byte for a code point: columns in bits 0-1 (3 = prints nothing), ambiguous in bit 2, the class in bits 3-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte Entry(int codePoint)
    {
        int block = CharacterTable.BlockOf[codePoint >> 7];
        return CharacterTable.Blocks[(block << 7) + (codePoint & 0x7F)];
    }

    internal static GraphemeClass ClassOf(byte entry) => (GraphemeClass)(entry >> 3);

    internal static int WidthOf(byte entry, AmbiguousWidth ambiguous)
    {
        int width = entry & 3;
        if (width == 3)
            return -1;

        return (entry & 4) != 0 ? (int)ambiguous : width;
    }
}
