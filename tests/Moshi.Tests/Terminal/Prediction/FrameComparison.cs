using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Prediction;

/// <summary>Says how two pictures differ to the eye; blank cells and spaces look the same.</summary>
internal static class FrameComparison
{
    /// <summary>One line per difference; empty when there is none.</summary>
    public static string Differences(Framebuffer expected, Framebuffer actual, bool titles = true)
    {
        var found = new StringBuilder();
        if (expected.Columns != actual.Columns || expected.Rows != actual.Rows)
            return $"size: {expected.Columns}x{expected.Rows} expected, {actual.Columns}x{actual.Rows} found\n";

        Compare(found, "cursor", (expected.CursorRow, expected.CursorColumn), (actual.CursorRow, actual.CursorColumn));
        Compare(found, "modes", expected.Modes, actual.Modes);
        if (titles)
        {
            Compare(found, "title", expected.Title, actual.Title);
            Compare(found, "icon", expected.IconName, actual.IconName);
        }

        for (int row = 0; row < expected.Rows; row++)
        {
            for (int column = 0; column < expected.Columns; column++)
            {
                Cell left = expected[row, column];
                Cell right = actual[row, column];
                if (!expected.SameContents(left, actual, right) || expected.StyleOf(left) != actual.StyleOf(right))
                    Compare(found, $"cell {row},{column}", Describe(expected, left), Describe(actual, right));
            }
        }

        return found.ToString();
    }

    private static string Describe(Framebuffer frame, Cell cell)
    {
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        return $"'{Encoding.UTF8.GetString(utf8[..frame.Symbols.CopyUtf8(cell, utf8)])}' {frame.StyleOf(cell)}";
    }

    private static void Compare<T>(StringBuilder found, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            found.Append(what).Append(": ").Append(expected).Append(" expected, ").Append(actual).Append(" found\n");
    }
}
