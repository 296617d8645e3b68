using System.Buffers;
using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal;

/// <summary>What tests do with pictures: make, paint, compare by what a user would see.</summary>
internal static class Pictures
{
    private const CellAttributes StockAttributes = CellAttributes.Bold | CellAttributes.Italic | CellAttributes.Underline | CellAttributes.Blink
        | CellAttributes.Inverse | CellAttributes.Invisible;

    internal static StockEmulator Emulate(int columns, int rows, string input)
    {
        var emulator = new StockEmulator(columns, rows);
        emulator.Feed(Encoding.UTF8.GetBytes(input));
        return emulator;
    }

    internal static byte[] Paint(Framebuffer from, Framebuffer to)
    {
        var output = new ArrayBufferWriter<byte>();
        new WirePainter().Paint(from, to, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A receiver that shows <paramref name="from"/>, after a paint job.</summary>
    internal static StockEmulator Receiver(Framebuffer from)
    {
        var receiver = new StockEmulator(from.Columns, from.Rows) { AnswersQueries = false };
        receiver.Feed(Paint(new Framebuffer(from.Columns, from.Rows), from));
        return receiver;
    }

    /// <summary>
    /// The first visible difference, in words, or null. Blanks and spaces look the same, and so does what hides under a wide character. The mark of a
    /// wrapped row cannot be seen, nor painted in every case.
    /// </summary>
    /// <param name="asStock">Only what stock's dialect can say counts, and makes it paint.</param>
    internal static string? Difference(Framebuffer expected, Framebuffer actual, bool ignoreCursor = false, bool asStock = false)
    {
        if (expected.Columns != actual.Columns || expected.Rows != actual.Rows)
        {
            return $"size {expected.Columns}x{expected.Rows} against {actual.Columns}x{actual.Rows}";
        }

        for (int row = 0; row < expected.Rows; row++)
        {
            if (!expected.SameRow(row, actual, row) && RowDifference(expected, actual, row, asStock) is { } difference)
            {
                return difference;
            }
        }

        if (!ignoreCursor && (expected.CursorRow, expected.CursorColumn) != (actual.CursorRow, actual.CursorColumn))
        {
            return $"cursor {expected.CursorRow},{expected.CursorColumn} against {actual.CursorRow},{actual.CursorColumn}";
        }

        return Compare("pen", Seen(expected.Pen, asStock), Seen(actual.Pen, asStock))
            ?? Compare("modes", Seen(expected.Modes, asStock), Seen(actual.Modes, asStock))
            ?? Compare("title", expected.Title, actual.Title)
            ?? (asStock ? null : Compare("icon", expected.IconName, actual.IconName))
            ?? Compare("clipboard", expected.Clipboard, actual.Clipboard)
            ?? Compare("bell", expected.BellCount != 0, actual.BellCount != 0);
    }

    internal static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (Rune rune in Encoding.UTF8.GetString(bytes).EnumerateRunes())
        {
            _ = rune.Value is >= 0x20 and <= 0x7E
                ? text.Append((char)rune.Value)
                : text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return text.ToString();
    }

    private static Style Seen(in Style style, bool asStock) => asStock ? new Style(style.Foreground, style.Background, style.Attributes & StockAttributes) : style;

    private static DisplayModes Seen(DisplayModes modes, bool asStock)
    {
        modes.AlternateScroll = false;
        if (asStock)
        {
            modes.ApplicationCursorKeys = modes.ApplicationKeypad = modes.GraphemeClusters = false;
            modes.KeyboardFlags = modes.ModifyOtherKeys = 0;
        }

        return modes;
    }

    private static string? RowDifference(Framebuffer expected, Framebuffer actual, int row, bool asStock)
    {
        for (int column = 0; column < expected.Columns; column += expected[row, column].Width)
        {
            string left = Look(expected, expected[row, column], asStock);
            string right = Look(actual, actual[row, column], asStock);
            if (!string.Equals(left, right, StringComparison.Ordinal))
            {
                return $"cell {row},{column}: {left} against {right}";
            }
        }

        return null;
    }

    private static string Look(Framebuffer picture, Cell cell, bool asStock)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        int length = picture.Symbols.CopyUtf8(cell, utf8);
        string text = length == 0 ? " " : Encoding.UTF8.GetString(utf8[..length]);
        return $"'{text}' width {cell.Width} {Seen(picture.StyleOf(cell), asStock)}";
    }

    private static string? Compare<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{what}: {expected} against {actual}";
}
