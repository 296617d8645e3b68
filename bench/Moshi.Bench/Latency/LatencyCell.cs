using System.Globalization;
using Moshi.Lab.Link;

namespace Moshi.Bench.Latency;

/// <summary>
/// One link to type over. The bars say how ours may compare with stock in this round of work; the targets are those of the transport's
/// plan for two ends of ours (NaN = none).
/// </summary>
internal sealed record LatencyCell(string Name, string Description, LinkProfile? Link)
{
    /// <summary>What the median is to be, as a share of stock's.</summary>
    public double? MedianTarget { get; init; }

    /// <summary>What the 99th percentile is to be, as a share of stock's.</summary>
    public double? TailTarget { get; init; }

    /// <summary>The value of MOSH_PREDICTION_DISPLAY.</summary>
    public string Prediction { get; init; } = "never";

    /// <summary>The mode of the echo program.</summary>
    public string Mode { get; init; } = "plain";

    /// <summary>The propagation delay there and back.</summary>
    public double RoundTripMs => Link?.RoundTrip.TotalMilliseconds ?? 0;

    /// <summary>The cells that are run when none are named.</summary>
    public static IReadOnlyList<LatencyCell> Default { get; } =
    [
        new("loopback", "no link between", null),
        Of("A", "LAN", 1, 0) with { MedianTarget = 0.25 },
        new("B", "DSL 30 ms, 20 Mbit/s", LinkProfile.Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(15), BitsPerSecond = 20_000_000 })) { MedianTarget = 0.80 },
        Of("C", "WAN 100 ms, 1 %", 100, 0.01) with { MedianTarget = 0.83, TailTarget = 0.60 },
        new("D", "LTE-like 60 ms + exp 15, 0.5 %", LinkProfile.Symmetric(new LinkDirection
        {
            Delay = TimeSpan.FromMilliseconds(30),
            ExponentialJitter = TimeSpan.FromMilliseconds(15),
            Loss = 0.005,
        })) { MedianTarget = 0.82 },
        Of("E", "far 300 ms, 0.5 %", 300, 0.005) with { MedianTarget = 0.76, TailTarget = 0.65 },
        Of("F", "harsh 100 ms, 29 %", 100, 0.29) with { MedianTarget = 0.52, TailTarget = 0.35 },
    ];

    /// <summary>Finds a cell by name: one of the defaults, `RTT/LOSS%`, `jitter`, `burst`, `tui`, `predict`, or `matrix` for all of RTT by loss.</summary>
    public static IEnumerable<LatencyCell> Named(string name)
    {
        if (Default.FirstOrDefault(cell => cell.Name == name) is { } known)
            return [known];
        string[] parts = name.Split('/');
        if (parts.Length == 2 && double.TryParse(parts[0], CultureInfo.InvariantCulture, out double roundTrip) && double.TryParse(parts[1], CultureInfo.InvariantCulture, out double percent))
            return [Of(name, $"{roundTrip} ms, {percent} % each way", roundTrip, percent / 100)];
        return name switch
        {
            "matrix" => from roundTripMs in (double[])[10, 100, 300, 500]
                        from loss in (double[])[0, 5, 29]
                        from cell in Named(string.Create(CultureInfo.InvariantCulture, $"{roundTripMs}/{loss}"))
                        select cell,
            "jitter" => [new(name, "100 ms + exp 10 each way", LinkProfile.Symmetric(new LinkDirection
            {
                Delay = TimeSpan.FromMilliseconds(50),
                ExponentialJitter = TimeSpan.FromMilliseconds(10),
            }))],
            "burst" => [new(name, "100 ms, 5 % in bursts of 80 ms", LinkProfile.Symmetric(new LinkDirection
            {
                Delay = TimeSpan.FromMilliseconds(50),
                Loss = 0.05,
                LossBurst = TimeSpan.FromMilliseconds(80),
            }))],
            "tui" => [Of(name, "100 ms, three writes per key", 100, 0) with { Mode = "tui" }],
            "predict" => [Of(name, "100 ms, prediction always", 100, 0) with { Prediction = "always" }],
            _ => throw new ArgumentException($"no cell is called {name}", nameof(name)),
        };
    }

    private static LatencyCell Of(string name, string description, double roundTripMs, double loss) => new(name, description, LinkProfile.Of(roundTripMs, loss));
}
