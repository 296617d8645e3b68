using System.Globalization;
using Moshi.Bench.Reporting;

namespace Moshi.Bench.Rows;

/// <summary>
/// How two subjects compare: <paramref name="Value"/> is the median of the rounds' ratios, and for tails, of which a round has too few samples, the ratio over all rounds;
/// <paramref name="Low"/> and <paramref name="High"/> are the extremes of the rounds.
/// </summary>
internal readonly record struct RowRatio(double Value, double Low, double High)
{
    /// <summary>Nothing was measured.</summary>
    public static RowRatio None => new(double.NaN, double.NaN, double.NaN);

    /// <summary>Of the rounds' ratios, and that of all samples.</summary>
    public static RowRatio Of(IReadOnlyList<double> rounds, double all, bool isTail)
    {
        if (rounds.Count == 0)
            return None;
        Distribution ratios = new();
        foreach (double ratio in rounds)
            ratios.Add(ratio);
        return new RowRatio(isTail ? all : ratios.Median, ratios.Minimum, ratios.Maximum);
    }

    /// <summary>E.g. `0.81 (0.79…0.84)`.</summary>
    public override string ToString() =>
        double.IsFinite(Value) ? string.Create(CultureInfo.InvariantCulture, $"{Value:0.00} ({Low:0.00}…{High:0.00})") : "-";
}
