namespace Moshi.Bench.Terminal;

/// <summary>One payload through the bare emulator.</summary>
/// <param name="Rate">Megabytes (10⁶) a second of processor time.</param>
/// <param name="AllocatedPerMegabyte">Bytes of garbage for a megabyte.</param>
internal readonly record struct EmulatorSample(double Rate, double AllocatedPerMegabyte);
