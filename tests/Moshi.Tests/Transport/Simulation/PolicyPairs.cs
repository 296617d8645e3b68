using Moshi.Transport.Sync;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Every pairing of timers at the two ends: a stock peer may be at either.</summary>
internal static class PolicyPairs
{
    public static readonly (string Name, TimerPolicy Client, TimerPolicy Server)[] All =
    [
        ("stock-stock", TimerPolicy.Stock, TimerPolicy.Stock),
        ("responsive-stock", TimerPolicy.Responsive, TimerPolicy.Stock),
        ("stock-responsive", TimerPolicy.Stock, TimerPolicy.Responsive),
        ("responsive-responsive", TimerPolicy.Responsive, TimerPolicy.Responsive),
    ];
}
