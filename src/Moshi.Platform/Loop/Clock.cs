using Moshi.Platform.Native;

namespace Moshi.Platform.Loop;

/// <summary>The kernel's clock in microseconds. Only loops read it; everything else is told the time.</summary>
public static unsafe class Clock
{
    /// <summary>CLOCK_MONOTONIC: never set back, stands still while the machine is suspended. What every deadline is measured by.</summary>
    public static long NowMicros()
    {
        TimeSpec time;
        _ = Libc.clock_gettime(Libc.CLOCK_MONOTONIC, &time);
        return time.Micros;
    }
}
