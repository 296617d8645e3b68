using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Moshi.Bench.Rows;

/// <summary>The command line of `bench rows`.</summary>
internal sealed class RowOptions
{
    /// <summary>Rows that are asked for; empty = all.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>How often the subjects take turns.</summary>
    public int Rounds { get; private set; } = 5;

    /// <summary>
    /// Keys for each subject and round, over all lanes: 150 for each of four people. Of a session of 50, one key in a hundred is the one by which it learns that the link loses, and the 99th
    /// percentile tells of that instead of what follows.
    /// </summary>
    public int Keys { get; private set; } = 600;

    /// <summary>Seed of links and key times.</summary>
    public int Seed { get; private set; } = 1;

    /// <summary>Only these of ours, beside stock and ssh; empty = all.</summary>
    public IReadOnlyList<RowSubject> Ours { get; private set; } = [];

    /// <summary>Keeps the turns that the files hold already.</summary>
    public bool IsResuming { get; private set; }

    /// <summary>Measures nothing and reports what the files hold.</summary>
    public bool IsReportOnly { get; private set; }

    /// <summary>Reads it; false with a word on stderr when it is wrong.</summary>
    public static bool TryParse(string[] arguments, [NotNullWhen(true)] out RowOptions? options)
    {
        RowOptions parsed = new();
        List<string> names = [];
        List<RowSubject> ours = [];
        options = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "all": break;
                case "--resume": parsed.IsResuming = true; break;
                case "--report-only": parsed.IsReportOnly = true; break;
                case "--both" or "--server" or "--client": ours.Add(RowSubjects.Parse(arguments[i][2..])); break;
                case "--rounds" when Number(out int rounds): parsed.Rounds = rounds; break;
                case "--keys" when Number(out int keys): parsed.Keys = keys; break;
                case "--seed" when Number(out int seed): parsed.Seed = seed; break;
                case { } name when RowCatalog.All.Any(row => row.Ids.Contains(name, StringComparer.Ordinal)): names.Add(name); break;
                default:
                    Console.Error.WriteLine($"unknown or incomplete: {arguments[i]}; rows: {string.Join(' ', RowCatalog.All.SelectMany(row => row.Ids).Distinct(StringComparer.Ordinal))}");
                    return false;
            }

            bool Number(out int number)
            {
                number = 0;
                return i + 1 < arguments.Length && int.TryParse(arguments[++i], CultureInfo.InvariantCulture, out number) && number > 0;
            }
        }
        parsed.Names = names;
        parsed.Ours = ours;
        options = parsed;
        return true;
    }

    /// <summary>Whether a row is asked for.</summary>
    public bool Wants(Row row) => Names.Count == 0 || Names.Any(name => row.Ids.Contains(name, StringComparer.Ordinal));

    /// <summary>Whether a subject is asked for.</summary>
    public bool Wants(RowSubject subject) => !subject.HasOurs() || Ours.Count == 0 || Ours.Contains(subject);
}
