namespace Moshi.Interop.Doctor;

/// <summary>Rules for nft(8) that put a fault between client and host (<see cref="DoctorLab.Rules"/>); each table stands where its name says.</summary>
internal static class FaultRules
{
    /// <summary>Router: nothing at all passes.</summary>
    public const string NothingPasses = Forward + "drop; }; }";

    /// <summary>Router: no UDP to the ports of servers.</summary>
    public const string UdpDroppedOnTheWayIn = Forward + "udp dport 60000-61000 drop; }; }";

    /// <summary>Router: none of the servers' answers.</summary>
    public const string UdpDroppedOnTheWayBack = Forward + "udp sport 60000-61000 drop; }; }";

    /// <summary>Router: UDP in packets of more than 1,100 bytes is lost without a word.</summary>
    public const string UdpOver1100BytesDropped = Forward + "meta l4proto udp meta length > 1100 drop; }; }";

    /// <summary>Host: a firewall that lets ssh in and nothing else.</summary>
    public const string HostFirewall =
        "table inet guard { chain gate { type filter hook input priority 0; policy drop; ct state established accept; tcp dport 22 accept; iifname lo accept; }; }";

    /// <summary>Router: servers' ports are reached under other numbers only.</summary>
    public const string PortsRewritten = """
        table ip fault {
          chain early { type filter hook prerouting priority -200; udp dport 60001-60009 drop; }
          chain rewrite { type nat hook prerouting priority -100; udp dport 60050 dnat to 10.81.2.2:60001; udp dport 60051 dnat to 10.81.2.2:60002; }
        }
        """;

    /// <summary>Router: answers come from another port.</summary>
    public const string PortsRewrittenOnTheWayBack = "table ip fault { chain back { type filter hook forward priority -300; udp sport 60001-60999 udp sport set 61777; }; }";

    /// <summary>Router: one translator with random ports stands for a carrier's.</summary>
    public const string CarrierTranslator = "table ip fault { chain out { type nat hook postrouting priority 100; oifname outside masquerade random; }; }";

    /// <summary>Router: a translator that keeps ports, as at home.</summary>
    public const string HomeTranslator = "table ip home { chain out { type nat hook postrouting priority 100; oifname outside masquerade; }; }";

    private const string Forward = "table inet fault { chain forward { type filter hook forward priority 0; ";
}
