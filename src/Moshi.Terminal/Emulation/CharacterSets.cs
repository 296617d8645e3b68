namespace Moshi.Terminal.Emulation;

/// <summary>The character sets of VT terminals: DEC special graphics and the national replacement sets (DEC STD 070, xterm's ctlseqs "SCS").</summary>
internal static class CharacterSets
{
    private const string LineDrawing = "\u25c6\u2592\u2409\u240c\u240d\u240a\u00b0\u00b1\u2424\u240b\u2518\u2510\u250c\u2514\u253c\u23ba\u23bb\u2500"
        + "\u23bc\u23bd\u251c\u2524\u2534\u252c\u2502\u2264\u2265\u03c0\u2260\u00a3\u00b7";

    /// <summary>The codes that national sets replace, in the order of <see cref="Replacements"/>.</summary>
    private const string Replaced = "#@[\\]^_`{|}~";

    /// <summary>The character that a printable code selects.</summary>
    internal static int Map(CharacterSet set, byte code)
    {
        if (set == CharacterSet.LineDrawing)
        {
            // VT100 has a blank at 0x5F. Nobody draws with it, and xterm.js leaves the underscore that stray text has there.
            return code is >= 0x60 and <= 0x7E ? LineDrawing[code - 0x60] : code;
        }

        int index = set == CharacterSet.Ascii ? -1 : Replaced.IndexOf((char)code, StringComparison.Ordinal);
        return index < 0 ? code : Replacements(set)[index];
    }

    /// <summary>The set that a designation names: its intermediates after the first (0 or <c>%</c>) and its final.</summary>
    internal static bool TryFind(ulong intermediates, int final, out CharacterSet set)
    {
        CharacterSet? found = (intermediates, final) switch
        {
            (0, 'B' or '1' or '2') => CharacterSet.Ascii,
            (0, '0') => CharacterSet.LineDrawing,
            (0, 'A') => CharacterSet.British,
            (0, '4') => CharacterSet.Dutch,
            (0, 'C' or '5') => CharacterSet.Finnish,
            (0, 'R' or 'f') => CharacterSet.French,
            (0, 'Q' or '9') => CharacterSet.FrenchCanadian,
            (0, 'K') => CharacterSet.German,
            (0, 'Y') => CharacterSet.Italian,
            (0, 'E' or '6' or '`') => CharacterSet.NorwegianDanish,
            (0, 'Z') => CharacterSet.Spanish,
            (0, 'H' or '7') => CharacterSet.Swedish,
            (0, '=') => CharacterSet.Swiss,
            _ => null,
        };
        set = found.GetValueOrDefault();
        return found.HasValue;
    }

    private static string Replacements(CharacterSet set) => set switch
    {
        CharacterSet.British => "\u00a3@[\\]^_`{|}~",
        CharacterSet.Dutch => "\u00a3\u00be\u0133\u00bd|^_`\u00a8\u0192\u00bc\u00b4",
        CharacterSet.Finnish => "#@\u00c4\u00d6\u00c5\u00dc_\u00e9\u00e4\u00f6\u00e5\u00fc",
        CharacterSet.French => "\u00a3\u00e0\u00b0\u00e7\u00a7^_`\u00e9\u00f9\u00e8\u00a8",
        CharacterSet.FrenchCanadian => "#\u00e0\u00e2\u00e7\u00ea\u00ee_\u00f4\u00e9\u00f9\u00e8\u00fb",
        CharacterSet.German => "#\u00a7\u00c4\u00d6\u00dc^_`\u00e4\u00f6\u00fc\u00df",
        CharacterSet.Italian => "\u00a3\u00a7\u00b0\u00e7\u00e9^_\u00f9\u00e0\u00f2\u00e8\u00ec",
        CharacterSet.NorwegianDanish => "#\u00c4\u00c6\u00d8\u00c5\u00dc_\u00e4\u00e6\u00f8\u00e5\u00fc",
        CharacterSet.Spanish => "\u00a3\u00a7\u00a1\u00d1\u00bf^_`\u00b0\u00f1\u00e7~",
        CharacterSet.Swedish => "#\u00c9\u00c4\u00d6\u00c5\u00dc_\u00e9\u00e4\u00f6\u00e5\u00fc",
        CharacterSet.Swiss => "\u00f9\u00e0\u00e9\u00e7\u00ea\u00ee\u00e8\u00f4\u00e4\u00f6\u00fc\u00fb",
        _ => Replaced,
    };
}
