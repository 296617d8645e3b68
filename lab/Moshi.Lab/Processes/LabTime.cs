using System.Diagnostics;

namespace Moshi.Lab.Processes;

/// <summary>How long the lab is ready to wait, and the only way in which it waits: by looking again.</summary>
public static class LabTime
{
    /// <summary>For things that take milliseconds on an idle machine and seconds on a crowded one.</summary>
    public static TimeSpan Generous { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Looks until <paramref name="condition"/> holds.</summary>
    /// <exception cref="LabTimeoutException">It did not hold in time.</exception>
    public static void WaitUntil(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (timeout ?? Generous))
                throw new LabTimeoutException($"awaited: {what}");
            Thread.Sleep(10);
        }
    }
}
