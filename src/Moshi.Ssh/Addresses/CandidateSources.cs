using System.Net;
using Moshi.Ssh.Config;

namespace Moshi.Ssh.Addresses;

/// <summary>Everything that is known about where a server may be, for <see cref="CandidateList.Build"/>. What is not known stays empty.</summary>
public sealed record CandidateSources
{
    /// <summary>The UDP port that the server has announced (<c>MOSH CONNECT</c>): the one it is bound to.</summary>
    public required int Port { get; init; }

    /// <summary>MoshiUdpPort: to which port of a router the announced one belongs.</summary>
    public PortMap Ports { get; init; } = PortMap.Default;

    /// <summary>MoshiAddressFamily, else ssh's AddressFamily.</summary>
    public AddressPolicy Family { get; init; }

    /// <summary>Where ssh's TCP connection goes.</summary>
    public SshRoute Route { get; init; } = SshRoute.Unknown;

    /// <summary>MoshiAddress, resolved; empty for <c>auto</c>.</summary>
    public IReadOnlyList<IPAddress> Configured { get; init; } = [];

    /// <summary>What the server has learnt about its public address by STUN or by MoshiAddressCommand; port 0 where none was told.</summary>
    public IReadOnlyList<IPEndPoint> Public { get; init; } = [];

    /// <summary>The third word of SSH_CONNECTION at the server.</summary>
    public IPAddress? Connection { get; init; }

    /// <summary>Addresses of the server's interfaces.</summary>
    public IReadOnlyList<IPAddress> Interfaces { get; init; } = [];

    /// <summary>Addresses of the name that ssh ended up with, resolved by us.</summary>
    public IReadOnlyList<IPAddress> Resolved { get; init; } = [];

    /// <summary>The networks that we are in ourselves.</summary>
    public IReadOnlyList<LocalNetwork> Own { get; init; } = [];
}
