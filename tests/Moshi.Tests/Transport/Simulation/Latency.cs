namespace Moshi.Tests.Transport.Simulation;

/// <summary>Distribution of key-to-screen times, in milliseconds.</summary>
internal readonly record struct Latency(double Median, double Mean, double P95, double P99)
{
    public static Latency Of(List<double> times)
    {
        times.Sort();
        return new Latency(Quantile(times, 0.5), times.Average(), Quantile(times, 0.95), Quantile(times, 0.99));
    }

    /// <summary>True when neither median nor mean exceeds <paramref name="bound"/> by more than the share <paramref name="tolerance"/>, nor the percentiles by more than <paramref name="tail"/>.</summary>
    public bool IsWithin(Latency bound, double tolerance, double tail) =>
        Median <= bound.Median * (1 + tolerance) && Mean <= bound.Mean * (1 + tolerance) && P95 <= bound.P95 * (1 + tail) && P99 <= bound.P99 * (1 + tail);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Median,7:F1} {Mean,7:F1} {P95,7:F1} {P99,7:F1}");

    // The smallest value that a share q of all does not exceed.
    private static double Quantile(List<double> sorted, double q) => sorted[(int)Math.Ceiling(q * sorted.Count) - 1];
}
