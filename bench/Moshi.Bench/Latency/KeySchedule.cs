namespace Moshi.Bench.Latency;

/// <summary>When keys are pressed: bursts of 4 to 14, about ten a second within a burst with lognormal gaps, pauses of 0.4 to 3 s between bursts.</summary>
internal static class KeySchedule
{
    private const double MeanGapMs = 100, Sigma = 0.45;

    /// <summary>Milliseconds from the start, ascending. The same seed gives the same times.</summary>
    public static double[] Times(int count, int seed)
    {
        Random random = new(seed);
        double mu = Math.Log(MeanGapMs) - Sigma * Sigma / 2;
        List<double> times = [];
        double now = 0;
        while (times.Count < count)
        {
            int burst = random.Next(4, 15);
            for (int i = 0; i < burst; i++)
            {
                times.Add(now);
                now += Math.Exp(mu + Sigma * Gaussian(random));
            }
            now += 400 + 2600 * random.NextDouble();
        }
        return [.. times.Take(count)];
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
