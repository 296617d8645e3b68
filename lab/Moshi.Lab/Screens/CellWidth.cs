using System.Globalization;
using System.Text;

namespace Moshi.Lab.Screens;

/// <summary>Widths of the characters that the lab's scripts print; only to find the columns of a capture, in which tmux has decided already.</summary>
internal static class CellWidth
{
    /// <summary>0 for combining marks, 2 for wide characters, else 1.</summary>
    public static int Of(string character)
    {
        var rune = Rune.GetRuneAt(character, 0);
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return rune.Value == 0xAD ? 1 : 0;
        return rune.Value switch
        {
            >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0x303E or >= 0x3041 and <= 0x33FF or >= 0x3400 and <= 0x4DBF => 2,
            >= 0x4E00 and <= 0x9FFF or >= 0xA000 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF => 2,
            >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 => 2,
            >= 0x1F300 and <= 0x1F64F or >= 0x1F680 and <= 0x1F6FF or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD => 2,
            _ => 1,
        };
    }
}
