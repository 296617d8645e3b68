using Moshi.Platform.Loop;
using Moshi.Transport.Time;

namespace Moshi.Session;

/// <summary>The loop's clock in the units of the cores.</summary>
internal static class LoopTime
{
    /// <summary>The present; read once per turn of a loop.</summary>
    public static Instant Now => new(Clock.NowMicros());

    /// <summary>What the poll loop takes as "no deadline" is the same number as <see cref="Instant.Never"/>.</summary>
    public static long ToDeadline(this Instant at) => at == Instant.Never ? PollLoop.Never : at.Micros;

    /// <summary>Milliseconds for the overlays, which count in them.</summary>
    public static long Millis(this Instant at) => at.Micros / 1000;

    /// <summary>From the overlays' milliseconds; their "no deadline" stays one.</summary>
    public static Instant FromMillis(long millis) => millis == long.MaxValue ? Instant.Never : new Instant(millis * 1000);
}
