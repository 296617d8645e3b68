using System.Globalization;
using Moshi.Bench.Reporting;

namespace Moshi.Bench.Rows;

/// <summary>Says of measured rows what was seen and which promises were kept.</summary>
internal static class RowReport
{
    // More unseen keys than this: what is left is no sample of the cell any more.
    private const double VoidShare = 0.02;

    /// <summary>Prints figures and verdicts; exit code 1 when a promise was missed, 3 when a cell is void.</summary>
    public static int Print(IReadOnlyList<(Row Row, Measurement Measurement)> rows)
    {
        Table figures = new("row", "subject", "samples", "missed", "median", "mean", "p95", "p99", "CPU ms/key", "bytes/key", "packets/key", "link late by");
        Table verdicts = new("row", "subject", "what", "against", "theirs", "its", "ratio (rounds)", "bar", "");
        bool hasFailure = false, isVoid = false;
        foreach ((Row row, Measurement measurement) in rows)
        {
            foreach (RowSubject subject in row.Subjects)
                AddFigures(row, measurement, subject, figures);
            foreach ((string id, RowBar bar) in row.Bars)
            {
                Verdict verdict = Judge(row, measurement, id, bar, verdicts);
                hasFailure |= verdict == Verdict.Missed;
                isVoid |= verdict == Verdict.Void;
            }
        }
        figures.Print("Rows: figures (ms; F and L rows), all rounds together");
        verdicts.Print("Rows: ratios, and the bars of the transport's plan");
        return isVoid ? 3 : hasFailure ? 1 : 0;
    }

    private enum Verdict
    {
        Met,
        Missed,
        Void,
        Unmeasured,
    }

    /// <summary>Whether so many echoes went unseen that the subject's figures mean nothing.</summary>
    public static bool IsVoid(Measurement measurement, RowSubject subject) => measurement.MissedShare(subject) > VoidShare;

    /// <summary>What a metric is called in tables.</summary>
    public static string Describe(Metric metric) => metric switch
    {
        Metric.ProcessorPerKey => "CPU ms/key",
        Metric.BytesPerKey => "IP bytes/key",
        Metric.WorstPlace => "worst trace",
        Metric.Sum => "bytes of all",
        _ => metric.ToString().ToLowerInvariant(),
    };

    private static void AddFigures(Row row, Measurement measurement, RowSubject subject, Table figures)
    {
        Turn[] turns = [.. measurement.Turns.Where(turn => turn.Subject == subject)];
        if (turns.Length == 0)
            return;
        int keys = turns.Sum(turn => turn.Keys), samples = turns.Sum(turn => turn.Samples.Count);
        double packets = keys == 0 ? double.NaN : (double)turns.Sum(turn => turn.Packets) / keys;
        double late = turns.Max(turn => turn.LatenessMs);
        figures.Add(
            $"{row.Name} ({row.Description})", subject.Title(), samples.ToString(CultureInfo.InvariantCulture),
            keys == 0 ? "" : measurement.MissedShare(subject).ToString("0.0 %", CultureInfo.InvariantCulture) + (IsVoid(measurement, subject) ? " VOID" : ""),
            Text(measurement.Value(subject, Metric.Median)), Text(measurement.Value(subject, Metric.Mean)),
            Text(measurement.Value(subject, Metric.P95)), Text(measurement.Value(subject, Metric.P99)),
            keys == 0 || subject.IsSsh() ? "" : measurement.Value(subject, Metric.ProcessorPerKey).ToString("0.00", CultureInfo.InvariantCulture),
            keys == 0 ? "" : Text(measurement.Value(subject, Metric.BytesPerKey)), keys == 0 ? "" : packets.ToString("0.0", CultureInfo.InvariantCulture), Text(late));
        Table.WriteJson(
            ("bench", "rows"), ("row", row.Name), ("subject", subject.Name()), ("unit", row.Unit), ("rounds", turns.Length), ("samples", samples), ("keys", keys),
            ("missed_share", measurement.MissedShare(subject)), ("void", IsVoid(measurement, subject)), ("median", measurement.Value(subject, Metric.Median)),
            ("mean", measurement.Value(subject, Metric.Mean)), ("p95", measurement.Value(subject, Metric.P95)), ("p99", measurement.Value(subject, Metric.P99)),
            ("sum", measurement.Value(subject, Metric.Sum)), ("server_cpu_ms_per_key", measurement.Value(subject, Metric.ProcessorPerKey)),
            ("ip_bytes_per_key", measurement.Value(subject, Metric.BytesPerKey)), ("packets_per_key", packets), ("emulator_worst_ms", late), ("meter_floor_ms", measurement.FloorMs));
    }

    private static Verdict Judge(Row row, Measurement measurement, string id, RowBar bar, Table verdicts)
    {
        RowRatio ratio = measurement.Ratio(bar);
        Verdict verdict = !double.IsFinite(ratio.Value) ? Verdict.Unmeasured
            : IsVoid(measurement, bar.Subject) || IsVoid(measurement, bar.Against) ? Verdict.Void
            : Math.Round(ratio.Value, 2) <= bar.Limit ? Verdict.Met : Verdict.Missed;
        if (verdict == Verdict.Unmeasured)
            return verdict;
        double theirs = measurement.Value(bar.Against, bar.Metric), its = measurement.Value(bar.Subject, bar.Metric);
        string what = Describe(bar.Metric);
        verdicts.Add(
            $"{id} ({row.Description})", bar.Subject.Title(), what, bar.Against.Title(), Text(theirs), Text(its), ratio.ToString(),
            "<= " + bar.Limit.ToString("0.00", CultureInfo.InvariantCulture), verdict.ToString().ToLowerInvariant());
        Table.WriteJson(
            ("bench", "verdict"), ("row", id), ("subject", bar.Subject.Name()), ("metric", what), ("against", bar.Against.Name()), ("theirs", theirs), ("its", its),
            ("ratio", ratio.Value), ("ratio_low", ratio.Low), ("ratio_high", ratio.High), ("bar", bar.Limit), ("verdict", verdict.ToString().ToLowerInvariant()));
        return verdict;
    }

    private static string Text(double value) => !double.IsFinite(value) ? "-" : value.ToString(Math.Abs(value) < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
