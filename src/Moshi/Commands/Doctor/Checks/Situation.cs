using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moshi.Commands.Doctor.Facts;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>Questions about the facts that several checks ask, so that each cause is named by one of them and the others stand back; and the fixes that they share.</summary>
internal static class Situation
{
    /// <summary>The server is bound to an address at which our datagrams cannot arrive.</summary>
    public static bool IsBoundElsewhere(DoctorFacts facts)
    {
        if (facts is not { HostSide: { BoundTo.Count: > 0 } host, Path: { IsUp: false } path } || path.HasArrived == true || host.BoundTo.Any(IsWildcard))
            return false;
        var targets = path.Tried.Select(static target => target.Address.ToString()).ToList();
        if (host.BoundTo.Any(bound => targets.Contains(bound, StringComparer.Ordinal)))
        {
            // One of the guesses fits, but it is not the one that ssh has proven.
            return facts.Route?.SshReached is { } proven && host.Addresses.Contains(proven, StringComparer.Ordinal) && !host.BoundTo.Contains(proven, StringComparer.Ordinal);
        }

        // Behind a translator the address that is dialled is not the host's own; then the one at which its ssh was reached is the right one.
        return !(IsServerTranslated(facts) && host.BoundTo.Contains(host.ConnectionWord(2) ?? "", StringComparer.Ordinal));
    }

    /// <summary>The address that ssh has reached, or that we dial, is none of the host's.</summary>
    public static bool IsServerTranslated(DoctorFacts facts)
    {
        if (facts is not { HostSide: { Addresses.Count: > 0 } host, Path: { } path } || facts.Route is { HasProxy: true, Address: null })
            return false;
        string dialled = facts.Route?.SshReached ?? path.Tried[0].Address.ToString();
        return !host.Addresses.Contains(dialled, StringComparer.Ordinal);
    }

    /// <summary>ssh goes by a proxy, and datagrams reach nothing.</summary>
    public static bool IsOnlyByProxy(DoctorFacts facts) => facts.Route is { HasProxy: true } && facts.Path is null or { IsUp: false, HasArrived: not true } && facts.Route.HasProxy;

    /// <summary>Answers come from, or only datagrams to, another port than the one that was announced and mapped.</summary>
    public static bool IsRewritten(DoctorFacts facts) =>
        facts.Path is { IsUp: true } path && !path.Tried.Contains(path.Answered[0]) && path.Tried.Any(target => target.Address.Equals(path.Answered[0].Address) && target.Port != path.Answered[0].Port);

    /// <summary>A rule at the host that sends UDP elsewhere, if it could be read.</summary>
    public static string? RewritingRule(DoctorFacts facts) => facts.HostSide?.FirewallRules.FirstOrDefault(IsRewriting);

    /// <summary>Such a rule does not drop.</summary>
    public static bool IsRewriting(string rule) =>
        rule.Contains("dnat", StringComparison.OrdinalIgnoreCase) || rule.Contains("redirect", StringComparison.OrdinalIgnoreCase);

    public static bool IsWildcard(string address) => address is "0.0.0.0" or "::";

    /// <summary>100.64.0.0/10, the addresses between a carrier's translator and its customers (RFC 6598).</summary>
    public static bool IsCarrierShared(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out int length) && length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    }

    private static bool IsOverIpv6(DoctorFacts facts) => facts.Path is { Tried: [{ AddressFamily: AddressFamily.InterNetworkV6 }, ..] };

    /// <summary>The line that opens the ports in whatever firewall the host seems to have.</summary>
    public static string OpenFix(DoctorFacts facts)
    {
        (int first, int last) = Ports(facts);
        HostFacts? host = facts.HostSide;

        // Stock's server listens at the one address that ssh has reached; one that listens at all of them would have been found at the other.
        if (IsOverIpv6(facts) && host is { Server: "mosh" } && facts.Path!.Tried.Any(static target => target.AddressFamily == AddressFamily.InterNetwork))
            return $"moshi -4 {facts.Host}   (a mosh-server listens at one address only; or open its ports for IPv6 on the host)";
        string tables = IsOverIpv6(facts) ? "ip6tables" : "iptables";
        if (host is not null && host.Firewalls.Contains("ufw", StringComparer.Ordinal))
            return $"sudo ufw allow {Range(first, last, ':')}/udp   (on the host)";
        if (host is not null && host.Firewalls.Contains("firewalld", StringComparer.Ordinal))
            return $"sudo firewall-cmd --permanent --add-port={Range(first, last, '-')}/udp && sudo firewall-cmd --reload   (on the host)";
        if (Rule(facts, "input") is { } rule)
            return $"sudo nft insert rule {rule} udp dport {Range(first, last, '-')} accept   (on the host)";
        if (host is not null && host.FirewallRules.Any(line => line.StartsWith(tables + " ", StringComparison.Ordinal)))
            return $"sudo {tables} -I INPUT -p udp --dport {Range(first, last, ':')} -j ACCEPT   (on the host)";
        return $"sudo {tables} -I INPUT -p udp --dport {Range(first, last, ':')} -j ACCEPT   (on the host; or ufw allow {Range(first, last, ':')}/udp; in a cloud: its security group)";
    }

    /// <summary>The line that lets answers out.</summary>
    public static string OutgoingFix(DoctorFacts facts)
    {
        (int first, int last) = Ports(facts);
        if (Rule(facts, "output") is { } rule)
            return $"sudo nft insert rule {rule} udp sport {Range(first, last, '-')} accept   (on the host)";
        return facts.HostSide is { } host && host.Firewalls.Contains("ufw", StringComparer.Ordinal)
            ? $"sudo ufw allow out from any port {Range(first, last, ':')} proto udp   (on the host)"
            : $"sudo {(IsOverIpv6(facts) ? "ip6tables" : "iptables")} -I OUTPUT -p udp --sport {Range(first, last, ':')} -j ACCEPT   (on the host; when that does not help, try another network here)";
    }

    /// <summary>What a router in front of the host needs.</summary>
    public static string ForwardFix(DoctorFacts facts)
    {
        (int first, int last) = Ports(facts);
        string inner = facts.HostSide?.ConnectionWord(2) ?? "ADDRESS";
        return $"sudo iptables -t nat -A PREROUTING -p udp --dport {Range(first, last, ':')} -j DNAT --to-destination {inner}   (on the router; when it has given you other ports: UdpPort EXTERNAL:INTERNAL in ~/.config/moshi/config)";
    }

    /// <summary>Ports that the host's server may be bound to, as far as they are known here.</summary>
    public static (int First, int Last) Ports(DoctorFacts facts)
    {
        if (facts.Route?.UdpPort is { } text && Moshi.Ssh.Config.PortMap.TryParse(text, out PortMap? map, out _))
            return (map.Bindable.First, map.Bindable.Last);
        return facts.HostSide is { Port: var port } && port is not 0 and (< 60_001 or > 60_999) ? (port, port) : (60_001, 60_999);
    }

    /// <summary>Table and chain of a rule of nft with such a hook that drops, if the host has shown one.</summary>
    private static string? Rule(DoctorFacts facts, string hook)
    {
        foreach (string line in facts.HostSide?.FirewallRules ?? [])
        {
            // "nft inet filter input input: policy drop;"
            string[] words = line.Split(' ');
            if (!IsRewriting(line) && words.Length > 4 && words[0] is "nft" && words[4].TrimEnd(':', ';').Equals(hook, StringComparison.Ordinal))
                return $"{words[1]} {words[2]} {words[3]}";
        }

        return null;
    }

    private static string Range(int first, int last, char separator) =>
        first == last ? first.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{first}{separator}{last}");
}
