using System.Net;
using System.Net.Sockets;

namespace Moshi.Ssh.Addresses;

/// <summary>
/// The places to which the client sends its first datagrams, best first. Every one of them sees nothing but ciphertext, and only an authentic answer counts, so a wrong
/// one costs a few datagrams; what the server tells is still not trusted further than that (decision 18).
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Order: what the user configured, then where ssh's TCP connection goes, public addresses that the server has learnt, SSH_CONNECTION, interfaces, the name
/// resolved again, which may be another machine.</item>
/// <item>Loopback and link-local addresses only if ssh itself used that very address; unspecified, multicast and reserved ones never.</item>
/// <item>Private addresses (RFC 1918, 6598, 4193) that only the server names: in front if we share a network with them; last if we do not know where ssh went; otherwise not at all, because a
/// private address elsewhere may be anybody's here. A loopback connection of ssh is a forwarded port, and says nothing about where the server is. Private addresses that our own
/// resolver has for the name are good where ssh has reached a private one.</item>
/// <item>Where ssh says nothing about its way at all, the name's addresses are taken as they are: it has resolved the same name.</item>
/// <item>Ports: the announced one at addresses that the server calls its own, where no router is on the way; elsewhere the external port that MoshiUdpPort maps to it. No other
/// port, except one that STUN has shown to be mapped to the server's socket.</item>
/// <item>Both families early: after the best, the families alternate (RFC 8305 §4), unless the user prefers one.</item>
/// <item>At most <see cref="Limit"/>.</item>
/// </list>
/// </remarks>
public static class CandidateList
{
    /// <summary>Targets at most: whatever a host tells, a client sends to few.</summary>
    public const int Limit = 8;

    // Longer lists of a server are cut before they are looked at.
    private const int MostPerSource = 64;

    /// <summary>Ranks what is known. Empty only if nothing usable is.</summary>
    public static IReadOnlyList<Candidate> Build(CandidateSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var found = new List<(Candidate Candidate, bool IsDoubtful)>();
        foreach (IPAddress address in sources.Configured.Take(MostPerSource))
            Add(found, sources, address, ExternalPort(sources), CandidateOrigin.Configured);
        if (sources.Route.Remote is { } route)
            AddRoute(found, sources, route);
        foreach (IPEndPoint told in sources.Public.Take(MostPerSource))
        {
            if (told.Port != 0)
                Add(found, sources, told.Address, told.Port, CandidateOrigin.Public);
            Add(found, sources, told.Address, ExternalPort(sources), CandidateOrigin.Public);
        }

        if (sources.Connection is { } connection)
            Add(found, sources, connection, sources.Port, CandidateOrigin.Connection);
        foreach (IPAddress address in sources.Interfaces.Take(MostPerSource))
            Add(found, sources, address, sources.Port, CandidateOrigin.Interface);
        foreach (IPAddress address in sources.Resolved.Take(MostPerSource))
            Add(found, sources, address, IsServersOwn(sources, address) ? sources.Port : ExternalPort(sources), CandidateOrigin.Resolved);

        var ranked = found.Where(static entry => !entry.IsDoubtful).Concat(found.Where(static entry => entry.IsDoubtful)).Select(static entry => entry.Candidate).ToList();
        IEnumerable<Candidate> chosen = Alternate(ranked).Take(Limit);
        return sources.Family.Preferred() is var preferred and not AddressFamily.Unspecified
            ? [.. chosen.OrderBy(candidate => candidate.Address.AddressFamily == preferred ? 0 : 1)]
            : [.. chosen];
    }

    /// <summary>Where ssh got to. If the server knows that address as its own there is no translation on the way, and the port is the one that it is bound to.</summary>
    private static void AddRoute(List<(Candidate, bool)> found, CandidateSources sources, IPAddress route)
    {
        bool isOwn = IsServersOwn(sources, route);
        Add(found, sources, route, isOwn ? sources.Port : ExternalPort(sources), CandidateOrigin.Route);
        Add(found, sources, route, isOwn ? ExternalPort(sources) : sources.Port, CandidateOrigin.Route);
    }

    private static int ExternalPort(CandidateSources sources) => sources.Ports.ToExternal(sources.Port);

    private static bool IsServersOwn(CandidateSources sources, IPAddress address)
    {
        IPAddress plain = AddressBlocks.Normalize(address);
        return (sources.Connection is { } connection && AddressBlocks.AreSame(AddressBlocks.Normalize(connection), plain)) ||
            sources.Interfaces.Take(MostPerSource).Any(own => AddressBlocks.AreSame(AddressBlocks.Normalize(own), plain));
    }

    private static void Add(List<(Candidate Candidate, bool IsDoubtful)> found, CandidateSources sources, IPAddress named, int port, CandidateOrigin origin)
    {
        IPAddress address = AddressBlocks.Normalize(named);
        if (!sources.Family.Allows(address) || !IsUsable(sources, address, origin, out bool isDoubtful))
            return;
        foreach ((Candidate known, bool _) in found)
        {
            if (known.Port == port && AddressBlocks.AreSame(known.Address, address))
                return;
        }

        found.Add((new Candidate(address, port, origin), isDoubtful));
    }

    private static bool IsUsable(CandidateSources sources, IPAddress address, CandidateOrigin origin, out bool isDoubtful)
    {
        isDoubtful = false;
        AddressReach reach = AddressBlocks.ReachOf(address);
        if (reach == AddressReach.None)
            return false;
        if (origin is CandidateOrigin.Configured or CandidateOrigin.Route)
            return true;
        // Without any word from ssh: it will have resolved the same name.
        if (origin == CandidateOrigin.Resolved && sources.Route.Kind == SshRouteKind.Unknown)
            return true;
        if (reach != AddressReach.Private)
            return reach == AddressReach.Global;
        foreach (LocalNetwork own in sources.Own)
        {
            if (AddressBlocks.IsNear(own, address))
                return true;
        }

        isDoubtful = true;
        if (sources.Route.Remote is not { } route)
            return true;
        return AddressBlocks.ReachOf(route) switch
        {
            AddressReach.Loopback => true,
            AddressReach.Private => origin == CandidateOrigin.Resolved,
            _ => false,
        };
    }

    private static IEnumerable<Candidate> Alternate(List<Candidate> ranked)
    {
        while (ranked.Count > 0)
        {
            Candidate next = ranked[0];
            ranked.RemoveAt(0);
            yield return next;
            int other = ranked.FindIndex(candidate => candidate.Address.AddressFamily != next.Address.AddressFamily);
            if (other < 0)
                continue;
            yield return ranked[other];
            ranked.RemoveAt(other);
        }
    }
}
