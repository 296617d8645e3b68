using Moshi.Terminal.Unicode;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// Columns of typed characters, where all terminals and programs of the last ten years agree about them (Unicode 9 to 17). Used by the engine only.
/// </summary>
internal static class TypedWidths
{
    /// <summary>1 or 2 columns; 0 for a mark that joins the character before it; -1 where a guess would be a gamble.</summary>
    public static int Of(int codePoint)
    {
        int width = Widths.Of(codePoint);
        return width switch
        {
            1 => IsDisputed(codePoint) ? -1 : 1,
            2 => IsWideSinceUnicode9(codePoint) ? 2 : -1,
            0 => codePoint is >= 0x0300 and <= 0x036F ? 0 : -1,
            _ => -1,
        };
    }

    // Right-to-left text moves the cursor as terminals like; symbols of the older emoji are wide where the font says so.
    private static bool IsDisputed(int codePoint) => codePoint is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
        or (>= 0x2600 and <= 0x27BF) or >= 0x1F000;

    private static bool IsWideSinceUnicode9(int codePoint) => codePoint is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E)
        or (>= 0x3041 and <= 0x33FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6CC) or (>= 0x1F910 and <= 0x1F91E) or (>= 0x20000 and <= 0x3FFFD);
}
