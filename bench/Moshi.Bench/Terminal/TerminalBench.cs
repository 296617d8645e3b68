using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Terminal;

/// <summary>
/// How fast output gets through: a plain drain, stock mosh, tmux and ours in turns, and the bare emulator. Absolute figures move with the machine's other
/// work; the ratios inside one run are what counts.
/// </summary>
internal static class TerminalBench
{
    private const double TmuxBar = 2, CpuBar = 0.1;

    // A fast subject is through in a few hundredths of a second with the slow ones' bytes.
    private const int FastFactor = 4;

    /// <summary>Runs all; exit code 1 when ours missed a bar.</summary>
    public static int Run(BenchOptions options)
    {
        IReadOnlyList<Payload> payloads = Payload.Named(options.Cells);
        int rounds = options.Rounds ?? (options.IsQuick ? 1 : 3);
        long bytes = (options.Megabytes ?? (options.IsQuick ? 4 : 10)) * 1_000_000L;
        Dictionary<string, Distribution> bare = MeasureBare(payloads, options.IsQuick ? 3 : 5);
        bool isSmall = MemoryBench.Run();
        if (options.IsBare)
            return isSmall ? 0 : 1;
        IReadOnlyList<Subject> subjects = SubjectsOf(options);
        Dictionary<(Payload, Subject), ThroughputResult> results = [];
        for (int round = 0; round < rounds; round++)
        {
            foreach (Payload payload in payloads)
            {
                foreach (Subject subject in subjects)
                {
                    ThroughputSample sample = ThroughputRig.Measure(subject, payload, subject.IsFast ? bytes * FastFactor : bytes);
                    if (!results.TryGetValue((payload, subject), out ThroughputResult? result))
                        results[(payload, subject)] = result = new ThroughputResult();
                    result.Add(sample);
                }
            }
        }
        return Report(payloads, subjects, results, bare) || !isSmall ? 1 : 0;
    }

    private static List<Subject> SubjectsOf(BenchOptions options)
    {
        List<Subject> subjects = [Subject.Drain, .. options.Pairings.Select(Subject.Session)];
        if (Programs.FindInPath("tmux") is not null)
            subjects.Add(Subject.Tmux);
        return options.Subjects.Count == 0 ? subjects : [.. subjects.Where(subject => options.Subjects.Contains(subject.Name, StringComparer.Ordinal))];
    }

    private static Dictionary<string, Distribution> MeasureBare(IReadOnlyList<Payload> payloads, int rounds)
    {
        const long BareBytes = 20_000_000;
        var results = payloads.ToDictionary(payload => payload.Name, _ => new Distribution(), StringComparer.Ordinal);
        Table table = new("payload", "MB/s, best", "median", "bytes allocated per MB");
        Dictionary<string, double> allocated = new(StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            foreach (Payload payload in payloads)
            {
                EmulatorSample sample = EmulatorBench.Measure(payload, BareBytes);
                results[payload.Name].Add(sample.Rate);
                allocated[payload.Name] = sample.AllocatedPerMegabyte;
            }
        }
        foreach ((string name, Distribution rates) in results)
        {
            Table.WriteJson(("bench", "emulator"), ("payload", name), ("best_mb_s", rates.Maximum), ("median_mb_s", rates.Median), ("allocated_per_mb", allocated[name]));
            table.Add(name, Text(rates.Maximum, "0"), Text(rates.Median, "0"), Text(allocated[name], "0"));
        }
        table.Print("The emulator alone, MB a second of processor time");
        return results;
    }

    private static bool Report(
        IReadOnlyList<Payload> payloads, IReadOnlyList<Subject> subjects, Dictionary<(Payload, Subject), ThroughputResult> results, Dictionary<string, Distribution> bare)
    {
        foreach (((Payload payload, Subject subject), ThroughputResult result) in results)
        {
            Table.WriteJson(
                ("bench", "terminal"), ("payload", payload.Name), ("subject", subject.Name), ("rounds", result.Rate.Count), ("mb_s", result.Rate.Median), ("mb_s_min", result.Rate.Minimum),
                ("mb_s_max", result.Rate.Maximum), ("server_cpu_ms_per_mb", result.ServerCpu.Median), ("server_user_ms_per_mb", result.ServerUser.Median), ("outer_cpu_ms_per_mb", result.OuterCpu.Median), ("outer_per_inner", result.OuterShare.Median),
                ("outer_bytes_per_second", result.OuterRate.Median));
        }
        Print("MB/s (median)", result => result.Rate.Median, "0.0");
        Print("Processor of the interpreting process, ms per MB (median)", result => result.ServerCpu.Median, "0.00");
        Print("Outside of the kernel, ms per MB (median)", result => result.ServerUser.Median, "0.00");
        Print("Processor of the outer process, ms per MB (median)", result => result.OuterCpu.Median, "0.00");
        Print("Outer bytes per inner byte (median)", result => result.OuterShare.Median, "0.0000");
        Print("Outer kB per second (median)", result => result.OuterRate.Median / 1e3, "0.0");
        Subject? stock = subjects.FirstOrDefault(subject => subject.Name == "stock"), ours = subjects.FirstOrDefault(subject => subject.Name == "ours");
        Subject? tmux = subjects.FirstOrDefault(subject => subject.IsTmux);
        if (ours is null)
            return false;
        Table bars = new("payload", "emulator", "drain", "ours", "drain/stock", "ours/stock", "bar", "", "ours/tmux", "bar", "", "CPU ours/stock", "bar", "", "user CPU");
        bool hasFailure = false;
        foreach (Payload payload in payloads)
        {
            ThroughputResult own = results[(payload, ours)];
            double beside = stock is null ? double.NaN : own.Rate.Median / results[(payload, stock)].Rate.Median;
            double besideTmux = tmux is null ? double.NaN : own.Rate.Median / results[(payload, tmux)].Rate.Median;
            double cpu = stock is null ? double.NaN : own.ServerCpu.Median / results[(payload, stock)].ServerCpu.Median;
            double user = stock is null ? double.NaN : own.ServerUser.Median / results[(payload, stock)].ServerUser.Median;
            double drain = results.TryGetValue((payload, Subject.Drain), out ThroughputResult? drained) ? drained.Rate.Median : double.NaN;
            double possible = stock is null ? double.NaN : drain / results[(payload, stock)].Rate.Median;

            // Nothing that reads a terminal of this machine can be faster than its drain: a bar above that tells of the machine.
            string atMost = possible < payload.StockBar ? ", drain too" : "";
            string verdict = Verdict(beside >= payload.StockBar, beside, payload.StockBar);
            bars.Add(
                payload.Name, Text(bare[payload.Name].Maximum, "0"), Text(drain, "0"), Text(own.Rate.Median, "0"), Text(possible, "0.0"), Text(beside, "0.0"),
                payload.StockBar is { } bar ? $">= {Text(bar, "0")}" : "", verdict == "FAIL" ? verdict + atMost : verdict,
                Text(besideTmux, "0.0"), $">= {Text(TmuxBar, "0")}", Verdict(besideTmux >= TmuxBar, besideTmux, TmuxBar),
                Text(cpu, "0.000"), $"<= {Text(CpuBar, "0.0")}", Verdict(cpu <= CpuBar, cpu, CpuBar), Text(user, "0.000"));
        }
        bars.Print("Ours beside stock and tmux (medians)");
        return hasFailure;

        void Print(string title, Func<ThroughputResult, double> value, string format)
        {
            Table table = new(["payload", .. subjects.Select(subject => subject.Name)]);
            foreach (Payload payload in payloads)
                table.Add([payload.Name, .. subjects.Select(subject => Text(value(results[(payload, subject)]), format))]);
            table.Print(title);
        }

        string Verdict(bool isPassed, double value, double? bar)
        {
            bool isJudged = bar is not null && double.IsFinite(value);
            hasFailure |= isJudged && !isPassed;
            return !isJudged ? "" : isPassed ? "pass" : "FAIL";
        }
    }

    private static string Text(double value, string format) => double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
