using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

/// <summary>Columns of typed characters, where a guess about them is no gamble. Used by the engine only.</summary>
internal static class TypedWidths
{
    /// <summary>1 or 2 columns; 0 for what joins the character before it; -1 where it depends on who is asked.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="clusters">
    /// The host's terminal measures clusters with our tables. Otherwise only what all terminals and programs of the last ten years agree about counts
    /// (Unicode 9 to 17).
    /// </param>
    public static int Of(int codePoint, bool clusters)
    {
        if (IsRightToLeft(codePoint))
            return -1;

        if (clusters)
            return Widths.Of(codePoint, WidthPolicy.Graphemes);

        return Widths.Of(codePoint) switch
        {
            1 => IsDisputed(codePoint) ? -1 : 1,
            2 => IsWideSinceUnicode9(codePoint) ? 2 : -1,
            0 => codePoint is >= 0x0300 and <= 0x036F ? 0 : -1,
            _ => -1,
        };
    }

    /// <summary>Text that moves the cursor as each terminal likes.</summary>
    private static bool IsRightToLeft(int codePoint) =>
        codePoint is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF)
            or (>= 0x1E800 and <= 0x1EFFF);

    // Symbols that are wide where they are drawn as emoji.
    private static bool IsDisputed(int codePoint) => codePoint is (>= 0x2600 and <= 0x27BF) or >= 0x1F000;

    private static bool IsWideSinceUnicode9(int codePoint) => codePoint is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E)
        or (>= 0x3041 and <= 0x33FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6CC) or (>= 0x1F910 and <= 0x1F91E) or (>= 0x20000 and <= 0x3FFFD);
}
