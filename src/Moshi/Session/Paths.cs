using Moshi.Platform.Net;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>Between the addresses of sockets and those that a session compares: the same values in two rooms that do not know each other.</summary>
public static class Paths
{
    /// <param name="endpoint">An IPv4 or IPv6 endpoint, not none.</param>
    /// <param name="socket">The host's number of the local socket.</param>
    public static NetworkPath ToPath(this in UdpEndpoint endpoint, int socket = 0)
    {
        Span<byte> address = stackalloc byte[16];
        int length = endpoint.WriteAddress(address);
        return length == 4
            ? NetworkPath.FromIPv4(address[..4], endpoint.Port, (ushort)socket)
            : NetworkPath.FromIPv6(address, endpoint.Port, endpoint.ScopeId, (ushort)socket);
    }

    public static UdpEndpoint ToEndpoint(this in NetworkPath path)
    {
        Span<byte> address = stackalloc byte[16];
        path.CopyAddressTo(address);
        return UdpEndpoint.FromBytes(address[..path.AddressBytes], path.Port, path.ScopeId);
    }
}
