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
    internal static string? Difference(Framebuffer expected, Framebuffer actual, bool ignoreCursor = false)
    {
        if (expected.Columns != actual.Columns || expected.Rows != actual.Rows)
            return $"size {expected.Columns}x{expected.Rows} against {actual.Columns}x{actual.Rows}";

        for (int row = 0; row < expected.Rows; row++)
        {
            if (!expected.SameRow(row, actual, row) && RowDifference(expected, actual, row) is { } difference)
                return difference;
        }

        if (!ignoreCursor && (expected.CursorRow, expected.CursorColumn) != (actual.CursorRow, actual.CursorColumn))
            return $"cursor {expected.CursorRow},{expected.CursorColumn} against {actual.CursorRow},{actual.CursorColumn}";

        return Compare("pen", expected.Pen, actual.Pen)
            ?? Compare("modes", expected.Modes with { AlternateScroll = false }, actual.Modes with { AlternateScroll = false })
            ?? Compare("title", expected.Title, actual.Title)
            ?? Compare("icon", expected.IconName, actual.IconName)
            ?? Compare("clipboard", expected.Clipboard, actual.Clipboard)
            ?? Compare("bell", expected.BellCount != 0, actual.BellCount != 0);
    }

    /// <summary>
    /// As <see cref="Difference"/>, between what a stock client is meant to show of a picture and what it shows. An icon name alone makes no frame (quirk Q7).
    /// </summary>
    internal static string? WireDifference(Framebuffer expected, Framebuffer actual)
    {
        Framebuffer meant = WirePainter.Project(expected);
        Framebuffer seen = WirePainter.Project(actual);
        seen.IconName = meant.IconName;
        if (meant.Clipboard.Length == 0)
        {
            // What cannot be told leaves the clipboard before it.
            seen.Clipboard = "";
        }

        return Difference(meant, seen);
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

    private static string? RowDifference(Framebuffer expected, Framebuffer actual, int row)
    {
        for (int column = 0; column < expected.Columns; column += expected[row, column].Width)
        {
            string left = Look(expected, expected[row, column]);
            string right = Look(actual, actual[row, column]);
            if (!string.Equals(left, right, StringComparison.Ordinal))
                return $"cell {row},{column}: {left} against {right}";
        }

        return null;
    }

    private static string Look(Framebuffer picture, Cell cell)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        int length = picture.Symbols.CopyUtf8(cell, utf8);
        string text = length == 0 ? " " : Encoding.UTF8.GetString(utf8[..length]);
        return $"'{text}' width {cell.Width} {picture.StyleOf(cell)}";
    }

    private static string? Compare<T>(string what, T expected, T actual) =>
        EqualityComparer<T>.Default.Equals(expected, actual) ? null : $"{what}: {expected} against {actual}";
}
