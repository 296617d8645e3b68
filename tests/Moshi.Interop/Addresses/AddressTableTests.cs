using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Addresses;

/// <summary>Every way in which ssh may reach a host, with real ssh and sshd in network namespaces: the session's datagrams must find the same host.</summary>
public sealed class AddressTableTests(NetworkLab lab) : IClassFixture<NetworkLab>
{
    private const string Common = """
        Host *
            IdentityFile {0}/user_key
            IdentitiesOnly yes
            UserKnownHostsFile /dev/null
            StrictHostKeyChecking no
            BatchMode yes
            LogLevel ERROR
        """;

    /// <summary>Where the server turns out to be, by its own interfaces.</summary>
    private const string Public = "203.0.113.7", Guest1 = "10.0.3.11", Guest2 = "10.0.3.12", Home = "10.0.3.20", Wan = "10.0.1.1";

    [Theory]
    [InlineData("plain", "HostName plain.example", Public, "203.0.113.7:*")]
    [InlineData("alias without a name of its own", "HostName 203.0.113.7\nHostKeyAlias other", Public, "203.0.113.7:*")]
    [InlineData("IPv6", "HostName six.example", Public, "[2001:db8:2::7]:*")]
    [InlineData("IPv6 address", "HostName 2001:db8:2::7", Public, "[2001:db8:2::7]:*")]
    [InlineData("several addresses, one refuses", "HostName multi.example", Public, "203.0.113.7:*")]
    [InlineData("two families, one refuses TCP", "HostName halfdual.example", Public, "203.0.113.7:*")]
    [InlineData("two families", "HostName dual.example", Public, "[2001:db8:2::7]:*")]
    [InlineData("two families, ssh is to use one", "HostName dual.example\nAddressFamily inet", Public, "203.0.113.7:*")]
    [InlineData("ProxyCommand", "HostName 203.0.113.7\nProxyCommand ssh -F {0}/ssh_config -W %h:%p jump", Public, "203.0.113.7:*")]
    [InlineData("ProxyCommand to a name", "HostName plain.example\nProxyCommand {0}/proxy %h %p", Public, "203.0.113.7:*")]
    [InlineData("ProxyJump", "HostName 203.0.113.7\nProxyJump jump", Public, "203.0.113.7:*")]
    [InlineData("link-local", "HostName fe80::1%%eth0", Wan, "[fe80::1]:*")]
    [InlineData("NAT, ports as they are", "HostName lxc-guest-1\nPort 22001\nMoshiUdpPort 60010-60019", Guest1, "203.0.113.9:60010")]
    [InlineData("NAT, another host behind the same address", "HostName lxc-guest-2\nPort 22002\nMoshiUdpPort 60020-60029", Guest2, "203.0.113.9:60020")]
    [InlineData("NAT, ports rewritten", "HostName lxc-guest-1\nPort 22003\nMoshiUdpPort 40010-40019:60030-60039", Guest1, "203.0.113.9:40010")]
    [InlineData("NAT, nothing configured", "HostName bebou.example", Home, "203.0.113.10:*")]
    [InlineData("NAT of a cloud, 1:1", "HostName cloud.example", Guest2, "203.0.113.11:*")]
    [InlineData("ProxyJump to a guest whose public address is configured",
        "HostName 10.0.3.11\nProxyJump jump\nMoshiAddress 203.0.113.9\nMoshiUdpPort 60010-60019", Guest1, "203.0.113.9:60010")]
    [InlineData("ProxyJump to a guest that asks an address service",
        "HostName 10.0.3.12\nProxyJump jump\nMoshiAddressCommand echo 203.0.113.11", Guest2, "203.0.113.11:*")]
    public void A_session_reaches_the_host_that_ssh_has_reached(string row, string block, string host, string target)
    {
        Prepare();
        string[] servers = Programs.Find(Implementation.Stock, "mosh-server") is null ? ["auto"] : ["auto", "mosh-server"];
        foreach (string server in servers)
        {
            WriteConfig(block);
            using PtyProcess client = Connect("-o", $"MoshiServer={server}");

            AssertTalks(client, host, target, $"{row}, {server}");
        }
    }

    /// <summary>Where IPv6 is to be used, there is no IPv4 at all.</summary>
    [Theory]
    [InlineData("-6", "dual.example", "[2001:db8:2::7]:*")]
    [InlineData("-4", "dual.example", "203.0.113.7:*")]
    [InlineData("-oAddressFamily=inet6", "dual.example", "[2001:db8:2::7]:*")]
    [InlineData("-oAddressFamily=inet", "dual.example", "203.0.113.7:*")]
    [InlineData("-6", "ssh://dual.example", "[2001:db8:2::7]:*")]
    [InlineData("-q", "2001:db8:2::7", "[2001:db8:2::7]:*")]
    [InlineData("-q", "[2001:db8:2::7]", "[2001:db8:2::7]:*")]
    [InlineData("-q", "USER@[2001:db8:2::7]", "[2001:db8:2::7]:*")]
    [InlineData("-q", "ssh://USER@[2001:db8:2::7]:22", "[2001:db8:2::7]:*")]
    public void The_family_that_is_asked_for_is_the_one_that_is_used(string option, string destination, string target)
    {
        Prepare();
        WriteConfig("HostName plain.example");
        lab.AddRule("client", $"out meta nfproto {(target[0] == '[' ? "ipv4" : "ipv6")} meta l4proto {{ tcp, udp }} drop");
        try
        {
            using PtyProcess client = Connect([option], destination.Replace("USER", Environment.UserName, StringComparison.Ordinal));

            AssertTalks(client, Public, target, $"{option} {destination}");
        }
        finally
        {
            lab.ClearRules("client");
        }
    }

    [Theory]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("ssh://USER@[::1]:22")]
    [InlineData("ssh://[::1]")]
    public void Loopback_of_IPv6_is_an_address_like_others(string destination)
    {
        Prepare();
        WriteConfig("HostName plain.example");
        using PtyProcess client = Connect([], destination.Replace("USER", Environment.UserName, StringComparison.Ordinal), from: "wan");

        client.WaitFor($"<{Wan}/", TimeSpan.FromSeconds(40));
        client.Write("one\r");
        client.WaitFor("got one");
        End(client, destination);
    }

    [Fact]
    public void First_seed_in_full_a_home_server_behind_a_router_with_shared_connections_and_defaults()
    {
        Prepare();
        string socket = $"{lab.Directory}/sh-%r@%h:%p";
        WriteConfig($"HostName bebou.example\nControlMaster auto\nControlPath {socket}\nControlPersist yes");
        int logins = lab.LoginsAt("home");
        try
        {
            for (int session = 1; session <= 3; session++)
            {
                using PtyProcess client = Connect();
                AssertTalks(client, Home, "203.0.113.10:*", $"session {session}");
                Assert.Single(Directory.GetFiles(lab.Directory, "sh-*"));
                Assert.Equal(logins + 1, lab.LoginsAt("home"));
            }
        }
        finally
        {
            Ssh("-O exit");
        }
    }

    [Fact]
    public void Second_seed_in_full_three_lines_for_each_guest_behind_one_address()
    {
        Prepare();
        string common = Common.Replace("{0}", lab.Directory, StringComparison.Ordinal);
        File.WriteAllText($"{lab.Directory}/ssh_config", $"""
            Host lxc-guest-1
                Port 22001
                #!! MoshiUdpPort 60010-60019
            Host lxc-guest-2
                Port 22002
                #!! MoshiUdpPort 60020-60029
            {common}

            """);
        using PtyProcess first = Connect([], "lxc-guest-1");
        first.WaitFor($"<{Guest1}/", TimeSpan.FromSeconds(40));
        using PtyProcess second = Connect([], "lxc-guest-2");
        second.WaitFor($"<{Guest2}/", TimeSpan.FromSeconds(40));

        AssertEchoes(second, "203.0.113.9:60020", "203.0.113.9:60010");
        End(second, "guest 2");
        AssertEchoes(first, "203.0.113.9:60010");
        End(first, "guest 1");
    }

    [Theory]
    [InlineData("HostName plain.example", Public, "public", "203.0.113.7:*")]
    [InlineData("HostName six.example", Public, "public", "[2001:db8:2::7]:*")]
    [InlineData("HostName multi.example", Public, "public", "203.0.113.7:*")]
    [InlineData("HostName halfdual.example", Public, "public", "203.0.113.7:*")]
    [InlineData("HostName lxc-guest-1\nPort 22001\nMoshiUdpPort 60010-60019", Guest1, "guest1", "203.0.113.9:60010")]
    [InlineData("HostName 203.0.113.7\nProxyJump jump", Public, "public", "203.0.113.7:*")]
    [InlineData("HostName 203.0.113.7\nProxyCommand {0}/proxy %h %p", Public, "public", "203.0.113.7:*")]
    public void Through_a_live_master_nobody_logs_in_again_and_the_address_is_the_masters(string block, string host, string machine, string target)
    {
        Prepare();
        WriteConfig($"{block}\nControlPath {lab.Directory}/live");
        Ssh("-fNM");
        try
        {
            int logins = lab.LoginsAt(machine);
            using PtyProcess client = Connect();

            AssertTalks(client, host, target, block);
            Assert.Equal(logins, lab.LoginsAt(machine));
        }
        finally
        {
            Ssh("-O exit");
        }
    }

    [Fact]
    public void A_wedged_master_is_gone_round()
    {
        Prepare();
        WriteConfig($"HostName plain.example\nControlPath {lab.Directory}/wedged");
        Ssh("-fNM");
        string port = lab.Run("client", "ss -Htn state established dport = :22 | awk '{ sub(/.*:/, \"\", $3); print $3 }' | head -n 1").Trim();
        lab.AddRule("public", $"in tcp sport {port} drop");
        try
        {
            using PtyProcess client = Connect();

            client.WaitFor("ready", TimeSpan.FromSeconds(40));
            AssertEchoes(client, "203.0.113.7:*");

            // It holds on to the terminal of everybody who has come to it.
            Ssh("-O exit");
            End(client, $"wedged, port {port}");
        }
        finally
        {
            lab.ClearRules("public");
            Ssh("-O exit");
        }
    }

    [Theory]
    [InlineData("", "in meta nfproto ipv6 meta l4proto udp drop", "203.0.113.7:*")]
    [InlineData("", "in meta nfproto ipv6 meta l4proto udp reject", "203.0.113.7:*")]
    [InlineData("AddressFamily inet", "in meta nfproto ipv4 meta l4proto udp drop", "[2001:db8:2::*")]
    public void When_one_family_refuses_datagrams_the_other_takes_them(string line, string rule, string target)
    {
        Prepare();
        // What ssh uses does not bind datagrams if moshi is told otherwise.
        WriteConfig($"HostName dual.example\n{line}\nMoshiAddressFamily any");
        lab.AddRule("public", rule);
        try
        {
            using PtyProcess client = Connect();

            AssertTalks(client, Public, target, rule);
        }
        finally
        {
            lab.ClearRules("public");
        }
    }

    [Fact]
    public void A_host_that_ssh_reaches_over_IPv4_through_a_jump_host_may_be_reached_over_IPv6_directly()
    {
        Prepare();
        WriteConfig("HostName 10.0.3.20\nProxyJump jump");
        using PtyProcess client = Connect();

        // Only with a server of ours: stock's is bound to the address that ssh has reached.
        AssertTalks(client, Home, "[2001:db8:3::20]:*", "IPv6 behind a jump host");
    }

    [Fact]
    public void When_the_family_that_ssh_uses_refuses_datagrams_the_other_one_may_need_a_router()
    {
        Prepare();
        WriteConfig("HostName mixed.example");
        lab.AddRule("home", "in meta nfproto ipv6 meta l4proto udp drop");
        try
        {
            using PtyProcess client = Connect();

            AssertTalks(client, Home, "203.0.113.10:*", "mixed");
        }
        finally
        {
            lab.ClearRules("home");
        }
    }

    [Theory]
    [InlineData("ipv6", "[2001:db8:2::*", "203.0.113.*")]
    [InlineData("ipv4", "203.0.113.*", "[2001:db8:2::*")]
    public void A_session_goes_on_over_the_other_family_when_its_own_dies(string first, string before, string after)
    {
        Prepare();
        WriteConfig($"HostName dual.example\nMoshiAddressFamily prefer-{(first == "ipv6" ? "inet6" : "inet")}");
        using PtyProcess client = Connect();
        client.WaitFor("ready");
        AssertEchoes(client, before);
        lab.AddRule("client", $"out meta nfproto {first} meta l4proto udp drop");
        try
        {
            client.Write("moved\r");
            client.WaitFor("got moved", TimeSpan.FromSeconds(30));
            lab.ClearRules("client");

            AssertEchoes(client, after);
        }
        finally
        {
            lab.ClearRules("client");
        }

        End(client, "moved");
    }

    [Fact]
    public void A_guest_behind_a_router_learns_its_port_from_a_stun_server()
    {
        Prepare();
        Pairings.RequireTool("turnserver");
        // A router that lets in whatever was sent out from the same port (endpoint-independent filtering), and no forwarding that anybody has configured.
        lab.Run("gate", "nft insert rule ip nat pre ip daddr 203.0.113.9 udp dport 60500-60509 dnat to 10.0.3.12");
        lab.Run("public", $"turnserver -n -o --listening-ip=203.0.113.7 --listening-port=3478 --no-tls --no-dtls --no-auth --no-cli --log-file={lab.Directory}/turn.log --pidfile={lab.Directory}/turn.pid >/dev/null 2>&1");
        WriteConfig("HostName 10.0.3.12\nProxyJump jump\nMoshiUdpPort 60500-60509\nMoshiStun 203.0.113.7:3478");
        using PtyProcess client = Connect();

        AssertTalks(client, Guest2, "203.0.113.9:*", "stun");
    }

    [Theory]
    [InlineData("HostName 10.0.3.11\nProxyJump jump", "10.0.3.11:6000", "moshi: proxy: ssh reaches the host only by way of jump (ProxyJump), and UDP cannot follow it", "moshi --address ADDRESS target")]
    [InlineData("HostName lxc-guest-1\nPort 22001", "203.0.113.9:6000", "moshi: nat: the host is behind an address translator: ssh reaches 203.0.113.9, the host itself is 10.0.3.11", "-p udp --dport 60001:60999 -j DNAT --to-destination 10.0.3.11")]
    [InlineData("HostName lxc-guest-1\nPort 22001\nMoshiUdpPort 40310-40319:60050-60059", "203.0.113.9:4031", "UDP port 4031", "-j DNAT --to-destination 10.0.3.11")]
    [InlineData("HostName plain.example", "203.0.113.7:6000", "a firewall drops incoming UDP", "udp dport 60001-60999 accept", "in meta l4proto udp drop")]
    [InlineData("HostName dual.example\nMoshiServer /usr/bin/mosh-server", "[2001:db8:2::7]:6000", "rules that drop", "udp dport 60001-60999 accept", "in meta nfproto ipv6 meta l4proto udp drop")]
    public void Where_there_is_no_way_the_message_names_what_was_tried_and_what_to_do(string block, string tried, string cause, string fix, string? rule = null)
    {
        Prepare();
        WriteConfig(block);
        if (rule is not null)
            lab.AddRule("public", rule);
        try
        {
            using PtyProcess client = Connect();

            ExitStatus status = client.WaitForExit(TimeSpan.FromSeconds(60));

            Assert.Equal(255, status.Code);
            string said = client.Transcript[client.Transcript.LastIndexOf("moshi: the server at", StringComparison.Ordinal)..];
            Assert.Contains($"tried {tried}", said, StringComparison.Ordinal);
            Assert.True(said.Contains(cause, StringComparison.Ordinal) && said.Contains(fix, StringComparison.Ordinal), said);
        }
        finally
        {
            lab.ClearRules("public");
        }
    }

    private void Prepare()
    {
        lab.Require();
        Pairings.Require(Implementation.Ours, "moshi");
        Pairings.Require(Implementation.Ours, "mosh-server");
        lab.ForgetTraffic();
    }

    /// <summary>Lines of a Host block; moshi's own go to its own file.</summary>
    private void WriteConfig(string block)
    {
        string[] lines = block.Replace("{0}", lab.Directory, StringComparison.Ordinal).Split('\n');
        string ssh = string.Join('\n', lines.Where(static line => !line.StartsWith("Moshi", StringComparison.Ordinal)));
        string own = string.Join('\n', lines.Where(static line => line.StartsWith("Moshi", StringComparison.Ordinal)));
        string common = Common.Replace("{0}", lab.Directory, StringComparison.Ordinal);
        File.WriteAllText($"{lab.Directory}/ssh_config", $"Host target\n{ssh}\n\nHost jump\n    HostName lxc-master-1\n\n{common}\n");
        Directory.CreateDirectory($"{lab.Directory}/moshi");
        File.WriteAllText($"{lab.Directory}/moshi/config", $"Host target\n{own}\n");
    }

    private PtyProcess Connect(params string[] options) => Connect(options, "target");

    private PtyProcess Connect(string[] options, string host, string from = "client")
    {
        lab.ForgetTraffic();
        Dictionary<string, string> environment = LabEnvironment.Clean(lab.Directory);
        environment["TERM"] = "xterm-256color";
        environment["XDG_RUNTIME_DIR"] = environment["XDG_CONFIG_HOME"] = lab.Directory;
        string moshi = Programs.Require(Implementation.Ours, "moshi");
        return PtyProcess.Start(
            lab.In(from, [moshi, "-F", $"{lab.Directory}/ssh_config", "-o", "MoshiPredict=never", .. options, host, "sh", $"{lab.Directory}/talk.sh"]),
            environment,
            new TerminalSize(100, 24));
    }

    /// <summary>A master keeps what its proxy writes to.</summary>
    private void Ssh(string options) => Command.Run(lab.In("client", "sh", "-c", $"ssh -F {lab.Directory}/ssh_config {options} target </dev/null >/dev/null 2>&1"), LabEnvironment.Clean(lab.Directory));

    private void AssertTalks(PtyProcess client, string host, string target, string what)
    {
        try
        {
            client.WaitFor("ready", TimeSpan.FromSeconds(40));
            client.WaitFor($"<{host}/");
            AssertEchoes(client, target);
            End(client, what);
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"{what}: {e.Message}; sent {string.Join(' ', lab.Traffic())}", e);
        }
    }

    /// <summary>Soon everything goes to one address, whatever was tried in the beginning, or again when a busy machine kept the server silent for three seconds.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="target">The address; * for any port.</param>
    /// <param name="other">That of another session, which may be heard of too.</param>
    private void AssertEchoes(PtyProcess client, string target, string? other = null)
    {
        client.Write("settled\r");
        int seen = client.WaitFor("got settled");
        string[] targets = [];
        for (int tries = 0; tries < 3 && !IsOnly(); tries++)
        {
            lab.ForgetTraffic();
            foreach (string word in new[] { "one", "two", "three" })
            {
                client.Write(word + "\r");
                seen = client.WaitFor("got " + word, from: seen);
            }

            targets = [.. lab.Traffic().Keys.Where(to => to != other)];
        }

        Assert.True(IsOnly(), $"datagrams go to {string.Join(" and ", targets)}, not to {target} alone");

        bool IsOnly() => targets is [string only] && (target.EndsWith('*') ? only.StartsWith(target[..^1], StringComparison.Ordinal) : only == target);
    }

    private static void End(PtyProcess client, string what)
    {
        client.Write("end\r");
        ExitStatus status = client.WaitForExit(TimeSpan.FromSeconds(40));
        // A stock server does not tell the status of its program.
        Assert.True(status.Code is 3 or 0, $"{what}: {status}: {PtyProcess.Quote(client.Transcript)}");
    }
}
