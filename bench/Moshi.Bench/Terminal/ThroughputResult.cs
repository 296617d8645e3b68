using Moshi.Bench.Reporting;

namespace Moshi.Bench.Terminal;

/// <summary>All rounds of one payload through one subject.</summary>
internal sealed class ThroughputResult
{
    /// <summary>Megabytes a second.</summary>
    public Distribution Rate { get; } = new();

    /// <summary>Milliseconds of the interpreting process's processor for a megabyte.</summary>
    public Distribution ServerCpu { get; } = new();

    /// <summary>The part of it outside of the kernel.</summary>
    public Distribution ServerUser { get; } = new();

    /// <summary>Milliseconds of the outer process's processor for a megabyte.</summary>
    public Distribution OuterCpu { get; } = new();

    /// <summary>Bytes outside for one inside.</summary>
    public Distribution OuterShare { get; } = new();

    /// <summary>Bytes outside in a second.</summary>
    public Distribution OuterRate { get; } = new();

    /// <summary>Adds a round.</summary>
    public void Add(in ThroughputSample sample)
    {
        Rate.Add(sample.Rate);
        ServerCpu.Add(sample.ServerCpuPerMegabyte);
        ServerUser.Add(sample.ServerUserPerMegabyte);
        OuterCpu.Add(sample.OuterCpuPerMegabyte);
        OuterShare.Add(sample.OuterShare);
        OuterRate.Add(sample.OuterBytes / sample.Seconds);
    }
}
