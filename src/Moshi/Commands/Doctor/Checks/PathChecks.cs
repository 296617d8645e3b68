using System.Globalization;
using System.Net;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>Do datagrams arrive at the server, do its answers come back, at which address and port, and of what size.</summary>
internal static class PathChecks
{
    public static Finding Out(DoctorFacts facts)
    {
        const string Name = "udp out";
        if (Unprobed(facts, Name) is { } skipped)
            return skipped;
        PathFacts path = facts.Path!;
        if (path.IsUp || path.HasArrived == true)
            return Finding.Ok(Name, Situation.IsRewritten(facts) ? "arrives, at another port" : "datagrams arrive at the server");
        if (KeeperChecks.HasJumped(facts))
            return Finding.Skip(Name, "the host's clock jumped meanwhile, see clock");
        if (path.SendError.Length > 0)
            return Finding.Fail(Name, $"this machine cannot send: {path.SendError}", "sudo nft list ruleset   (here; look at chains with hook output)");
        if (Situation.IsBoundElsewhere(facts))
            return Finding.Skip(Name, "the server is bound to another address, see bind address");
        if (Situation.IsOnlyByProxy(facts))
            return Finding.Skip(Name, "ssh goes by a proxy, see proxy");
        IPEndPoint target = path.Tried[0];
        if (Situation.IsServerTranslated(facts))
            return Finding.Fail(Name, $"no datagram to {target} arrives at the server, which is behind an address translator (see nat)", Situation.ForwardFix(facts));
        return path.WasRefused
            ? Finding.Fail(Name, $"{target} refuses datagrams (port unreachable), though the server listens there: a firewall rejects them, a rule rewrites the port, or another machine answers", Situation.OpenFix(facts))
            : Finding.Fail(Name, $"no datagram to {target} arrives at the server: a firewall drops incoming UDP, on the host or on the way", Situation.OpenFix(facts));
    }

    public static Finding Back(DoctorFacts facts)
    {
        const string Name = "udp back";
        if (Unprobed(facts, Name) is { } skipped)
            return skipped;
        PathFacts path = facts.Path!;
        if (path.IsUp)
            return Finding.Ok(Name, string.Create(CultureInfo.InvariantCulture, $"answers come back, the first after {path.FirstAnswer?.TotalMilliseconds ?? 0:0} ms"));
        if (path.HasArrived != true)
            return Finding.Skip(Name, "nothing arrives at the server");
        if (path.Probe is { IsSendForbidden: true })
            return Finding.Fail(Name, "the server receives datagrams, but the host's own firewall forbids its answers", Situation.OutgoingFix(facts));
        return Finding.Fail(Name, "the server receives datagrams, but none of its answers comes back: a firewall drops outgoing UDP at the host, or incoming UDP here or on the way", Situation.OutgoingFix(facts));
    }

    public static Finding Bind(DoctorFacts facts)
    {
        const string Name = "bind address";
        if (facts.HostSide is not { Port: > 0 } host)
            return Finding.Skip(Name, "needs a server");
        string bound = string.Join(", ", host.BoundTo.Distinct(StringComparer.Ordinal));
        if (Situation.IsBoundElsewhere(facts))
        {
            return Finding.Fail(Name, $"the server is bound to {bound}, but clients reach the host at {facts.Path!.Tried[0].Address}",
                $"moshi -o MoshiBindAddress=any {facts.Host}   (and BindAddress any in ~/.config/moshi/config)");
        }

        if (host.ServerWords.Contains("Error binding to IP", StringComparison.Ordinal))
            return Finding.Warn(Name, $"the host has no address {facts.Route?.BindAddress}; the server is bound to any instead", $"moshi -o MoshiBindAddress=any {facts.Host}   (and BindAddress any in ~/.config/moshi/config)");
        return Finding.Ok(Name, host.BoundTo.Count == 0 ? "the host cannot tell" : host.BoundTo.Any(Situation.IsWildcard) ? "all addresses" : bound);
    }

    public static Finding Address(DoctorFacts facts)
    {
        const string Name = "address";
        if (!facts.HasServer)
            return Finding.Skip(Name, "needs a server");
        if (facts.Path is not { } path)
            return Finding.Fail(Name, "it is not known at which address the host can be reached", $"moshi --address ADDRESS {facts.Host}   (and Address ADDRESS in ~/.config/moshi/config)");
        string tried = string.Join(", ", path.Tried);
        if (!path.IsUp)
            return Finding.Skip(Name, $"none answers: {tried}");
        IPEndPoint answered = path.Answered[0];
        if (path.Tried.Any(target => target.Address.Equals(answered.Address)) || Situation.IsRewritten(facts))
        {
            return path.Tried[0].Address.Equals(answered.Address)
                ? Finding.Ok(Name, $"{path.Tried[0]} answers")
                : Finding.Warn(Name, $"{path.Tried[0]} does not answer first, {answered} does: a session loses time on the way to it", $"moshi --address {answered.Address} {facts.Host}   (and Address {answered.Address} in ~/.config/moshi/config)");
        }

        return Finding.Warn(Name, $"answers come from {answered}, which is not where datagrams were sent ({tried}): the host has several addresses and chooses another one", $"moshi -o MoshiBindAddress={path.Tried[0].Address} {facts.Host}");
    }

    public static Finding Ports(DoctorFacts facts)
    {
        const string Name = "ports";
        if (Unprobed(facts, Name) is { } skipped)
            return skipped;
        (PathFacts path, HostFacts host) = (facts.Path!, facts.HostSide!);
        if (!path.IsUp && path.HasArrived != true && Situation.RewritingRule(facts) is { } rule)
            return Finding.Fail(Name, $"a rule at the host rewrites the port of datagrams, so that they miss the server: {rule}", "sudo nft -a list ruleset   (on the host; then: sudo nft delete rule ... handle N, or UdpPort EXTERNAL:INTERNAL to fit it)");
        if (!path.IsUp)
            return Finding.Skip(Name, path.WasSearched ? "no other port leads to the server, either" : "no answer");
        IPEndPoint answered = path.Answered[0];
        if (!Situation.IsRewritten(facts))
            return Finding.Ok(Name, path.Tried[0].Port == host.Port ? Number(host.Port) : $"{Number(path.Tried[0].Port)} leads to {Number(host.Port)}, as configured");
        string map = $"{Number(answered.Port)}:{Number(host.Port)}";
        return path.WasSearched
            ? Finding.Fail(Name, $"a router rewrites ports: datagrams for the server's port {Number(host.Port)} must go to port {Number(answered.Port)}", $"moshi -o MoshiUdpPort={map} {facts.Host}   (and UdpPort {map} in ~/.config/moshi/config)")
            : Finding.Fail(Name, $"the port is rewritten on the way back: datagrams go to port {Number(path.Tried[0].Port)}, answers come from {Number(answered.Port)}; translators and firewalls on the way take them for strangers", $"moshi -o MoshiUdpPort={map} {facts.Host}   (and mend the rule that rewrites source ports)");
    }

    public static Finding Mtu(DoctorFacts facts)
    {
        const string Name = "mtu";
        if (Unprobed(facts, Name) is { } skipped)
            return skipped;
        PathFacts path = facts.Path!;
        if (!path.IsUp)
            return Finding.Skip(Name, "no answer");
        string fix = $"sudo ip link set dev $(ip route get {path.Tried[0].Address} | sed -n 's/.* dev \\([^ ]*\\).*/\\1/p') mtu {Number(SmallestPassing(path))}";
        string tells = path is { LostOut: > 0 } ? $"packets of {Number(path.LargestOut)} bytes arrive, those of {Number(path.LostOut)} do not: the way to the host has an MTU of about {Number(path.LargestOut)}" : "";
        bool isHoleBack = path.IsLargeBackMissing || path.LargestBack is > 0 and < 1000;
        if (path is { LostOut: > 0, FullSizeOut: false })
            return Finding.Fail(Name, $"{tells}, and larger ones vanish without a word (a black hole){(isHoleBack ? ", in both directions" : "")}: mosh would hang at the first full screen; a session of moshi makes its datagrams smaller after some losses", fix);
        if (isHoleBack)
            return Finding.Fail(Name, $"small packets come back, large ones do not: the way from the host has an MTU below {Number(1280)}{(path.LargestBack > 0 ? $" (largest seen: {Number(path.LargestBack)})" : "")}", fix + "   (there, with our address)");
        if (path.LostOut > 0)
            return Finding.Warn(Name, $"{tells}; larger ones are cut into fragments, which costs time and fails behind some firewalls", fix);
        return facts.HostSide is { SmallMtus: [var small, ..] }
            ? Finding.Warn(Name, $"the host has an interface with a small MTU ({small}); full size passes today", fix)
            : Finding.Ok(Name, $"packets of {Number(path.LargestOut)} bytes pass unfragmented{(path.LargestBack > 0 ? $", {Number(path.LargestBack)} come back" : "")}");
    }

    /// <summary>Why there is nothing to judge, or null.</summary>
    internal static Finding? Unprobed(DoctorFacts facts, string name)
    {
        if (!facts.HasServer)
            return Finding.Skip(name, "needs a server");
        return facts.Path is null ? Finding.Skip(name, "needs an address") : null;
    }

    private static int SmallestPassing(PathFacts path) => Math.Max(576, path.LostOut > 0 ? path.LargestOut : 1000);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
