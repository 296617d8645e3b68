using System.Globalization;
using System.Net;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>What stands between the two ends: address translators, firewalls, proxies.</summary>
internal static class NetworkChecks
{
    public static Finding Nat(DoctorFacts facts)
    {
        const string Name = "nat";
        if (PathChecks.Unprobed(facts, Name) is { } skipped)
            return skipped;
        (PathFacts path, HostFacts host) = (facts.Path!, facts.HostSide!);
        if (Situation.IsServerTranslated(facts) && !path.IsUp && path.HasArrived != true && !Situation.IsOnlyByProxy(facts))
        {
            string inner = host.ConnectionWord(2) ?? "another address";
            string kind = IPAddress.TryParse(inner, out IPAddress? address) && Situation.IsCarrierShared(address) ? "a carrier's address translator (CGNAT)" : "an address translator";
            return Finding.Fail(Name, $"the host is behind {kind}: ssh reaches {path.Tried[0].Address}, the host itself is {inner}; UDP port {Number(path.Tried[0].Port)} is not forwarded to it", Situation.ForwardFix(facts));
        }

        return Ours(facts, path, host);
    }

    public static Finding Firewall(DoctorFacts facts)
    {
        const string Name = "firewall";
        if (facts.HostSide is not { } host)
            return Finding.Skip(Name, "needs a login");
        List<string> rules = [.. host.FirewallRules.Where(static rule => !Situation.IsRewriting(rule))];
        bool seen = host.Firewalls.Count > 0 || rules.Count > 0;
        string what = host.Firewalls.Count > 0 ? string.Join(", ", host.Firewalls) : seen ? "rules that drop" : "none that this user can see";
        if (facts.Path is { IsUp: true } || !facts.HasServer)
            return Finding.Ok(Name, $"at the host: {what}");
        if (!seen || facts.Path is null)
            return Finding.Skip(Name, "at the host: none that this user can see; there may be one on the way, or one of the provider");
        string example = rules.Count > 0 ? $" ({rules.Find(static rule => rule.Contains("udp", StringComparison.Ordinal)) ?? rules[0]})" : "";
        return facts.Path.HasArrived == true
            ? Finding.Fail(Name, $"at the host: {what}{example}; answers of the server do not get out", Situation.OutgoingFix(facts))
            : Finding.Fail(Name, $"at the host: {what}{example}; datagrams do not get in", Situation.OpenFix(facts));
    }

    public static Finding Proxy(DoctorFacts facts)
    {
        const string Name = "proxy";
        if (facts.Route is not { Error.Length: 0 } route)
            return Finding.Skip(Name, "no host was named");
        if (!route.HasProxy)
            return Finding.Ok(Name, "ssh goes straight to the host");
        string by = route.ProxyJump is { } jump ? $"by way of {jump} (ProxyJump)" : "by a ProxyCommand";
        if (!facts.HasServer)
            return Finding.Skip(Name, $"ssh goes {by}; needs a server");
        if (!Situation.IsOnlyByProxy(facts))
            return Finding.Ok(Name, $"ssh goes {by}; datagrams find a way of their own");
        string tried = facts.Path is { } path ? $" ({string.Join(", ", path.Tried.Take(3))} do not lead to it)" : "";
        return Finding.Fail(Name, $"ssh reaches the host only {by}, and UDP cannot follow it{tried}: a session needs an address that this machine can send datagrams to", $"moshi --address ADDRESS {facts.Host}   (an address or forwarded port of the host, also as Address in ~/.config/moshi/config; until there is one: ssh {facts.Host})");
    }

    // On our side a translator does no harm as long as it remembers us.
    private static Finding Ours(DoctorFacts facts, PathFacts path, HostFacts host)
    {
        const string Name = "nat";
        IPAddress? seenBySsh = IPAddress.TryParse(host.ConnectionWord(0), out IPAddress? tcp) ? tcp : null;
        IPEndPoint? seenByUdp = path.Probe is { SeenFrom: [var first, ..] } ? first : null;
        IPAddress? carrier = path.Own.FirstOrDefault(Situation.IsCarrierShared) ?? (seenBySsh is not null && Situation.IsCarrierShared(seenBySsh) && !path.Own.Contains(seenBySsh) ? seenBySsh : null);
        if (path.Probe is { IsForgotten: true } probe)
        {
            return Finding.Warn(Name, $"an address translator or firewall between here and the host forgets UDP within {probe.Silence.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s{(carrier is null ? "" : " (a carrier's, CGNAT)")}: what the host sends after a pause does not arrive until something is typed",
                "sudo sysctl -w net.netfilter.nf_conntrack_udp_timeout=120   (on the router, if it is yours; else ask the carrier for IPv6 or a public address)");
        }

        // A proxy's address is not ours, and an address of this machine was not translated.
        bool isMoved = seenBySsh is not null && seenByUdp is not null && !seenByUdp.Address.Equals(seenBySsh)
            && facts.Route is not { HasProxy: true } && !path.Own.Contains(seenByUdp.Address);
        if (carrier is not null || isMoved)
        {
            string why = carrier is not null ? $"{carrier} is an address of the space between carrier and customers (100.64.0.0/10)" : $"the host sees ssh come from {seenBySsh} and datagrams from {seenByUdp!.Address}";
            return Finding.Warn(Name, $"this machine is behind a carrier's address translator (CGNAT): {why}. Sessions work, but hosts cannot reach this machine, and after a pause or a change of address the first key may take longer", $"moshi -6 {facts.Host}   (IPv6 has no translator; or ask the carrier for a public address)");
        }

        if (Situation.IsServerTranslated(facts) && path.IsUp)
            return Finding.Ok(Name, $"the host is behind an address translator that forwards its ports (it is {host.ConnectionWord(2)} itself)");
        if (seenBySsh is null || path.Own.Count == 0 || path.Own.Contains(seenBySsh) || facts.Route is { HasProxy: true })
            return Finding.Ok(Name, "none");
        if (PortChange(facts, host, seenByUdp) is { } change)
        {
            return Finding.Warn(Name, $"this machine is behind an address translator that also rewrites ports, as carriers' do (CGNAT): it is seen as {seenBySsh}, {change}. Sessions work, but hosts cannot reach this machine, and after a pause or a change of address the first key may take longer",
                $"moshi -6 {facts.Host}   (IPv6 has no translator; or keep source ports in the router's NAT rule, or ask the carrier for a public address)");
        }

        return Finding.Ok(Name, $"this machine is seen as {seenBySsh}; the translator does no harm");
    }

    // A home router keeps the port unless two machines want the same one.
    private static string? PortChange(DoctorFacts facts, HostFacts host, IPEndPoint? seenByUdp)
    {
        if (seenByUdp is not null && facts.Path?.Probe is { SentFrom: [var sent, ..] } && sent.Port != seenByUdp.Port)
            return $"UDP port {Number(sent.Port)} becomes {Number(seenByUdp.Port)}";
        return facts.Route?.SshFrom is { } from && host.ConnectionWord(1) is { } seen && !seen.Equals(Number(from.Port), StringComparison.Ordinal)
            ? $"port {Number(from.Port)} of ssh becomes {seen}"
            : null;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
