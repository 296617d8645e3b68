using System.Globalization;
using System.Text;
using Moshi.Terminal.Unicode;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>Reads <c>.golden</c> files. A mistake in one is an exception that names the line.</summary>
internal static class GoldenFile
{
    /// <summary>The folder of the test output that the files are copied to.</summary>
    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "golden");

    internal static IEnumerable<string> All() => Directory.EnumerateFiles(Folder, "*.golden", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal);

    internal static List<GoldenCase> Read(string file) => Parse(file, File.ReadAllLines(Path.Combine(Folder, file)));

    internal static List<GoldenCase> Parse(string file, IEnumerable<string> lines)
    {
        var cases = new List<GoldenCase>();
        var defaults = new GoldenCase(file, 0, "defaults");
        GoldenCase current = defaults;
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            try
            {
                if (line.StartsWith("== ", StringComparison.Ordinal))
                {
                    current = Begin(defaults, number, line[3..].Trim());
                    cases.Add(current);
                }
                else if (line.Length > 0 && line[0] != '#')
                {
                    Read(current, line);
                }
            }
            catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
            {
                throw new FormatException($"{file}:{number}: {error.Message}: {line}", error);
            }
        }

        return cases;
    }

    private static GoldenCase Begin(GoldenCase defaults, int line, string name)
    {
        var begun = new GoldenCase(defaults.File, line, name)
        {
            Columns = defaults.Columns,
            Rows = defaults.Rows,
            WidthPolicy = defaults.WidthPolicy,
            AmbiguousWidth = defaults.AmbiguousWidth,
        };
        foreach ((char letter, string style) in defaults.Legend)
            begun.Legend[letter] = style;

        begun.Steps.AddRange(defaults.Steps);
        return begun;
    }

    private static void Read(GoldenCase into, string line)
    {
        switch (line[0])
        {
            case '|':
                if (line.Length < 2 || line[^1] != '|')
                    throw new FormatException("a row begins and ends with |");

                (into.Screen ??= []).Add(new GoldenRow(Encoding.UTF8.GetString(GoldenText.Parse(line[1..^1].TrimEnd(' '))), null));
                return;
            case ':':
                if (into.Screen is not { Count: > 0 } rows)
                    throw new FormatException("a style map follows its row");

                rows[^1] = rows[^1] with { Styles = line[1..].Replace(' ', '.').TrimEnd(':').TrimEnd('.') };
                return;
            default:
                int space = line.IndexOf(' ', StringComparison.Ordinal);
                string word = space < 0 ? line : line[..space];
                Read(into, word, space < 0 ? "" : line[(space + 1)..]);
                return;
        }
    }

    private static void Read(GoldenCase into, string word, string value)
    {
        switch (word)
        {
            case "in":
                into.Steps.Add(new GoldenStep(GoldenText.Parse(value)));
                break;
            case "resize":
                (int columns, int rows) = SizeOf(value);
                into.Steps.Add(new GoldenStep([], columns, rows));
                break;
            case "size":
                (into.Columns, into.Rows) = SizeOf(value);
                break;
            case "blank":
                into.Screen = [];
                break;
            case "widths":
                into.WidthPolicy = Enum.Parse<WidthPolicy>(value, ignoreCase: true);
                break;
            case "ambiguous":
                into.AmbiguousWidth = (AmbiguousWidth)int.Parse(value, CultureInfo.InvariantCulture);
                break;
            case "pending":
                into.Pending = value;
                break;
            case "style":
                if (value.Length < 4 || !value.AsSpan(1, 3).SequenceEqual(" = "))
                    throw new FormatException("style LETTER = WORDS");

                into.Legend[value[0]] = value[4..].Trim();
                break;
            default:
                if (!GoldenFacts.Words.Contains(word))
                    throw new FormatException($"'{word}' is no word of the format");

                into.Facts.Add((word, value));
                break;
        }
    }

    private static (int Columns, int Rows) SizeOf(string value)
    {
        string[] sides = value.Split('x');
        return sides.Length == 2
            ? (int.Parse(sides[0], CultureInfo.InvariantCulture), int.Parse(sides[1], CultureInfo.InvariantCulture))
            : throw new FormatException("a size is COLUMNSxROWS");
    }
}
