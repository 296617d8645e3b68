namespace Moshi.Transport.Frames;

/// <summary>When a key phase ends, and when a session does (docs/protocol/frames.md, "Keys"). Other values than the default are for tests.</summary>
public sealed record KeyLimits
{
    /// <summary>What every session uses.</summary>
    public static KeyLimits Default { get; } = new();

    /// <summary>16-byte blocks sealed under one key, one direction: 1 TiB.</summary>
    public ulong MaxBlocks { get; init; } = 1UL << 36;

    /// <summary>Packets sealed under one key, one direction.</summary>
    public ulong MaxPackets { get; init; } = 1UL << 38;

    /// <summary>Age of a key.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Datagrams that did not verify after which the session is given up.</summary>
    public long MaxForgeries { get; init; } = 1L << 36;
}
