namespace Moshi.Terminal.Unicode;

/// <summary>
/// For measuring text in bulk: columns of the characters that UTF-8 writes with two bytes, and of those with three by blocks of 64, where all of a block are plain
/// (<see cref="Widths.PlainWidth"/>) and of one width. Made from the table of widths when it is first needed.
/// </summary>
internal sealed class PlainBlocks
{
    /// <summary>In place of a width: look the character up by itself.</summary>
    internal const byte Mixed = 0x80;

    private const int BlockSize = 64;
    private const int TextSelector = 0xFE0E;
    private const int EmojiSelector = 0xFE0F;

    private static PlainBlocks? s_narrow;
    private static PlainBlocks? s_wide;

    private readonly byte[] _short = new byte[0x800];
    private readonly byte[] _blocks = new byte[0x10000 / BlockSize];

    // By the entry of the table.
    private readonly byte[] _marks = new byte[256];

    private PlainBlocks(AmbiguousWidth ambiguous)
    {
        byte[] widths = Widths.PlainWidths(ambiguous);
        for (int codePoint = 0; codePoint < _short.Length; codePoint++)
            _short[codePoint] = WidthOf(codePoint, widths);

        for (int block = 0; block < _blocks.Length; block++)
        {
            int first = block * BlockSize;
            byte width = first < _short.Length ? Mixed : WidthOf(first, widths);
            for (int i = 1; i < BlockSize && width != Mixed; i++)
                width = WidthOf(first + i, widths) == width ? width : Mixed;

            _blocks[block] = width;
        }

        for (int entry = 0; entry < _marks.Length; entry++)
        {
            bool isSimple = Widths.ClassOf((byte)entry) is GraphemeClass.ConjunctExtend or GraphemeClass.Extend or GraphemeClass.SpacingMark;
            int width = Widths.WidthOf((byte)entry, ambiguous);
            _marks[entry] = isSimple && width >= 0 ? (byte)width : Mixed;
        }
    }

    /// <summary>By the code point, below U+0800.</summary>
    internal ReadOnlySpan<byte> Short => _short;

    /// <summary>By the code point over 64, of the basic plane.</summary>
    internal ReadOnlySpan<byte> Blocks => _blocks;

    /// <summary>
    /// Columns of a mark that joins whatever cluster it comes after, adds its columns to it up to two, and lets a plain character begin the next one. <see cref="Mixed"/> for
    /// all else: what makes conjuncts, joins pictographs or chooses how they are shown.
    /// </summary>
    internal int WidthOfMark(int codePoint) => codePoint is TextSelector or EmojiSelector ? Mixed : _marks[Widths.Entry(codePoint)];

    /// <summary>The one for this choice. Safe to call from several threads: they make equal ones.</summary>
    internal static PlainBlocks Of(AmbiguousWidth ambiguous) =>
        ambiguous == AmbiguousWidth.Narrow ? s_narrow ??= new PlainBlocks(ambiguous) : s_wide ??= new PlainBlocks(ambiguous);

    /// <summary>Of one character of the basic plane; <see cref="Mixed"/> for what is not plain, or no character.</summary>
    /// <param name="codePoint">The character.</param>
    /// <param name="widths"><see cref="Widths.PlainWidths"/>.</param>
    internal static byte WidthOf(int codePoint, byte[] widths)
    {
        byte width = codePoint < 0xA0 || (codePoint & 0x1F_F800) == 0xD800 ? (byte)0 : widths[Widths.Entry(codePoint)];
        return width == 0 ? Mixed : width;
    }
}
