namespace Moshi.Lab.Link;

/// <summary>What one direction of an emulated link does to datagrams, in the order of the members. The default does nothing.</summary>
public sealed record LinkDirection
{
    /// <summary>Every datagram is swallowed while this is set.</summary>
    public bool Blackhole { get; init; }

    /// <summary>IP packets longer than this (headers included) are swallowed; 0 = no limit.</summary>
    public int MaxPacketBytes { get; init; }

    /// <summary>Fraction of datagrams lost, 0…1.</summary>
    public double Loss { get; init; }

    /// <summary>Mean length of the periods in which all is lost, with <see cref="Loss"/> as their share of the time; zero = each datagram for itself.</summary>
    public TimeSpan LossBurst { get; init; }

    /// <summary>Fraction of datagrams of which one bit is turned.</summary>
    public double Corruption { get; init; }

    /// <summary>Rate of the bottleneck, IP headers included; 0 = unlimited.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>Datagrams that would stand longer than this before the bottleneck are dropped (tail drop).</summary>
    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Makes the bottleneck a policer instead of a queue: what exceeds the rate and this many bytes of credit is dropped at once, and nothing waits. 0 = a queue.
    /// </summary>
    public int PolicerBurstBytes { get; init; }

    /// <summary>Propagation delay.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Extra delay, uniform in 0…this. Reorders.</summary>
    public TimeSpan UniformJitter { get; init; }

    /// <summary>Extra delay, exponential with this mean. Reorders.</summary>
    public TimeSpan ExponentialJitter { get; init; }

    /// <summary>Fraction of datagrams delivered twice, the second with a jitter of its own.</summary>
    public double Duplication { get; init; }
}
