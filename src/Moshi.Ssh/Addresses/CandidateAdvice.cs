using System.Globalization;
using System.Net;

namespace Moshi.Ssh.Addresses;

/// <summary>Why no candidate answers, as far as the addresses themselves show it, and what to do; for a server that was started but is not heard.</summary>
public static class CandidateAdvice
{
    private const string Configuration = "~/.config/moshi/config";

    /// <summary>One or two sentences for a person.</summary>
    /// <param name="host">The destination as the user wrote it.</param>
    /// <param name="sources">What the candidates were made of.</param>
    public static string Explain(string host, CandidateSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        int port = sources.Port;
        int outside = sources.Ports.ToExternal(port);
        if (sources.Configured.Count > 0)
            return Invariant($"MoshiAddress says {Words(sources.Configured)}: UDP port {outside} must be open there, and lead to port {port} of {host}.");
        if (sources.Route.Remote is not { } route)
            return ExplainUnknown(host, sources, outside);
        if (sources.Connection is not { } inside || AddressBlocks.AreSame(AddressBlocks.Normalize(inside), route))
            return Invariant($"ssh reached {route} directly, so a firewall drops UDP port {port}, at {host} or on the way. At {host}: sudo ufw allow 60001:60999/udp, or what its firewall has for that.");
        if (AddressBlocks.ReachOf(route) == AddressReach.Loopback)
            return ExplainUnknown(host, sources, outside);
        return outside == port
            ? Invariant($"{host} is behind address translation: ssh reached {route}, the host itself is {inside}. Let that router forward UDP ports, say 60010-60019, to {inside}, and write \"UdpPort 60010-60019\" under \"Host {host}\" in {Configuration}.")
            : Invariant($"{host} is behind address translation: ssh reached {route}, the host itself is {inside}. That router must forward UDP port {outside} to port {port} of {inside}, as MoshiUdpPort says.");
    }

    private static string ExplainUnknown(string host, CandidateSources sources, int outside)
    {
        List<IPAddress> own = [.. sources.Interfaces];
        if (sources.Connection is { } connection)
            own.Add(connection);
        bool isPublic = sources.Public.Count > 0 || own.Exists(static address => AddressBlocks.ReachOf(AddressBlocks.Normalize(address)) == AddressReach.Global);
        string way = sources.Route.Kind == SshRouteKind.Proxied ? "ssh goes through a proxy" : "where ssh has got to cannot be known here";
        if (isPublic)
            return Invariant($"{way}, so the host's own addresses were tried: UDP port {outside} must be open there. If it is reached at another address, write \"Address NAME\" under \"Host {host}\" in {Configuration}.");
        string known = own.Count == 0 ? $"{host} has told no address" : $"{host} knows only addresses of its own network ({Words(own)})";
        return $"{way}, and {known}. Write its public name, \"Address NAME\", under \"Host {host}\" in {Configuration}, or let it ask for it there: AddressCommand, Stun (moshi_config(5)).";
    }

    private static string Words(IReadOnlyCollection<IPAddress> addresses) =>
        string.Join(", ", addresses.Select(AddressBlocks.Normalize).Distinct().Take(3)) + (addresses.Count > 3 ? ", ..." : "");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
