using System.Globalization;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Addresses;

/// <summary>
/// A small internet of network namespaces: a client, a router, a public host with two families, and a router with address translation in front of guests. The
/// hosts run real sshds with their own configuration and share this machine's files.
/// </summary>
/// <remarks>
/// <code>
/// client 10.0.1.2, 2001:db8:1::2 ── wan ──┬── public 203.0.113.7 (.8 without sshd), 2001:db8:2::7 (::8 without sshd)
///                                         └── gate   203.0.113.9 .10 .11, 2001:db8:2::9 ── 10.0.3.1 ──┬── guest1 10.0.3.11
///                                                                                                     ├── guest2 10.0.3.12
///                                                                                                     └── home   10.0.3.20, 2001:db8:3::20
/// </code>
/// .9 is the gate itself and forwards TCP 22001, 22002 and UDP 60010-19, 60020-29 to the guests, and TCP 22003 with UDP 40010-19 to ports 60030-39 of guest1; .10 is home's (TCP 22, UDP 60000 to
/// 61000); .11 is all of guest2's (1:1).
/// </remarks>
public sealed class NetworkLab : IDisposable
{
    private static readonly string[] s_tools = ["ip", "nft", "ssh", "sshd", "ssh-keygen", "ss"];
    private static int s_instances;

    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"mi{Environment.ProcessId % 100_000}x{Interlocked.Increment(ref s_instances)}");
    private readonly List<string> _names = [];
    private readonly string? _whyNot;

    public NetworkLab()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("moshi-net-").FullName;
        _whyNot = FindObstacle();
        if (_whyNot is not null)
            return;
        try
        {
            Build();
        }
        catch (LabTimeoutException e)
        {
            _whyNot = e.Message;
        }
        catch (InvalidOperationException e)
        {
            _whyNot = $"no network namespaces here: {e.Message}";
        }
    }

    /// <summary>Files of the lab: keys, logs, configuration.</summary>
    public string Directory { get; }

    /// <summary>Skips the test where there can be no lab.</summary>
    public void Require() => Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");

    /// <summary>The namespace of a host.</summary>
    public string NameOf(string host) => $"{_prefix}{host}";

    /// <summary>A command line that runs in a host.</summary>
    public IReadOnlyList<string> In(string host, params IEnumerable<string> command) => ["ip", "netns", "exec", NameOf(host), .. command];

    /// <summary>Runs a shell line in a host, to its end; the output.</summary>
    public string Run(string host, string line)
    {
        Command.Outcome outcome = Command.Run(In(host, "sh", "-c", line));
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException($"{host}: {line}: {outcome.Error}{outcome.Output}");
    }

    /// <summary>Lines of a host's sshd log that contain a text.</summary>
    public int CountInLog(string host, string text)
    {
        string file = $"{Directory}/{host}.log";
        return File.Exists(file) ? File.ReadLines(file).Count(line => line.Contains(text, StringComparison.Ordinal)) : 0;
    }

    /// <summary>Logins that a host's sshd has seen.</summary>
    public int LoginsAt(string host) => CountInLog(host, "Accepted publickey");

    /// <summary>What the client sends over UDP, counted by target since <see cref="ForgetTraffic"/>: "203.0.113.7:60001", "[2001:db8:2::7]:60001".</summary>
    public IReadOnlyDictionary<string, int> Traffic()
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string set in new[] { "sent4", "sent6" })
        {
            string text = Run("client", $"nft list set inet lab {set}");
            int start = text.IndexOf("elements = {", StringComparison.Ordinal);
            if (start < 0)
                continue;
            foreach (string element in text[(start + 12)..text.IndexOf('}', start)].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                string[] words = element.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                string address = set == "sent6" ? $"[{words[0]}]" : words[0];
                found[$"{address}:{words[2]}"] = int.Parse(words[Array.IndexOf(words, "packets") + 1], CultureInfo.InvariantCulture);
            }
        }

        return found;
    }

    /// <summary>Begins to count anew.</summary>
    public void ForgetTraffic() => Run("client", "nft flush set inet lab sent4; nft flush set inet lab sent6");

    /// <summary>Rules of a test in a host's own table; <see cref="ClearRules"/> takes them away.</summary>
    public void AddRule(string host, string rule)
    {
        Run(host, "nft add table inet test; nft add chain inet test in '{ type filter hook input priority 0; }'; nft add chain inet test out '{ type filter hook output priority 0; }'");
        Run(host, $"nft add rule inet test {rule}");
    }

    public void ClearRules(string host) => Run(host, "nft delete table inet test 2>/dev/null; true");

    public void Dispose()
    {
        foreach (string name in _names)
        {
            foreach (string process in Command.Run(["ip", "netns", "pids", name]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                ProcessTable.Send(int.Parse(process, CultureInfo.InvariantCulture), Signal.Kill);
            Command.Run(["ip", "netns", "del", name]);
            if (System.IO.Directory.Exists($"/etc/netns/{name}"))
                System.IO.Directory.Delete($"/etc/netns/{name}", recursive: true);
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static string? FindObstacle()
    {
        if (!Environment.IsPrivilegedProcess)
            return "network namespaces need root";
        string? missing = s_tools.FirstOrDefault(tool => Programs.FindInPath(tool) is null);
        return missing is null ? null : $"{missing} is not installed";
    }

    private void Build()
    {
        foreach (string host in new[] { "client", "wan", "public", "gate", "guest1", "guest2", "home" })
            AddHost(host);
        Shell(Links());
        Run("client", """
            nft -f - <<'END'
            table inet lab {
              set sent4 { type ipv4_addr . inet_service; flags dynamic; counter; }
              set sent6 { type ipv6_addr . inet_service; flags dynamic; counter; }
              chain out { type filter hook output priority 0; meta l4proto udp meta nfproto ipv4 update @sent4 { ip daddr . udp dport }; meta l4proto udp meta nfproto ipv6 update @sent6 { ip6 daddr . udp dport }; }
            }
            END
            """);
        Run("gate", Translation());
        MakeKeys();
        StartSshd("public", "ListenAddress 203.0.113.7", "ListenAddress [2001:db8:2::7]", "ListenAddress 127.0.0.1");
        StartSshd("gate", "ListenAddress 203.0.113.9");
        foreach (string host in new[] { "guest1", "guest2", "home", "wan" })
            StartSshd(host);
    }

    private void AddHost(string host)
    {
        string name = NameOf(host);
        System.IO.Directory.CreateDirectory($"/etc/netns/{name}");
        File.WriteAllText($"/etc/netns/{name}/hosts", """
            127.0.0.1 localhost
            203.0.113.7 plain.example
            203.0.113.8 multi.example
            203.0.113.7 multi.example
            2001:db8:2::7 six.example
            2001:db8:2::7 dual.example
            203.0.113.7 dual.example
            2001:db8:2::8 halfdual.example
            203.0.113.7 halfdual.example
            203.0.113.9 lxc-master-1 lxc-guest-1 lxc-guest-2
            203.0.113.10 bebou.example mixed.example
            2001:db8:3::20 mixed.example
            203.0.113.11 cloud.example

            """);
        File.WriteAllText($"/etc/netns/{name}/resolv.conf", "");
        _names.Add(name);
        Shell($"ip netns add {name}; ip -n {name} link set lo up; ip netns exec {name} sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 || true");
    }

    private string Links()
    {
        var script = new StringBuilder("set -e\n");
        Link("client", "wan", "10.0.1.2/24 2001:db8:1::2/64", "10.0.1.1/24 2001:db8:1::1/64");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("wan")} link add net type bridge; ip -n {NameOf("wan")} link set net up\n");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("wan")} addr add 203.0.113.1/24 dev net; ip -n {NameOf("wan")} addr add 2001:db8:2::1/64 dev net nodad\n");
        Bridge("public", "wan", "net", "203.0.113.7/24 203.0.113.8/24 2001:db8:2::7/64 2001:db8:2::8/64");
        Bridge("gate", "wan", "net", "203.0.113.9/24 203.0.113.10/24 203.0.113.11/24 2001:db8:2::9/64");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("gate")} link add br0 type bridge; ip -n {NameOf("gate")} link set br0 up; ip -n {NameOf("gate")} addr add 10.0.3.1/24 dev br0; ip -n {NameOf("gate")} addr add 2001:db8:3::1/64 dev br0 nodad\n");
        Bridge("guest1", "gate", "br0", "10.0.3.11/24");
        Bridge("guest2", "gate", "br0", "10.0.3.12/24");
        Bridge("home", "gate", "br0", "10.0.3.20/24 2001:db8:3::20/64");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("client")} route add default via 10.0.1.1; ip -n {NameOf("client")} -6 route add default via 2001:db8:1::1\n");
        foreach (string host in new[] { "public", "gate" })
            script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf(host)} route add default via 203.0.113.1; ip -n {NameOf(host)} -6 route add default via 2001:db8:2::1\n");
        foreach (string host in new[] { "guest1", "guest2", "home" })
            script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf(host)} route add default via 10.0.3.1\n");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("home")} -6 route add default via 2001:db8:3::1; ip -n {NameOf("wan")} -6 route add 2001:db8:3::/64 via 2001:db8:2::9\n");
        script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf("wan")} addr add fe80::1/64 dev toclient nodad\n");
        foreach (string host in new[] { "wan", "gate" })
            script.Append(CultureInfo.InvariantCulture, $"ip netns exec {NameOf(host)} sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1\n");
        return script.ToString();

        void Link(string host, string router, string addresses, string routerAddresses)
        {
            string device = $"to{host}";
            script.Append(CultureInfo.InvariantCulture, $"ip link add eth0 netns {NameOf(host)} type veth peer name {device} netns {NameOf(router)}\n");
            Addresses(host, "eth0", addresses);
            Addresses(router, device, routerAddresses);
        }

        void Bridge(string host, string router, string bridge, string addresses)
        {
            Link(host, router, addresses, "");
            script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf(router)} link set to{host} master {bridge}\n");
        }

        void Addresses(string host, string device, string addresses)
        {
            foreach (string address in addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf(host)} addr add {address} dev {device}{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}\n");
            script.Append(CultureInfo.InvariantCulture, $"ip -n {NameOf(host)} link set {device} up\n");
        }
    }

    private static string Translation()
    {
        // A range in "dnat to" would be chosen from by hash; a map keeps each port's partner.
        string rewritten = string.Join(", ", Enumerable.Range(0, 10).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{40010 + i} : 10.0.3.11 . {60030 + i}")));
        return $$"""
            nft -f - <<'END'
            table ip nat {
              chain pre { type nat hook prerouting priority -100;
                ip daddr 203.0.113.9 tcp dport 22001 dnat to 10.0.3.11:22
                ip daddr 203.0.113.9 tcp dport 22002 dnat to 10.0.3.12:22
                ip daddr 203.0.113.9 tcp dport 22003 dnat to 10.0.3.11:22
                ip daddr 203.0.113.9 udp dport 60010-60019 dnat to 10.0.3.11
                ip daddr 203.0.113.9 udp dport 60020-60029 dnat to 10.0.3.12
                ip daddr 203.0.113.9 udp dport 40010-40019 dnat ip to udp dport map { {{rewritten}} }
                ip daddr 203.0.113.10 tcp dport 22 dnat to 10.0.3.20
                ip daddr 203.0.113.10 udp dport 60000-61000 dnat to 10.0.3.20
                ip daddr 203.0.113.11 dnat to 10.0.3.12
              }
              chain post { type nat hook postrouting priority 100;
                oifname eth0 ip saddr 10.0.3.20 snat to 203.0.113.10
                oifname eth0 ip saddr 10.0.3.0/24 snat to 203.0.113.9
              }
            }
            END
            """;
    }

    private void MakeKeys()
    {
        foreach (string key in new[] { "host_key", "user_key" })
            Shell($"ssh-keygen -q -t ed25519 -N '' -f {Directory}/{key}");
        File.Copy($"{Directory}/user_key.pub", $"{Directory}/authorized_keys");
        System.IO.Directory.CreateDirectory($"{Directory}/bin");
        foreach ((string name, Implementation implementation) in new[] { ("moshi-server", Implementation.Ours), ("mosh-server", Implementation.Stock) })
        {
            if (Programs.Find(implementation, "mosh-server") is { } program)
                File.CreateSymbolicLink($"{Directory}/bin/{name}", program);
        }

        // What nc(1) would be, on a machine that has none.
        File.WriteAllText($"{Directory}/proxy", "#!/bin/bash\nexec 3<>/dev/tcp/$1/$2\ncat <&3 &\nexec cat >&3\n");
        Shell($"chmod +x {Directory}/proxy");
        File.WriteAllText($"{Directory}/talk.sh", """
            echo ready
            echo "<$(ip -o -4 addr show scope global | awk '{ print $4 }' | head -n 1)>"
            while read word; do
                echo "got $word"
                [ "$word" = end ] && exit 3
            done

            """);
    }

    private void StartSshd(string host, params IEnumerable<string> lines)
    {
        string home = $"{Directory}/{host}";
        System.IO.Directory.CreateDirectory(home);
        File.WriteAllText($"{Directory}/{host}.conf", string.Join('\n', [
            .. lines,
            $"HostKey {Directory}/host_key",
            $"AuthorizedKeysFile {Directory}/authorized_keys",
            "PidFile none",
            "StrictModes no",
            "UsePAM no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin yes",
            "PrintMotd no",
            "PrintLastLog no",
            "UseDNS no",
            "LogLevel VERBOSE",
            $"SetEnv HOME={home} PATH={Directory}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8",
            "",
        ]));
        System.IO.Directory.CreateDirectory("/run/sshd");
        Run(host, $"{Programs.FindInPath("sshd")} -f {Directory}/{host}.conf -E {Directory}/{host}.log");
    }

    private static void Shell(string script)
    {
        Command.Outcome outcome = Command.Run(["sh", "-c", script]);
        if (outcome.ExitCode != 0)
            throw new InvalidOperationException(outcome.Error);
    }
}
