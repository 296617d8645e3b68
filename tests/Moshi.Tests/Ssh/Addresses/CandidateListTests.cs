using System.Globalization;
using System.Net;
using Moshi.Ssh.Addresses;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Addresses;

public sealed class CandidateListTests
{
    // Each row: what is known, in words (see Read), and what is tried, in order.
    [Theory]
    // Every way in which ssh may reach a host (decision 18), row by row.
    [InlineData("plain", "route 203.0.113.7 connection 203.0.113.7 interface 203.0.113.7 resolved 203.0.113.7", "203.0.113.7:60001")]
    [InlineData("live master, server behind a router", "route 203.0.113.9 connection 10.9.2.2 interface 10.9.2.2 own 10.0.0.5/24", "203.0.113.9:60001")]
    [InlineData("ProxyCommand to a public host", "proxied connection 198.51.100.4 interface 198.51.100.4,10.1.0.4 resolved 192.0.2.1",
        "198.51.100.4:60001 192.0.2.1:60001 10.1.0.4:60001")]
    [InlineData("ProxyJump to an inner host with a public address behind a router", "proxied connection 10.1.0.4 interface 10.1.0.4 public 203.0.113.9:40001",
        "203.0.113.9:40001 203.0.113.9:60001 10.1.0.4:60001")]
    [InlineData("alias without a name of its own", "route 203.0.113.7", "203.0.113.7:60001")]
    [InlineData("IPv6", "route 2001:db8::7 connection 2001:db8::7 interface 203.0.113.7,2001:db8::7", "[2001:db8::7]:60001 203.0.113.7:60001")]
    [InlineData("several addresses, one refuses TCP", "route 10.9.1.1 resolved 10.9.1.3,10.9.1.1 own 10.9.1.50/24", "10.9.1.1:60001 10.9.1.3:60001")]
    [InlineData("two families, one refuses TCP", "route 203.0.113.7 resolved 2001:db8::7,203.0.113.7", "203.0.113.7:60001 [2001:db8::7]:60001")]
    [InlineData("wedged master that could not be asked", "resolved 203.0.113.7 connection 203.0.113.7", "203.0.113.7:60001")]
    // The seeds.
    [InlineData("first seed: the server has asked an address service", "route 203.0.113.9 connection 192.168.1.20 public 203.0.113.9 own 192.168.7.3/24", "203.0.113.9:60001")]
    [InlineData("second seed: ports of a guest behind its master", "ports 60010-60019 port 60010 route 203.0.113.9 connection 10.0.3.11 interface 10.0.3.11", "203.0.113.9:60010")]
    // Ports.
    [InlineData("a router rewrites ports", "ports 40001:60001 route 203.0.113.9 connection 10.0.3.11", "203.0.113.9:40001 203.0.113.9:60001")]
    [InlineData("the same host from inside, without the router", "ports 40001:60001 route 10.0.3.11 connection 10.0.3.11", "10.0.3.11:60001 10.0.3.11:40001")]
    [InlineData("the user's address stands for the router", "ports 40001:60001 configured 203.0.113.9 proxied connection 10.0.3.11", "203.0.113.9:40001 10.0.3.11:60001")]
    [InlineData("the server's own addresses keep its own port", "ports 40001:60001 proxied interface 198.51.100.4 resolved 198.51.100.4", "198.51.100.4:60001")]
    // Who goes first.
    [InlineData("what the user says goes first", "configured 192.0.2.99 route 203.0.113.7", "192.0.2.99:60001 203.0.113.7:60001")]
    [InlineData("a public address beats what sshd says", "proxied connection 198.51.100.4 public 203.0.113.9", "203.0.113.9:60001 198.51.100.4:60001")]
    [InlineData("families alternate behind the best", "route 203.0.113.7 interface 198.51.100.1,198.51.100.2,2001:db8::1,2001:db8::2",
        "203.0.113.7:60001 [2001:db8::1]:60001 198.51.100.1:60001 [2001:db8::2]:60001 198.51.100.2:60001")]
    // Policy.
    [InlineData("IPv4 only", "family inet route 2001:db8::7 interface 203.0.113.7,2001:db8::7", "203.0.113.7:60001")]
    [InlineData("IPv6 only", "family inet6 route 203.0.113.7 interface 203.0.113.7,2001:db8::7", "[2001:db8::7]:60001")]
    [InlineData("IPv6 first", "family prefer-inet6 route 203.0.113.7 interface 203.0.113.7,2001:db8::7", "[2001:db8::7]:60001 203.0.113.7:60001")]
    [InlineData("IPv4 first", "family prefer-inet route 2001:db8::7 interface 203.0.113.7,2001:db8::7", "203.0.113.7:60001 [2001:db8::7]:60001")]
    // What the server names is not trusted far.
    [InlineData("no loopback", "route 203.0.113.7 connection 127.0.0.1 interface 127.0.0.1,::1 public 127.0.0.1:53", "203.0.113.7:60001")]
    [InlineData("no link-local", "route 203.0.113.7 interface 169.254.1.1,fe80::1", "203.0.113.7:60001")]
    [InlineData("no multicast, broadcast or nothing", "route 203.0.113.7 interface 224.0.0.251,255.255.255.255,0.0.0.0,::,ff02::1 public 239.1.1.1:1900", "203.0.113.7:60001")]
    [InlineData("not even if the user says so", "configured 224.0.0.1,0.0.0.0 route 203.0.113.7", "203.0.113.7:60001")]
    [InlineData("loopback if ssh went there", "route 127.0.0.1 connection 127.0.0.1", "127.0.0.1:60001")]
    [InlineData("link-local if ssh went there", "route fe80::1%3 connection fe80::1 interface fe80::2", "[fe80::1%3]:60001")]
    [InlineData("private addresses of elsewhere", "route 203.0.113.7 interface 10.8.0.2,172.17.0.1,192.168.1.2,fd00::2 own 192.168.7.3/24", "203.0.113.7:60001")]
    [InlineData("private addresses of our own network", "route 203.0.113.7 interface 10.8.0.2,192.168.7.9 own 192.168.7.3/24", "203.0.113.7:60001 192.168.7.9:60001")]
    [InlineData("private addresses where the way is unknown go last", "proxied connection 10.8.0.2 resolved 203.0.113.7", "203.0.113.7:60001 10.8.0.2:60001")]
    [InlineData("a forwarded port on loopback says nothing", "route 127.0.0.1 connection 172.17.0.2 own 172.17.0.1/16", "127.0.0.1:60001 172.17.0.2:60001")]
    [InlineData("single addresses of a tailnet", "route 203.0.113.7 interface 100.101.1.2,fd7a:115c:a1e0::2 own 100.64.9.9/32,fd7a:115c:a1e0::9/128",
        "203.0.113.7:60001 [fd7a:115c:a1e0::2]:60001 100.101.1.2:60001")]
    [InlineData("single addresses of a tunnel are not a network", "route 203.0.113.7 interface 10.8.0.2 own 10.8.0.3/32", "203.0.113.7:60001")]
    [InlineData("eight at most, and both families among them", "proxied interface 203.0.113.1,203.0.113.2,203.0.113.3,203.0.113.4,203.0.113.5,203.0.113.6,203.0.113.7,203.0.113.8,203.0.113.9,2001:db8::9",
        "203.0.113.1:60001 [2001:db8::9]:60001 203.0.113.2:60001 203.0.113.3:60001 203.0.113.4:60001 203.0.113.5:60001 203.0.113.6:60001 203.0.113.7:60001")]
    // Forms.
    [InlineData("IPv4 inside IPv6", "route ::ffff:203.0.113.7 connection ::ffff:203.0.113.7", "203.0.113.7:60001")]
    [InlineData("the resolver knows this machine", "resolved 127.0.0.1,::1", "127.0.0.1:60001 [::1]:60001")]
    [InlineData("private addresses of a name in a network that ssh has reached", "route 10.1.0.4 resolved 10.1.0.4,10.2.0.4", "10.1.0.4:60001 10.2.0.4:60001")]
    [InlineData("nothing is known", "proxied", "")]
    public void What_is_tried_follows_from_what_is_known(string row, string known, string expected)
    {
        IReadOnlyList<Candidate> tried = CandidateList.Build(Read(known));

        Assert.True(string.Equals(expected, string.Join(' ', tried), StringComparison.Ordinal), $"{row}: {string.Join(' ', tried)}");
    }

    [Fact]
    public void A_list_of_any_length_is_ranked_at_once()
    {
        IPAddress[] addresses = Enumerable.Range(0, 100_000).Select(static number => new IPAddress([203, 0, (byte)(number >> 8), (byte)number])).ToArray();

        IReadOnlyList<Candidate> tried = CandidateList.Build(new CandidateSources { Port = 60001, Interfaces = addresses, Resolved = addresses, Configured = addresses });

        Assert.Equal(CandidateList.Limit, tried.Count);
    }

    private static CandidateSources Read(string known)
    {
        string[] words = known.Split(' ');
        var sources = new CandidateSources { Port = 60001 };
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i] is "proxied")
            {
                sources = sources with { Route = SshRoute.Proxied };
                continue;
            }

            string value = words[++i];
            sources = words[i - 1] switch
            {
                "port" => sources with { Port = int.Parse(value, CultureInfo.InvariantCulture) },
                "ports" => sources with { Ports = PortMap.TryParse(value, out PortMap? map, out string? error) ? map : throw new FormatException(error) },
                "family" => sources with { Family = AddressPolicies.TryParse(value, out AddressPolicy policy) ? policy : throw new FormatException(value) },
                "route" => sources with { Route = SshRoute.Direct(IPAddress.Parse(value)) },
                "configured" => sources with { Configured = Addresses(value) },
                "public" => sources with { Public = [ReadPublic(value)] },
                "connection" => sources with { Connection = IPAddress.Parse(value) },
                "interface" => sources with { Interfaces = Addresses(value) },
                "resolved" => sources with { Resolved = Addresses(value) },
                "own" => sources with { Own = [.. value.Split(',').Select(ReadNetwork)] },
                _ => throw new FormatException(words[i - 1]),
            };
        }

        return sources;
    }

    private static IReadOnlyList<IPAddress> Addresses(string value) => [.. value.Split(',').Select(IPAddress.Parse)];

    private static IPEndPoint ReadPublic(string value)
    {
        string[] parts = value.Split(':');
        return new IPEndPoint(IPAddress.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
    }

    private static LocalNetwork ReadNetwork(string value)
    {
        string[] parts = value.Split('/');
        return new LocalNetwork(IPAddress.Parse(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
