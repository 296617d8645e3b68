using System.Net;
using System.Net.Sockets;
using Moshi.Platform.Net;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Wrapper;

/// <summary>A host's addresses in the order in which they are to be tried. Source: mosh-protocol §1.4.</summary>
internal static class RemoteHost
{
    /// <summary>False with a message if the name has no address of the wanted family, or if the user has to choose one.</summary>
    public static bool TryResolve(string host, string family, out IReadOnlyList<IPAddress> addresses, out string error)
    {
        UdpFamily wanted = HostAddresses.ResolverFamily(family) switch
        {
            AddressFamily.InterNetwork => UdpFamily.V4,
            AddressFamily.InterNetworkV6 => UdpFamily.V6,
            _ => UdpFamily.None,
        };
        IReadOnlyList<UdpEndpoint> found = Resolver.Resolve(host, port: 0, wanted, out string? reason);
        addresses = [];
        if (found.Count == 0)
        {
            error = $"No usable address: {reason}";
            return false;
        }

        error = "";
        if (HostAddresses.TryOrder(family, [.. found.Select(static endpoint => endpoint.ToIPAddress())], out addresses))
            return true;
        error = $"{host} has both IPv4 and IPv6 addresses, use --family to specify behavior";
        return false;
    }
}
