using System.Diagnostics;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>
/// The faults of <see cref="FaultTests"/> as a person meets them who has typed <c>moshi HOST</c> at a terminal: where there is no session, its cause and the command that mends it are on the screen
/// within ten seconds; where the session survives the fault, nothing is said.
/// </summary>
public sealed class ConnectFaultTests
{
    public static TheoryData<Implementation> Servers => Pairings.Implementations;

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_on_the_way_in(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        AssertNamed(lab, "udp out: no datagram to 10.81.2.2:6000", "--dport 60001:60999 -j ACCEPT");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_by_the_hosts_own_firewall(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("host", FaultRules.HostFirewall);
        AssertNamed(lab, "firewall: at the host", "nft insert rule inet guard gate udp dport");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_on_the_way_back(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayBack);
        AssertNamed(lab, "udp back: the server receives datagrams", "--sport 60001:60999");
    }

    /// <summary>The session's own server has the only port that is configured.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_where_one_port_is_all_there_is(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        AssertNamed(lab, "udp out: no datagram to 10.81.2.2:6000", "--dport 60010 -j ACCEPT", "-o", "MoshiUdpPort=60010");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Wrong_bind_address(Implementation server)
    {
        using DoctorLab lab = Start(server);
        AssertNamed(lab, "bind address: the server is bound to 127.0.0.1", "-o MoshiBindAddress=any", "-o", "MoshiBindAddress=127.0.0.1");
    }

    [Fact]
    public void No_server()
    {
        using DoctorLab lab = Start(null);
        AssertNamed(lab, "host has neither moshi-server nor mosh-server", "moshi --install=auto host", "--install=never");
    }

    [Fact]
    public void A_server_that_does_not_start()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        AssertNamed(lab, "server: the server command does not start: no luck today", "moshi config show host", "-o", "MoshiServer=echo no luck today; false");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Killed_by_logind(Implementation server)
    {
        using var lab = DoctorLab.Create();
        Directory.CreateDirectory($"{lab.Home}/systemd");
        File.WriteAllText($"{lab.Home}/systemd/logind.conf", "[Login]\nKillUserProcesses=yes\n");
        lab.StartHost(server, $"ForceCommand {lab.WriteKiller()}", $"mkdir -p /etc/systemd; mount --bind {lab.Home}/systemd /etc/systemd");
        AssertNamed(lab, "logind: logind ends what a user started when the last login is over", "loginctl enable-linger");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Port_rewritten_by_a_router(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.PortsRewritten);
        AssertNamed(lab, "ports: a router rewrites ports", "MoshiUdpPort=6005");
    }

    [Fact]
    public void Key_refused_without_another_login()
    {
        using DoctorLab lab = Start(Implementation.Stock);
        File.Copy($"{lab.Home}/other_key.pub", $"{lab.Home}/authorized_keys", overwrite: true);
        AssertNamed(lab, "login: the host accepts none of the keys", "ssh-copy-id host");
        Assert.Single(File.ReadLines($"{lab.Home}/sshd.log"), static line => line.StartsWith("Connection from", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Host_that_only_a_ProxyCommand_reaches(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.NothingPasses);
        string moshi = Programs.Require(Implementation.Ours, "moshi");
        AssertNamed(lab, "proxy: ssh reaches the host only by a ProxyCommand", "moshi --address ADDRESS host",
            "-o", $"ProxyCommand=ip netns exec {lab.NameOf("router")} {moshi} mosh --fake-proxy --family=inet -- %h %p");
    }

    [Fact]
    public void A_configuration_that_ssh_refuses()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        AssertNamed(lab, "ssh config: ssh refuses its configuration", "ssh -G host", "-o", "NoSuchKeyword=1");
    }

    [Theory]
    [InlineData("a carrier's translator", FaultRules.CarrierTranslator, "")]
    [InlineData("ports rewritten on the way back", FaultRules.PortsRewrittenOnTheWayBack, "")]
    [InlineData("an MTU of 1100", FaultRules.UdpOver1100BytesDropped, "")]
    [InlineData("a noisy start-up file", "", "echo Welcome; printf 'no line end'")]
    public void What_a_session_survives_is_no_reason_for_words(string fault, string rules, string startUp)
    {
        using var lab = DoctorLab.Create();
        if (startUp.Length > 0)
            File.WriteAllText($"{lab.Home}/.bashrc", startUp + "\n");
        lab.StartHost(Implementation.Ours);
        if (rules.Length > 0)
            lab.Rules("router", rules);
        using PtyProcess client = Connect(lab, []);
        client.Write("seq 4000 4200; echo all-$((6*7))-is-well\r");
        client.WaitFor("all-42-is-well", TimeSpan.FromSeconds(30));
        client.Write("exit 4\r");
        ExitStatus status = client.WaitForExit();
        Assert.True(status.Code == 4, $"{fault}: {status}: {PtyProcess.Quote(client.Transcript)}");
        Assert.DoesNotContain("fix:", client.Transcript, StringComparison.Ordinal);
    }

    /// <summary>The bootstrap's own connection serves the diagnosis: a code that is good once would not be there for another login.</summary>
    [Fact]
    public void The_diagnosis_makes_no_login_of_its_own()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        AssertNamed(lab, "udp out: ", "--dport");
        Assert.Single(File.ReadLines($"{lab.Home}/sshd.log"), static line => line.Contains("Accepted publickey", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_answers_late_ends_the_search_without_a_word()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        using PtyProcess client = Connect(lab, []);
        client.WaitFor("Nothing received");
        LabTime.WaitUntil(() => lab.Run("host", "ss -Hlun").Split('\n').Count(static line => line.Contains(":6000", StringComparison.Ordinal)) > 1, "the search's own server");
        lab.Run("router", "nft flush ruleset");
        client.Write("echo all-$((6*7))-is-well\r");
        client.WaitFor("all-42-is-well", TimeSpan.FromSeconds(30));
        client.Write("exit\r");
        Assert.Equal(0, client.WaitForExit().Code);
        Assert.DoesNotContain("fix:", client.Transcript, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u0003")]
    [InlineData("\u001e.")]
    public void While_the_cause_is_looked_for_the_user_may_leave(string keys)
    {
        using DoctorLab lab = Start(Implementation.Ours);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        using PtyProcess client = Connect(lab, []);
        LabTime.WaitUntil(() => client.Pump(TimeSpan.Zero) && lab.Run("host", "ss -Hlun").Split('\n').Count(static line => line.Contains(":6000", StringComparison.Ordinal)) > 1, "the search's own server");
        client.Write(keys);
        client.WaitForExit(TimeSpan.FromSeconds(10));

        // Nothing of it stays at the host but the server that nobody has ever spoken to.
        LabTime.WaitUntil(() => lab.Run("host", "ss -Hlun").Split('\n').Count(static line => line.Contains(":6000", StringComparison.Ordinal)) < 2, "the end of the search's server");
    }

    private static DoctorLab Start(Implementation? server)
    {
        var lab = DoctorLab.Create();
        lab.StartHost(server, "LogLevel VERBOSE");
        return lab;
    }

    private static PtyProcess Connect(DoctorLab lab, string[] options)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean($"{lab.Home}/client");
        environment["TERM"] = "xterm-256color";
        environment["XDG_RUNTIME_DIR"] = lab.Home;
        return PtyProcess.Start(
            ["ip", "netns", "exec", lab.NameOf("client"), Programs.Require(Implementation.Ours, "moshi"), "-F", $"{lab.Home}/ssh_config", "-o", "MoshiPredict=never", .. options, "host"],
            environment, new TerminalSize(100, 24));
    }

    /// <summary>The connection fails; what is left on the screen are one message, the cause and the fix.</summary>
    private static void AssertNamed(DoctorLab lab, string cause, string fix, params string[] options)
    {
        var watch = Stopwatch.StartNew();
        using PtyProcess client = Connect(lab, options);
        ExitStatus status = client.WaitForExit(TimeSpan.FromSeconds(60));
        double seconds = watch.Elapsed.TotalSeconds;
        TestContext.Current.SendDiagnosticMessage("{0}: {1:0.0} s", TestContext.Current.Test?.TestDisplayName ?? "", seconds);
        string left = client.Transcript[(client.Transcript.LastIndexOf("\u001b[?1049l", StringComparison.Ordinal) + 1)..];
        Assert.True(status.Code == 255, $"{status}: {PtyProcess.Quote(left)}");
        Assert.True(left.Contains($"moshi: {cause}", StringComparison.Ordinal), $"{PtyProcess.Quote(left)} after {seconds:0.0} s");
        Assert.True(left.Contains(fix, StringComparison.Ordinal), PtyProcess.Quote(left));
        Assert.True(left.Split("fix: ").Length <= 2, $"more than one fix: {PtyProcess.Quote(left)}");
    }
}
