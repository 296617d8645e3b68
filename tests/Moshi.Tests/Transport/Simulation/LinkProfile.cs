namespace Moshi.Tests.Transport.Simulation;

/// <summary>What one direction of a simulated path does to datagrams.</summary>
internal sealed record LinkProfile
{
    public double DelayMs { get; init; } = 5;

    /// <summary>Mean of an exponential delay on top: reorders.</summary>
    public double JitterMs { get; init; }

    public double Loss { get; init; }
    /// <summary>Mean length of a period in which everything is lost; 0: each datagram has its own fate.</summary>
    public double LossBurstMs { get; init; }

    /// <summary>The bottleneck; 0: none.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>What waits in front of it before datagrams are dropped.</summary>
    public int QueueBytes { get; init; } = int.MaxValue;

    /// <summary>Above this rate, averaged over <see cref="PolicedBurstBytes"/>, datagrams vanish; 0: no policer.</summary>
    public double PolicedBytesPerSecond { get; init; }

    public int PolicedBurstBytes { get; init; } = 8_000;

    public double Duplication { get; init; }

    /// <summary>Longer datagrams are swallowed.</summary>
    public int SilentMtu { get; init; } = int.MaxValue;

    /// <summary>Longer datagrams are refused to the sender.</summary>
    public int RefusingMtu { get; init; } = int.MaxValue;

    public double CeMarks { get; init; }
}
