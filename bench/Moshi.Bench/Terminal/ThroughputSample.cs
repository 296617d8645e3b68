namespace Moshi.Bench.Terminal;

/// <summary>One payload through one subject.</summary>
/// <param name="Seconds">From the first byte printed to the last answer, as the printing program saw it.</param>
/// <param name="Bytes">Bytes printed.</param>
/// <param name="ServerCpu">Processor time of the process that interprets them.</param>
/// <param name="ServerUser">The part of it outside of the kernel.</param>
/// <param name="OuterCpu">Processor time of the process on the outer terminal.</param>
/// <param name="OuterBytes">Bytes that came out there.</param>
internal readonly record struct ThroughputSample(double Seconds, long Bytes, TimeSpan ServerCpu, TimeSpan ServerUser, TimeSpan OuterCpu, long OuterBytes)
{
    /// <summary>Megabytes (10⁶) a second.</summary>
    public double Rate => Bytes / 1e6 / Seconds;

    /// <summary>Milliseconds of the server's processor for a megabyte.</summary>
    public double ServerCpuPerMegabyte => ServerCpu.TotalMilliseconds / (Bytes / 1e6);

    /// <summary>Milliseconds of it outside of the kernel.</summary>
    public double ServerUserPerMegabyte => ServerUser.TotalMilliseconds / (Bytes / 1e6);

    /// <summary>Milliseconds of the outer program's processor for a megabyte.</summary>
    public double OuterCpuPerMegabyte => OuterCpu.TotalMilliseconds / (Bytes / 1e6);

    /// <summary>Bytes outside for one inside.</summary>
    public double OuterShare => (double)OuterBytes / Bytes;
}
