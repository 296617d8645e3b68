using Moshi.Transport.Crypto;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;

namespace Moshi.Transport.Sync;

/// <summary>What a session is told once, at its start.</summary>
public sealed record SyncSessionOptions
{
    public required SessionRole Role { get; init; }

    /// <summary>When to send. Both policies are safe with every peer.</summary>
    public TimerPolicy Policy { get; init; } = TimerPolicy.Responsive;

    /// <summary>What the path takes there and back, if something else has measured it (the login over ssh); null: as the policy guesses.</summary>
    public TimeSpan? InitialRtt { get; init; }

    /// <summary>Client: the server's address, for life. Server: leave null; the first authentic datagram tells.</summary>
    public NetworkPath? InitialPath { get; init; }

    /// <summary>Longest datagram sent: <see cref="DatagramSizes.IPv4BudgetBytes"/> or <see cref="DatagramSizes.IPv6BudgetBytes"/>, by the family of the socket.</summary>
    public int DatagramBudgetBytes { get; init; } = DatagramSizes.IPv4BudgetBytes;

    /// <summary>
    /// First sequence number used. A (key, direction, sequence) triple must never repeat, also not across processes: start above 0 only
    /// with a block of numbers that was reserved for this process alone.
    /// </summary>
    public ulong InitialSequence { get; init; }

    /// <summary>Shown to the peer in private field 64 (<see cref="Capabilities.ToBytes"/>); null never shows anything.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>Seed of the chaff that hides lengths. From a random source in programs, fixed in tests.</summary>
    public ulong ChaffSeed { get; init; }

    /// <summary>Makes the keys of later phases, between two ends of ours; owned and disposed by the session. Null: the first key is the only one.</summary>
    public IPhaseCiphers? PhaseCiphers { get; init; }

    /// <summary>When a key is followed by the next.</summary>
    public KeyLimits KeyLimits { get; init; } = KeyLimits.Default;

    /// <summary>Sees every packet in clear; null costs nothing.</summary>
    public IPacketObserver? Observer { get; init; }
}
