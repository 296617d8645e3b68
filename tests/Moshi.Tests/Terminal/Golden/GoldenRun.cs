using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>Runs a case and says what is not as it must be.</summary>
internal static class GoldenRun
{
    /// <summary>Null when the case holds; else a picture of the difference, and the case as it would have to be written.</summary>
    internal static string? Failure(GoldenCase test)
    {
        Emulator whole = Run(test, int.MaxValue);
        string? difference = Difference(test, whole);
        if (difference is not null)
            return $"{test}\n{difference}\nIt would hold as:\n{Rewritten(test, whole)}";

        difference = Difference(test, Run(test, 1));
        return difference is null ? null : $"{test}\nfed byte by byte:\n{difference}";
    }

    private static Emulator Run(GoldenCase test, int chunk)
    {
        var emulator = new Emulator(test.Columns, test.Rows) { WidthPolicy = test.WidthPolicy, AmbiguousWidth = test.AmbiguousWidth };
        foreach (GoldenStep step in test.Steps)
        {
            if (step.Columns > 0)
                emulator.Resize(step.Columns, step.Rows);

            for (int at = 0; at < step.Bytes.Length; at += Math.Min(chunk, step.Bytes.Length - at))
                emulator.Feed(step.Bytes.AsSpan(at, Math.Min(chunk, step.Bytes.Length - at)));
        }

        return emulator;
    }

    private static string? Difference(GoldenCase test, Emulator emulator)
    {
        var text = new StringBuilder();
        if (test.Screen is { } rows)
            CompareScreen(test, rows, emulator.Screen, text);

        foreach (string word in test.Facts.Select(fact => fact.Word).Append("reply").Distinct(StringComparer.Ordinal))
        {
            string expected = GoldenFacts.Expected(word, test.Facts.Where(fact => IsWord(fact.Word, word)).Select(fact => fact.Value).DefaultIfEmpty(""));
            string actual = GoldenFacts.Actual(word, emulator);
            if (!string.Equals(expected, actual, StringComparison.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"  {word}: wanted '{expected}', got '{actual}'\n");
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static void CompareScreen(GoldenCase test, List<GoldenRow> rows, Framebuffer screen, StringBuilder text)
    {
        if (rows.Count > screen.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"  the case has {rows.Count} rows, the screen {screen.Rows}\n");
            return;
        }

        bool same = true;
        var picture = new StringBuilder();
        for (int row = 0; row < screen.Rows; row++)
        {
            GoldenRow wanted = row < rows.Count ? rows[row] : new GoldenRow("", null);
            string shown = RowText(screen, row);
            bool sameText = string.Equals(wanted.Text, shown, StringComparison.Ordinal);
            picture.Append(CultureInfo.InvariantCulture, $"  {(sameText ? ' ' : '!')} {row + 1,3} |{wanted.Text.PadRight(screen.Columns)}|  |{shown.PadRight(screen.Columns)}|\n");
            same &= sameText;
            if (test.ChecksStyles)
            {
                string wantedStyles = Described(test, wanted.Styles ?? "", screen.Columns);
                string shownStyles = string.Join('/', Styles(screen, row));
                if (!string.Equals(wantedStyles, shownStyles, StringComparison.Ordinal))
                {
                    same = false;
                    picture.Append(CultureInfo.InvariantCulture, $"  !     wanted styles {wantedStyles.TrimEnd('/')}\n  !     got           {shownStyles.TrimEnd('/')}\n");
                }
            }
        }

        if (!same)
            text.Append("      wanted".PadRight(screen.Columns + 10)).Append("got\n").Append(picture);
    }

    private static string RowText(Framebuffer screen, int row)
    {
        var text = new StringBuilder();
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        for (int column = 0; column < screen.Columns; column += screen[row, column].Width)
        {
            int length = screen.Symbols.CopyUtf8(screen[row, column], utf8);
            text.Append(length == 0 ? " " : Encoding.UTF8.GetString(utf8[..length]));
        }

        return text.ToString().TrimEnd(' ');
    }

    private static IEnumerable<string> Styles(Framebuffer screen, int row) =>
        Enumerable.Range(0, screen.Columns).Select(column => GoldenStyle.Describe(screen.StyleOf(screen[row, column]), screen.Symbols));

    private static string Described(GoldenCase test, string letters, int columns) => string.Join('/', Enumerable.Range(0, columns).Select(column =>
        column >= letters.Length || letters[column] == '.' ? ""
        : test.Legend.TryGetValue(letters[column], out string? words) ? GoldenStyle.Ordered(words)
        : throw new FormatException($"{test}: style '{letters[column]}' is not in the legend")));

    /// <summary>What the case checks, with the values that the terminal gave.</summary>
    private static string Rewritten(GoldenCase test, Emulator emulator)
    {
        Framebuffer screen = emulator.Screen;
        var text = new StringBuilder();
        if (test.Screen is not null)
        {
            int last = Enumerable.Range(0, screen.Rows).LastOrDefault(row => RowText(screen, row).Length > 0 || Styles(screen, row).Any(style => style.Length > 0), -1);
            text.Append(last < 0 ? "blank\n" : "");
            for (int row = 0; row <= last; row++)
            {
                text.Append(CultureInfo.InvariantCulture, $"|{GoldenText.Format(Encoding.UTF8.GetBytes(RowText(screen, row)))}|\n");
                if (test.ChecksStyles && Styles(screen, row).Any(style => style.Length > 0))
                {
                    string map = string.Concat(Styles(screen, row).Select(style => style.Length == 0 ? '.' : LetterOf(test, style)));
                    text.Append(CultureInfo.InvariantCulture, $":{map.TrimEnd('.')}\n");
                }
            }
        }

        foreach (string word in test.Facts.Select(fact => fact.Word).Distinct(StringComparer.Ordinal))
        {
            foreach (string line in GoldenFacts.Actual(word, emulator).Split('\n'))
                text.Append(CultureInfo.InvariantCulture, $"{word} {line}\n");
        }

        return text.ToString();
    }

    private static char LetterOf(GoldenCase test, string style)
    {
        foreach ((char letter, string words) in test.Legend)
        {
            if (string.Equals(GoldenStyle.Ordered(words), style, StringComparison.Ordinal))
                return letter;
        }

        return '?';
    }

    private static bool IsWord(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);
}
