using System.Net;
using System.Net.Sockets;

namespace Moshi.Platform.Net;

/// <summary>Host names to endpoints, blocking; for the wrapper and the start of a client, never inside a loop.</summary>
public static class Resolver
{
    /// <summary>
    /// All addresses of <paramref name="host"/> in the order that getaddrinfo gives (RFC 6724), optionally of one family. A numeric address,
    /// also with a scope, is taken as it is. Empty when the name has none; <paramref name="error"/> then says why in words.
    /// </summary>
    public static IReadOnlyList<UdpEndpoint> Resolve(string host, int port, UdpFamily family, out string? error)
    {
        error = null;
        if (UdpEndpoint.TryParse(host, port, out UdpEndpoint numeric))
        {
            if (family == UdpFamily.None || numeric.Family == family)
                return [numeric];
            error = $"{host} is not an address of the family asked for";
            return [];
        }
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host, family switch
            {
                UdpFamily.V4 => AddressFamily.InterNetwork,
                UdpFamily.V6 => AddressFamily.InterNetworkV6,
                _ => AddressFamily.Unspecified,
            });
            var endpoints = new List<UdpEndpoint>(addresses.Length);
            foreach (IPAddress address in addresses)
                endpoints.Add(UdpEndpoint.FromAddress(address, port));
            if (endpoints.Count == 0)
                error = $"{host} has no address";
            return endpoints;
        }
        catch (SocketException e)
        {
            error = $"{host}: {e.Message}";
        }
        catch (ArgumentException e)
        {
            error = $"{host}: {e.Message}";
        }
        return [];
    }
}
