using Moshi.Platform.Native;

namespace Moshi.Platform.Loop;

/// <summary>The kernel's clocks in microseconds. Only loops read them; everything else is told the time.</summary>
public static unsafe class Clock
{
    /// <summary>CLOCK_MONOTONIC: never set back, stands still while the machine is suspended. What every deadline is measured by.</summary>
    public static long NowMicros() => Read(Libc.CLOCK_MONOTONIC);

    /// <summary>CLOCK_BOOTTIME: as monotonic, but goes on while suspended. Growth of the difference between the two is time slept through.</summary>
    public static long BootMicros() => Read(Libc.CLOCK_BOOTTIME);

    private static long Read(int clock)
    {
        TimeSpec time;
        _ = Libc.clock_gettime(clock, &time);
        return time.Micros;
    }
}
