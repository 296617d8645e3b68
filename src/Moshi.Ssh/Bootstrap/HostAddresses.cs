using System.Net;
using System.Net.Sockets;

namespace Moshi.Ssh.Bootstrap;

/// <summary>Chooses and orders a host's addresses by the user's <c>--family</c>. Source: mosh-protocol §1.4.</summary>
public static class HostAddresses
{
    /// <summary>The family to ask the resolver for.</summary>
    public static AddressFamily ResolverFamily(string family) => family switch
    {
        "inet" => AddressFamily.InterNetwork,
        "inet6" => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };

    /// <summary>False if the host has addresses of both families and the user asked to be told (<c>auto</c>, or a word that we do not know).</summary>
    /// <param name="family">In lower case.</param>
    /// <param name="resolved">As the resolver gave them.</param>
    /// <param name="ordered">To be tried in this order; empty if there is none of the wanted family.</param>
    public static bool TryOrder(string family, IReadOnlyList<IPAddress> resolved, out IReadOnlyList<IPAddress> ordered)
    {
        IPAddress[] v4 = resolved.Where(static address => address.AddressFamily == AddressFamily.InterNetwork).ToArray();
        IPAddress[] v6 = resolved.Where(static address => address.AddressFamily == AddressFamily.InterNetworkV6).ToArray();
        ordered = family switch
        {
            "inet" => v4,
            "inet6" => v6,
            "prefer-inet" => [.. v4, .. v6],
            "prefer-inet6" => [.. v6, .. v4],
            _ => resolved,
        };
        return family is "inet" or "inet6" or "prefer-inet" or "prefer-inet6" or "all" || v4.Length == 0 || v6.Length == 0;
    }
}
