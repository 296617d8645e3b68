using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>
/// Fourteen faults, put into a network of namespaces with a real sshd and real servers: each is named by its check, with a fix, and by no other check. What cannot be had
/// without systemd as the first process has a stand-in, named at the test.
/// </summary>
public sealed class FaultTests
{
    public static TheoryData<Implementation> Servers => Pairings.Implementations;

    [Theory]
    [MemberData(nameof(Servers))]
    public void Without_a_fault_all_is_well(Implementation server)
    {
        using DoctorLab lab = Start(server);
        DoctorReport report = lab.Examine();
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Equal("ok", report.Checks["udp back"].Result);
        Assert.Equal("ok", report.Checks["mtu"].Result);
        Assert.Contains("1280", report.Checks["mtu"].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_on_the_way_in(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayIn);
        lab.Examine().Names("udp out", "fail", "arrives");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_by_the_hosts_own_firewall_with_the_very_rule_to_add(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("host", FaultRules.HostFirewall);
        DoctorReport report = lab.Examine();
        report.Names("udp out", "fail", "incoming UDP", "firewall");
        Assert.Contains("nft insert rule inet guard gate udp dport", report.Checks["firewall"].Fix, StringComparison.Ordinal);

        // The fix is not only words.
        lab.Run("host", report.Checks["firewall"].Fix.Replace("sudo ", "", StringComparison.Ordinal).Split("   (")[0]);
        Assert.Equal(0, lab.Examine().ExitCode);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Udp_dropped_on_the_way_back(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpDroppedOnTheWayBack);
        lab.Examine().Names("udp back", "fail", "none of its answers");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Wrong_bind_address(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Examine("-o", "MoshiBindAddress=127.0.0.1").Names("bind address", "fail", "127.0.0.1");
    }

    [Fact]
    public void No_server()
    {
        using DoctorLab lab = Start(null);
        lab.Examine().Names("server", "fail", "neither moshi-server nor mosh-server");
    }

    [Fact]
    public void No_locale_for_a_stock_server()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Stock, prepare: "mount -t tmpfs none /usr/lib/locale");
        lab.Examine().Names("host locale", "fail", "UTF-8 locale");
    }

    [Fact]
    public void No_locale_is_a_warning_with_a_server_that_needs_none()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Ours, prepare: "mount -t tmpfs none /usr/lib/locale");
        lab.Examine().Names("host locale", "warn", "no UTF-8 locale");
    }

    /// <summary>Stand-in: logind's configuration is the host's own file; what it would do at the end of the login, a forced command does.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public void Killed_by_logind(Implementation server)
    {
        using var lab = DoctorLab.Create();
        Directory.CreateDirectory($"{lab.Home}/systemd");
        File.WriteAllText($"{lab.Home}/systemd/logind.conf", "[Login]\n#KillUserProcesses=no\nKillUserProcesses=yes\n");
        lab.StartHost(server, $"ForceCommand {lab.WriteKiller()}", $"mkdir -p /etc/systemd; mount --bind {lab.Home}/systemd /etc/systemd");
        lab.Examine().Names("logind", "fail", "KillUserProcesses=yes");
    }

    /// <summary>Stand-in: unit files of the host are real ones, sshd runs in the control group that systemd would have made; what systemd does to the group, a forced command does.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public void Killed_by_the_socket_unit(Implementation server)
    {
        using var lab = DoctorLab.Create();
        Directory.CreateDirectory($"{lab.Home}/systemd/system/sockets.target.wants");
        File.WriteAllText($"{lab.Home}/systemd/system/sshd.socket", "[Socket]\nListenStream=22\nAccept=yes\n");
        File.WriteAllText($"{lab.Home}/systemd/system/sshd@.service", "[Service]\nExecStart=-/usr/sbin/sshd -i\nStandardInput=socket\n");
        File.CreateSymbolicLink($"{lab.Home}/systemd/system/sockets.target.wants/sshd.socket", "../sshd.socket");
        string enter = lab.TryEnterGroup("system.slice", out _) && lab.TryEnterGroup("system.slice/sshd@0-10.81.2.2:22-10.81.1.2:4711.service", out string? command) ? command : "true";
        lab.StartHost(server, $"ForceCommand {lab.WriteKiller()}", $"{enter}; mkdir -p /etc/systemd; mount --bind {lab.Home}/systemd /etc/systemd");
        DoctorReport report = lab.Examine();
        report.Names("sshd unit", "fail", "KillMode=control-group");
        Assert.Contains("sshd@.service", report.Checks["sshd unit"].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Noisy_start_up_file_is_named_with_its_line()
    {
        using var lab = DoctorLab.Create();
        File.WriteAllText($"{lab.Home}/.bashrc", "alias ll='ls -l'\necho Welcome; printf 'no line end'\n");
        lab.StartHost(Implementation.Stock);
        Assert.SkipUnless(lab.Run("host", "getent passwd 0").TrimEnd().EndsWith("bash", StringComparison.Ordinal), "root's login shell is not bash");
        lab.Examine().Names("start-up files", "warn", ".bashrc:2:echo Welcome");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Mtu_of_1100_without_a_word(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.UdpOver1100BytesDropped);
        lab.Examine().Names("mtu", "fail", "MTU of about 1100");
    }

    [Fact]
    public void Mtu_of_1100_of_a_link_that_fragments()
    {
        using DoctorLab lab = Start(Implementation.Stock);
        lab.Run("router", "ip link set outside mtu 1100");
        lab.Run("host", "ip link set eth0 mtu 1100");
        lab.Examine().Names("mtu", "warn", "MTU of about 1100");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Port_rewritten_by_a_router(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.PortsRewritten);
        DoctorReport report = lab.Examine();
        report.Names("ports", "fail", "must go to port 6005");
        Assert.Contains("MoshiUdpPort=6005", report.Checks["ports"].Fix, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Port_rewritten_on_the_way_back(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.PortsRewrittenOnTheWayBack);
        lab.Examine().Names("ports", "fail", "61777");
    }

    /// <summary>One translator with random ports stands for the carrier's.</summary>
    [Theory]
    [MemberData(nameof(Servers))]
    public void Behind_a_translator_like_a_carriers(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.CarrierTranslator);
        lab.Examine().Names("nat", "warn", "CGNAT");
    }

    [Fact]
    public void A_translator_that_keeps_ports_is_no_fault()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        lab.Rules("router", FaultRules.HomeTranslator);
        DoctorReport report = lab.Examine();
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Contains("10.81.2.1", report.Checks["nat"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_translator_that_forgets_within_seconds_is_seen_by_a_server_of_ours()
    {
        using DoctorLab lab = Start(Implementation.Ours);
        lab.Rules("router", FaultRules.HomeTranslator);
        lab.Run("router", "sysctl -qw net.netfilter.nf_conntrack_udp_timeout=1 net.netfilter.nf_conntrack_udp_timeout_stream=1");
        lab.Examine().Names("nat", "warn", "forgets UDP");
    }

    /// <summary>Stand-in: date(1) of the host reads its offset from a file, and the start of the server, for which the clock is right, changes it.</summary>
    [Fact]
    public void Clock_that_jumps()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Stock);
        File.WriteAllText($"{lab.Home}/offset", "now");
        Program(lab, "date", $"exec /bin/date -d \"$(cat {lab.Home}/offset)\" \"$@\"");
        Program(lab, "mosh-server", $"echo 'now + 1 hour' >{lab.Home}/offset; exec /usr/bin/mosh-server \"$@\"");
        lab.Examine().Names("clock", "fail", "jumped by 60 min");
    }

    [Fact]
    public void Clock_that_is_wrong()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Stock);
        Program(lab, "date", "exec /bin/date -d 'now - 3 days' \"$@\"");
        lab.Examine().Names("clock", "warn", "3 days behind");
    }

    [Fact]
    public void Key_refused()
    {
        using DoctorLab lab = Start(Implementation.Stock);
        File.Copy($"{lab.Home}/other_key.pub", $"{lab.Home}/authorized_keys", overwrite: true);
        lab.Examine().Names("login", "fail", "user_key");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public void Host_that_only_a_ProxyCommand_reaches(Implementation server)
    {
        using DoctorLab lab = Start(server);
        lab.Rules("router", FaultRules.NothingPasses);
        string moshi = Programs.Require(Implementation.Ours, "moshi");
        lab.Examine("-o", $"ProxyCommand=ip netns exec {lab.NameOf("router")} {moshi} mosh --fake-proxy --family=inet -- %h %p").Names("proxy", "fail", "UDP cannot follow");
    }

    private static DoctorLab Start(Implementation? server)
    {
        var lab = DoctorLab.Create();
        lab.StartHost(server);
        return lab;
    }

    private static void Program(DoctorLab lab, string name, string line)
    {
        File.WriteAllText($"{lab.Home}/bin/{name}", $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode($"{lab.Home}/bin/{name}", UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
