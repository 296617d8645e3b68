using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Moshi.Bench.Reporting;

/// <summary>The two forms of a result: JSON lines on stdout for programs, an aligned table on stderr for people.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<string[]> _rows = [headings];

    /// <summary>The bar `not worse than stock` for times: stock beside itself scatters by about 5 %.</summary>
    public const double NotWorse = 1.05;

    /// <summary>Whether a bar was missed.</summary>
    public bool HasFailure { get; private set; }

    /// <summary>Writes one JSON object on a line of its own. Values: strings, booleans, numbers.</summary>
    public static void WriteJson(params IEnumerable<(string Name, object Value)> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach ((string name, object value) in members)
            {
                writer.WritePropertyName(name);
                switch (value)
                {
                    case string text: writer.WriteStringValue(text); break;
                    case bool flag: writer.WriteBooleanValue(flag); break;
                    case int or long: writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
                    case double number when double.IsFinite(number): writer.WriteNumberValue(Math.Round(number, 3)); break;
                    default: writer.WriteNullValue(); break;
                }
            }
            writer.WriteEndObject();
        }
        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Adds a row that compares two numbers: ours may be at most <paramref name="bar"/> times stock's (null: only shown); <paramref name="target"/> is where we want to be in the end.</summary>
    public void Compare(string what, double stock, double ours, double? bar, double? target = null, string format = "0.0")
    {
        // A thousandth of the unit is nothing; two zeros are equal.
        double ratio = stock == ours ? 1 : ours / Math.Max(stock, 1e-3);
        bool isPassed = bar is null || Math.Round(ratio, 2) <= bar;
        HasFailure |= !isPassed && double.IsFinite(ours);
        Add(
            what, Number(stock), Number(ours),
            double.IsFinite(ours) ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "-",
            bar is null ? "" : "<= " + bar.Value.ToString("0.00", CultureInfo.InvariantCulture),
            bar is null ? "" : !double.IsFinite(ours) ? "-" : isPassed ? "pass" : "FAIL",
            target is null ? "" : $"{(ratio <= target ? "met" : "not met")} (<= {target.Value.ToString("0.00", CultureInfo.InvariantCulture)})");

        string Number(double value) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
    }

    /// <summary>Where <see cref="Print"/> also writes, as Markdown; null = nowhere.</summary>
    public static TextWriter? Report { get; set; }

    /// <summary>Prints the table.</summary>
    public void Print(string title)
    {
        if (Report is not null)
            WriteMarkdown(Report, title);
        Console.Error.WriteLine();
        Console.Error.WriteLine(title);
        int columns = _rows.Max(row => row.Length);
        for (int i = 0; i < _rows.Count; i++)
        {
            StringBuilder line = new("  ");
            for (int column = 0; column < _rows[i].Length; column++)
            {
                int width = _rows.Max(row => column < row.Length ? row[column].Length : 0);
                line.Append(column == 0 ? _rows[i][column].PadRight(width) : _rows[i][column].PadLeft(width)).Append(column + 1 < columns ? "  " : "");
            }
            Console.Error.WriteLine(line.ToString().TrimEnd());
        }
    }

    private void WriteMarkdown(TextWriter report, string title)
    {
        report.Write($"## {title}\n\n");
        for (int i = 0; i < _rows.Count; i++)
        {
            report.Write($"| {string.Join(" | ", _rows[i].Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
            if (i == 0)
                report.Write($"|{string.Concat(_rows[0].Select((_, column) => column == 0 ? "---|" : "--:|"))}\n");
        }
        report.Write("\n");
        report.Flush();
    }
}
