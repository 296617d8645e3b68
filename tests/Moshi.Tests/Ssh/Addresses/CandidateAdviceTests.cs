using System.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Addresses;

public sealed class CandidateAdviceTests
{
    private static readonly IPAddress s_outside = IPAddress.Parse("203.0.113.9");
    private static readonly IPAddress s_inside = IPAddress.Parse("10.0.3.11");

    [Fact]
    public void Without_translation_it_is_a_firewall()
    {
        string advice = Explain(new CandidateSources { Port = 60001, Route = SshRoute.Direct(s_outside), Connection = s_outside });

        Assert.Equal("ssh reached 203.0.113.9 directly, so a firewall drops UDP port 60001, at web or on the way. At web: sudo ufw allow 60001:60999/udp, or what its firewall has for that.", advice);
    }

    [Fact]
    public void Behind_a_router_the_ports_must_be_forwarded_and_named()
    {
        string advice = Explain(new CandidateSources { Port = 60001, Route = SshRoute.Direct(s_outside), Connection = s_inside });

        Assert.Equal(
            "web is behind address translation: ssh reached 203.0.113.9, the host itself is 10.0.3.11. Let that router forward UDP ports, say 60010-60019, to 10.0.3.11, and write "
            + "\"UdpPort 60010-60019\" under \"Host web\" in ~/.config/moshi/config.",
            advice);
    }

    [Fact]
    public void Behind_a_router_that_rewrites_ports_both_are_named()
    {
        Assert.True(PortMap.TryParse("40010-40019:60030-60039", out PortMap? ports, out _));

        string advice = Explain(new CandidateSources { Port = 60031, Ports = ports, Route = SshRoute.Direct(s_outside), Connection = s_inside });

        Assert.EndsWith("That router must forward UDP port 40011 to port 60031 of 10.0.3.11, as MoshiUdpPort says.", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_a_proxy_a_host_with_private_addresses_needs_a_public_name()
    {
        string advice = Explain(new CandidateSources { Port = 60001, Route = SshRoute.Proxied, Connection = s_inside, Interfaces = [s_inside] });

        Assert.Equal(
            "ssh goes through a proxy, and web knows only addresses of its own network (10.0.3.11). Write its public name, \"Address NAME\", under \"Host web\" in ~/.config/moshi/config, "
            + "or let it ask for it there: AddressCommand, Stun (moshi_config(5)).",
            advice);
        Assert.Contains("has told no address", Explain(new CandidateSources { Port = 60001, Route = SshRoute.Proxied }), StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_a_proxy_a_host_with_public_addresses_has_a_firewall_or_another_address()
    {
        string advice = Explain(new CandidateSources { Port = 60001, Route = SshRoute.Proxied, Connection = s_outside });

        Assert.StartsWith("ssh goes through a proxy, so the host's own addresses were tried: UDP port 60001 must be open there.", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_has_configured_is_what_is_to_be_looked_at()
    {
        Assert.True(PortMap.TryParse("40001:60001", out PortMap? ports, out _));

        string advice = Explain(new CandidateSources { Port = 60001, Ports = ports, Configured = [s_outside], Route = SshRoute.Proxied });

        Assert.Equal("MoshiAddress says 203.0.113.9: UDP port 40001 must be open there, and lead to port 60001 of web.", advice);
    }

    private static string Explain(CandidateSources sources) => CandidateAdvice.Explain("web", sources);
}
