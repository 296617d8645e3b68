using System.Globalization;
using System.Text.Json;
using Moshi.Bench.Reporting;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Rows;

/// <summary>All turns of one row, and their file: what was measured stays on disk turn by turn, so that a run can be cut and continued, and plots can be drawn later.</summary>
internal sealed class Measurement
{
    private readonly List<Turn> _turns = [];

    private Measurement(string name) => Name = name;

    /// <summary>The row, or the rows that share it.</summary>
    public string Name { get; }

    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>Where results are kept.</summary>
    public static string Directory { get; } = Path.Combine(Programs.Root, "artifacts", "bench");

    /// <summary>Median of what the meter itself takes (no link, no session), milliseconds; NaN when it was not looked at.</summary>
    public double FloorMs { get; set; } = double.NaN;

    private string FilePath => Path.Combine(Directory, Name + ".json");

    /// <summary>An empty one.</summary>
    public static Measurement Create(string name) => new(name);

    /// <summary>What the file holds; empty without a file.</summary>
    public static Measurement Load(string name)
    {
        Measurement measurement = new(name);
        if (!File.Exists(measurement.FilePath))
            return measurement;
        using var document = JsonDocument.Parse(File.ReadAllBytes(measurement.FilePath));
        measurement.FloorMs = document.RootElement.TryGetProperty("floor_ms", out JsonElement floor) ? floor.GetDouble() : double.NaN;
        foreach (JsonElement item in document.RootElement.GetProperty("turns").EnumerateArray())
        {
            Turn turn = new(RowSubjects.Parse(item.GetProperty("subject").GetString()!), item.GetProperty("round").GetInt32())
            {
                Keys = item.GetProperty("keys").GetInt32(),
                Missed = item.GetProperty("missed").GetInt32(),
                ProcessorMs = item.GetProperty("server_cpu_ms").GetDouble(),
                Packets = item.GetProperty("packets").GetInt64(),
                Bytes = item.GetProperty("bytes").GetInt64(),
                LatenessMs = item.GetProperty("emulator_worst_ms").GetDouble(),
            };
            turn.Samples.AddRange(item.GetProperty("samples").EnumerateArray().Select(sample => sample.GetDouble()));
            measurement._turns.Add(turn);
        }
        return measurement;
    }

    /// <summary>Whether a turn is there already.</summary>
    public bool Has(RowSubject subject, int round) => _turns.Exists(turn => turn.Subject == subject && turn.Round == round);

    /// <summary>Adds a turn and writes the file anew.</summary>
    public void Add(Turn turn)
    {
        _turns.Add(turn);
        Save();
    }

    /// <summary>The metric over all rounds of a subject; NaN when it was not measured.</summary>
    public double Value(RowSubject subject, Metric metric) => Value([.. _turns.Where(turn => turn.Subject == subject)], metric);

    /// <summary>The metric of one round.</summary>
    public double Value(RowSubject subject, Metric metric, int round) => Value([.. _turns.Where(turn => turn.Subject == subject && turn.Round == round)], metric);

    /// <summary>The share of keys that were never seen.</summary>
    public double MissedShare(RowSubject subject)
    {
        IEnumerable<Turn> turns = _turns.Where(turn => turn.Subject == subject);
        int keys = turns.Sum(turn => turn.Keys);
        return keys == 0 ? 0 : (double)turns.Sum(turn => turn.Missed) / keys;
    }

    /// <summary>Ratio of two subjects: of each round, and over all (see <see cref="RowRatio"/>).</summary>
    public RowRatio Ratio(RowBar bar)
    {
        if (bar.Metric == Metric.WorstPlace)
            return WorstPlace(bar);
        List<double> ratios = [];
        foreach (int round in _turns.Select(turn => turn.Round).Distinct().Order())
        {
            double ratio = Value(bar.Subject, bar.Metric, round) / Value(bar.Against, bar.Metric, round);
            if (double.IsFinite(ratio))
                ratios.Add(ratio);
        }
        return RowRatio.Of(ratios, Value(bar.Subject, bar.Metric) / Value(bar.Against, bar.Metric), isTail: bar.Metric is Metric.P95 or Metric.P99);
    }

    private RowRatio WorstPlace(RowBar bar)
    {
        double[] ours = Places(bar.Subject), theirs = Places(bar.Against);
        double[] ratios = [.. ours.Zip(theirs, (one, other) => one / other)];
        return ratios.Length == 0 ? RowRatio.None : new RowRatio(ratios.Max(), ratios.Min(), ratios.Max());
    }

    // The median over the rounds for each place.
    private double[] Places(RowSubject subject)
    {
        Turn[] turns = [.. _turns.Where(turn => turn.Subject == subject)];
        if (turns.Length == 0)
            return [];
        return [.. Enumerable.Range(0, turns.Min(turn => turn.Samples.Count)).Select(place =>
        {
            Distribution over = new();
            foreach (Turn turn in turns)
                over.Add(turn.Samples[place]);
            return over.Median;
        })];
    }

    private static double Value(Turn[] turns, Metric metric)
    {
        if (turns.Length == 0)
            return double.NaN;
        Distribution all = new();
        foreach (Turn turn in turns)
        {
            foreach (double sample in turn.Samples)
                all.Add(sample);
        }
        double keys = turns.Sum(turn => turn.Keys);
        return metric switch
        {
            Metric.Median => all.Median,
            Metric.Mean => all.Mean,
            Metric.P95 => all.Quantile(0.95),
            Metric.P99 => all.Quantile(0.99),
            Metric.Sum or Metric.WorstPlace => all.Values.Sum() / turns.Length,
            Metric.ProcessorPerKey => turns.Sum(turn => turn.ProcessorMs) / keys,
            Metric.BytesPerKey => turns.Sum(turn => turn.Bytes) / keys,
            _ => throw new ArgumentOutOfRangeException(nameof(metric)),
        };
    }

    private void Save()
    {
        System.IO.Directory.CreateDirectory(Directory);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("row", Name);
            writer.WriteString("written", DateTime.UtcNow.ToString("s", CultureInfo.InvariantCulture));
            if (double.IsFinite(FloorMs))
                writer.WriteNumber("floor_ms", Math.Round(FloorMs, 3));
            writer.WriteStartArray("turns");
            foreach (Turn turn in _turns)
            {
                writer.WriteStartObject();
                writer.WriteString("subject", turn.Subject.Name());
                writer.WriteNumber("round", turn.Round);
                writer.WriteNumber("keys", turn.Keys);
                writer.WriteNumber("missed", turn.Missed);
                writer.WriteNumber("server_cpu_ms", Math.Round(turn.ProcessorMs, 3));
                writer.WriteNumber("packets", turn.Packets);
                writer.WriteNumber("bytes", turn.Bytes);
                writer.WriteNumber("emulator_worst_ms", Math.Round(turn.LatenessMs, 3));
                writer.WriteStartArray("samples");
                foreach (double sample in turn.Samples)
                    writer.WriteNumberValue(Math.Round(sample, 3));
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        // A run that is cut in the middle of a write must not lose what it had.
        string next = FilePath + ".new";
        File.WriteAllBytes(next, stream.ToArray());
        File.Move(next, FilePath, overwrite: true);
    }
}
