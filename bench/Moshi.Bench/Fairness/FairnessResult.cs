namespace Moshi.Bench.Fairness;

/// <summary>What a case showed. Shares are of the bottleneck's rate; latencies in milliseconds, NaN where nobody typed.</summary>
internal readonly record struct FairnessResult(string Name, double DownloadShare, double SessionShare, double MedianMs, double P99Ms, double Missed);
