using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Moshi.Bench.Fairness;
using Moshi.Bench.Rows;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Plots;

/// <summary>Makes the figures and plots of docs/performance.md anew from what `bench rows` and `bench fairness` have left under artifacts/bench. Measures nothing.</summary>
internal static class PlotsBench
{
    private static readonly (RowSubject Subject, string Colour)[] Curves =
    [
        (RowSubject.Stock, "#c62828"), (RowSubject.Both, "#1565c0"), (RowSubject.Server, "#00897b"), (RowSubject.Client, "#7b1fa2"), (RowSubject.Ssh, "#757575"),
    ];

    private static string Page => Path.Combine(Programs.Root, "docs", "performance.md");

    /// <summary>Draws and writes; 1 when there is nothing to draw.</summary>
    public static int Run()
    {
        List<(Row Row, Measurement Measurement)> rows = [.. RowCatalog.All.Select(row => (row, Measurement.Load(row.Name))).Where(pair => pair.Item2.Turns.Count > 0)];
        IReadOnlyList<FairnessResult> fairness = FairnessBench.Load();
        if (rows.Count == 0 && fairness.Count == 0)
        {
            Console.Error.WriteLine($"nothing to draw in {Measurement.Directory}; first: ./dev bench rows && ./dev bench fairness");
            return 1;
        }
        string page = File.ReadAllText(Page);
        if (rows.Count > 0)
        {
            page = Replace(page, "machine", Machine(rows));
            page = Replace(page, "ratios", Ratios(rows));
            page = Replace(page, "figures", Figures(rows));
            page = Replace(page, "plots", Plots(rows));
        }
        if (fairness.Count > 0)
            page = Replace(page, "fairness", FairnessTable(fairness));
        File.WriteAllText(Page, page);
        Console.Error.WriteLine($"written: {Page}");
        return 0;
    }

    private static string Machine(List<(Row Row, Measurement Measurement)> rows)
    {
        int rounds = rows.Max(row => row.Measurement.Turns.Max(turn => turn.Round)) + 1;
        double floor = rows.Select(row => row.Measurement.FloorMs).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
        return string.Create(CultureInfo.InvariantCulture, $"""
            Measured on {Environment.ProcessorCount} cores ({RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}), Linux {Environment.OSVersion.Version.ToString(2)}, {MemoryGiB():0} GiB, everything on this one machine:
            both ends, the links, and the meter. {rounds} rounds in turns. The meter by itself (key to echo through a pty, without session or link) takes {floor:0.00} ms at the median; every figure contains that once.

            """);
    }

    private static double MemoryGiB()
    {
        string line = File.ReadLines("/proc/meminfo").First();
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / (1024 * 1024);
    }

    private static string Ratios(List<(Row Row, Measurement Measurement)> rows)
    {
        StringBuilder table = new("| row | what | who | beside | theirs | its | ratio (lowest…highest round) | planned | |\n|---|---|---|---|--:|--:|--:|--:|---|\n");
        foreach ((Row row, Measurement measurement) in rows)
        {
            foreach ((string id, RowBar bar) in row.Bars)
            {
                RowRatio ratio = measurement.Ratio(bar);
                if (!double.IsFinite(ratio.Value))
                    continue;
                bool isVoid = RowReport.IsVoid(measurement, bar.Subject) || RowReport.IsVoid(measurement, bar.Against);
                string verdict = isVoid ? "void" : Math.Round(ratio.Value, 2) <= bar.Limit ? "met" : "**missed**";
                table.Append(CultureInfo.InvariantCulture, $"| {id} | {row.Description}: {RowReport.Describe(bar.Metric)} | {bar.Subject.Title()} | {bar.Against.Title()} | {Number(measurement.Value(bar.Against, bar.Metric))} ");
                table.Append(CultureInfo.InvariantCulture, $"| {Number(measurement.Value(bar.Subject, bar.Metric))} | {ratio} | ≤ {bar.Limit:0.00} | {verdict} |\n");
            }
        }
        return table.ToString();
    }

    private static string Figures(List<(Row Row, Measurement Measurement)> rows)
    {
        StringBuilder table = new("| row | who | samples | median | mean | p95 | p99 |\n|---|---|--:|--:|--:|--:|--:|\n");
        foreach ((Row row, Measurement measurement) in rows)
        {
            foreach (RowSubject subject in row.Subjects)
            {
                int samples = measurement.Turns.Where(turn => turn.Subject == subject).Sum(turn => turn.Samples.Count);
                if (samples == 0)
                    continue;
                table.Append(CultureInfo.InvariantCulture, $"| {row.Name}: {row.Description} ({row.Unit}) | {subject.Title()}{(RowReport.IsVoid(measurement, subject) ? " (void)" : "")} | {samples} ");
                foreach (Metric metric in (Metric[])[Metric.Median, Metric.Mean, Metric.P95, Metric.P99])
                    table.Append(CultureInfo.InvariantCulture, $"| {Number(measurement.Value(subject, metric))} ");
                table.Append("|\n");
            }
        }
        return table.ToString();
    }

    private static string Plots(List<(Row Row, Measurement Measurement)> rows)
    {
        string directory = Path.Combine(Programs.Root, "docs", "plots");
        Directory.CreateDirectory(directory);
        StringBuilder list = new();
        foreach ((Row row, Measurement measurement) in rows.Where(row => row.Row is EchoRow))
        {
            CdfPlot plot = new($"{row.Name}: {row.Description}");
            foreach ((RowSubject subject, string colour) in Curves)
                plot.Add(subject.Title(), colour, measurement.Turns.Where(turn => turn.Subject == subject).SelectMany(turn => turn.Samples));
            if (plot.IsEmpty)
                continue;
            string file = $"latency-{row.Name}.svg";
            File.WriteAllText(Path.Combine(directory, file), plot.Draw());
            list.Append(CultureInfo.InvariantCulture, $"![{row.Name}: {row.Description}](plots/{file})\n\n");
        }
        return list.ToString();
    }

    private static string FairnessTable(IReadOnlyList<FairnessResult> results)
    {
        StringBuilder table = new("| session | the download gets | the session gets | echo, median ms | p99 ms |\n|---|--:|--:|--:|--:|\n");
        foreach (FairnessResult result in results)
            table.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {Share(result.DownloadShare)} | {Share(result.SessionShare)} | {Number(result.MedianMs)} | {Number(result.P99Ms)} |\n");
        return table.ToString();
    }

    private static string Replace(string page, string name, string contents)
    {
        string begin = $"<!-- {name}: written by ./dev bench plots -->\n", end = $"<!-- end of {name} -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal), to = page.IndexOf(end, StringComparison.Ordinal);
        return from < 0 || to < from
            ? throw new InvalidDataException($"docs/performance.md has no place for {name}")
            : string.Concat(page.AsSpan(0, from + begin.Length), contents, page.AsSpan(to));
    }

    private static string Share(double share) => double.IsFinite(share) && share > 0 ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "";

    private static string Number(double value) =>
        !double.IsFinite(value) ? "" : value.ToString(Math.Abs(value) < 10 ? "0.00" : Math.Abs(value) < 1000 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
