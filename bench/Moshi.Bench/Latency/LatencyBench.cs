using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Latency;

/// <summary>From key to screen, stock and ours in turns on the same links with the same keys.</summary>
internal static class LatencyBench
{
    private const int WarmUpKeys = 12;

    // The 99th percentile of fewer keys is the luck of one or two of them.
    private const int KeysForTail = 1000;

    /// <summary>Runs the cells; exit code 1 when ours missed a bar, 3 when a cell is void.</summary>
    public static int Run(BenchOptions options)
    {
        IReadOnlyList<LatencyCell> cells = options.Cells.Count > 0
            ? [.. options.Cells.SelectMany(LatencyCell.Named)]
            : options.IsQuick ? [.. LatencyCell.Default.Where(cell => cell.Name is "loopback" or "C" or "F")] : LatencyCell.Default;
        int keys = options.Keys ?? (options.IsQuick ? 60 : 120);
        int rounds = options.Rounds ?? (options.IsQuick ? 1 : 2);
        IReadOnlyList<Pairing> pairings = options.Pairings;
        Table figures = new("cell", "pairing", "keys", "missed", "min", "median", "mean", "p95", "p99", "median-RTT", "packets up+down/key", "server CPU ms/key");
        Table comparison = new("cell", "stock", "ours", "ratio", "bar", "", "target");
        bool isVoid = false;
        foreach (LatencyCell cell in cells)
        {
            var results = pairings.ToDictionary(pairing => pairing, _ => new Result());
            for (int round = 0; round < rounds; round++)
            {
                foreach (Pairing pairing in pairings)
                    Measure(cell, pairing, keys, options.Seed + round, results[pairing]);
            }
            foreach ((Pairing pairing, Result result) in results)
                isVoid |= Report(cell, pairing, result, figures);
            Compare(cell, results, comparison);
        }
        figures.Print("Key to screen, ms");
        if (pairings.Count > 1)
            comparison.Print("Ours beside stock (both ends)");
        return isVoid ? 3 : comparison.HasFailure ? 1 : 0;
    }

    private static void Measure(LatencyCell cell, Pairing pairing, int keys, int seed, Result result)
    {
        string self = Environment.ProcessPath!;
        using var server = MoshServer.Start(
            pairing.Server, ["sh", "-c", $"stty raw -echo; exec '{self}' echo {cell.Mode}"], variables: DotnetVariables());
        using LinkEmulator? link = cell.Link is null ? null : new LinkEmulator(server.EndPoint, cell.Link, seed);
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["MOSH_PREDICTION_DISPLAY"] = cell.Prediction };
        using PtyProcess client = MoshClient.StartOnPty(pairing.Client, link?.EndPoint ?? server.EndPoint, server.Key, TerminalSize.Standard, variables);
        client.WaitFor(">", TimeSpan.FromSeconds(30));
        EchoMeter meter = new(client);
        // The first exchanges carry the initial repaint and an RTT estimate that starts at a second.
        meter.Measure(KeySchedule.Times(WarmUpKeys, seed + 1000));
        long up = link?.ToServer.Received ?? 0, down = link?.ToClient.Received ?? 0;
        TimeSpan cpu = ProcessTable.CpuTimeOf(server.ProcessId);
        result.Latency.Add(meter.Measure(KeySchedule.Times(keys, seed)));
        result.Missed += meter.Missed;
        result.Keys += keys;
        result.Up += (link?.ToServer.Received ?? 0) - up;
        result.Down += (link?.ToClient.Received ?? 0) - down;
        result.ServerCpu += ProcessTable.CpuTimeOf(server.ProcessId) - cpu;
        result.Lateness = Math.Max(result.Lateness, Math.Max(link?.ToServer.WorstLateness.TotalMilliseconds ?? 0, link?.ToClient.WorstLateness.TotalMilliseconds ?? 0));
        client.Write("\x1e."u8);
        client.WaitForExit();
    }

    private static Dictionary<string, string> DotnetVariables() => new(StringComparer.Ordinal)
    {
        ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
        ["DOTNET_TieredPGO"] = "0",
    };

    private static bool Report(LatencyCell cell, Pairing pairing, Result result, Table figures)
    {
        Distribution latency = result.Latency;
        // More than 2 % unseen keys: what is left is no sample of the cell any more.
        bool isVoid = result.Missed > result.Keys * 0.02;
        double cpuPerKey = result.ServerCpu.TotalMilliseconds / result.Keys;
        Table.WriteJson(
            ("bench", "latency"), ("cell", cell.Name), ("pairing", pairing.ToString()), ("rtt_ms", cell.RoundTripMs), ("keys", result.Keys), ("missed", result.Missed),
            ("void", isVoid), ("min_ms", latency.Minimum), ("median_ms", latency.Median), ("mean_ms", latency.Mean), ("p95_ms", latency.Quantile(0.95)),
            ("p99_ms", latency.Quantile(0.99)), ("median_minus_rtt_ms", latency.Median - cell.RoundTripMs), ("packets_up_per_key", (double)result.Up / result.Keys),
            ("packets_down_per_key", (double)result.Down / result.Keys), ("server_cpu_ms_per_key", cpuPerKey), ("emulator_worst_ms", result.Lateness));
        figures.Add(
            $"{cell.Name} ({cell.Description})", pairing.ToString(), result.Keys.ToString(CultureInfo.InvariantCulture), $"{result.Missed}{(isVoid ? " VOID" : "")}",
            Text(latency.Minimum), Text(latency.Median), Text(latency.Mean), Text(latency.Quantile(0.95)), Text(latency.Quantile(0.99)),
            Text(latency.Median - cell.RoundTripMs), $"{(double)result.Up / result.Keys:0.0}+{(double)result.Down / result.Keys:0.0}", cpuPerKey.ToString("0.00", CultureInfo.InvariantCulture));
        return isVoid;
    }

    private static void Compare(LatencyCell cell, Dictionary<Pairing, Result> results, Table comparison)
    {
        if (!results.TryGetValue(new Pairing(Implementation.Stock, Implementation.Stock), out Result? stock)
            || !results.TryGetValue(new Pairing(Implementation.Ours, Implementation.Ours), out Result? ours))
        {
            return;
        }

        comparison.Compare($"{cell.Name} median", stock.Latency.Median, ours.Latency.Median, Table.NotWorse, cell.MedianTarget);
        comparison.Compare($"{cell.Name} mean", stock.Latency.Mean, ours.Latency.Mean, Table.NotWorse);
        comparison.Compare($"{cell.Name} p99", stock.Latency.Quantile(0.99), ours.Latency.Quantile(0.99), Math.Min(stock.Keys, ours.Keys) >= KeysForTail ? Table.NotWorse : null, cell.TailTarget);
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private sealed class Result
    {
        public Distribution Latency { get; } = new();

        public int Keys { get; set; }

        public int Missed { get; set; }

        public long Up { get; set; }

        public long Down { get; set; }

        public TimeSpan ServerCpu { get; set; }

        public double Lateness { get; set; }
    }
}
