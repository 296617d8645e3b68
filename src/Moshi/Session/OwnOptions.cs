using Moshi.Platform.Crypto;
using Moshi.Platform.Net;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>How this release sets up a session, at either end.</summary>
internal static class OwnOptions
{
    /// <summary>Feature bit: the client understands screen deltas (docs/protocol/screen-delta.md), version 2. Bit 0 was version 1, which was never released.</summary>
    public const ulong ScreenDeltas = 1UL << 6;

    /// <summary>
    /// Feature bit: the client's terminal has the cursor keys in the mode that the program asked for (DECCKM), so that a server which has seen the bit passes keys as they are. A client
    /// that shows it keeps application mode, as stock needs, until the server has shown it too.
    /// </summary>
    public const ulong PlainCursorKeys = 1UL << 2;

    /// <summary>What a peer is shown in private field 64; showing the field at all is what makes a server tell the exit status.</summary>
    public static readonly Capabilities Capabilities = Capabilities.Create([0], Features);

    private const ulong Features = ScreenDeltas | PlainCursorKeys | Capabilities.CompactInstructions | Capabilities.Frames;

    // The same from an end that pays by the byte.
    private static readonly Capabilities SparingCapabilities = Capabilities.Create([0], Features | Capabilities.LowData);

    /// <param name="role">Which end this is.</param>
    /// <param name="family">Of the socket: it decides how long a datagram may be.</param>
    /// <param name="key">The session's key, for the keys that follow it; copied.</param>
    /// <param name="path">Client: the server's address.</param>
    /// <param name="link">What the user has decided.</param>
    public static SyncSessionOptions Create(SessionRole role, UdpFamily family, ReadOnlySpan<byte> key, NetworkPath? path = null, LinkSettings? link = null) => new()
    {
        Role = role,
        Policy = PolicyFor(link ?? new LinkSettings()),
        InitialRtt = link?.RoundTrip,
        InitialPath = path,
        DatagramBudgetBytes = family == UdpFamily.V6 ? DatagramSizes.IPv6BudgetBytes : DatagramSizes.IPv4BudgetBytes,
        Capabilities = link is { LowData: true } ? SparingCapabilities : Capabilities,
        ChaffSeed = BitConverter.ToUInt64(SystemRandom.Bytes(sizeof(ulong))),
        PhaseCiphers = new OcbPhases(key),
    };

    private static TimerPolicy PolicyFor(LinkSettings link) => TimerPolicy.Responsive with { SteersRtt = link.SteersRtt, LowData = link.LowData };
}
