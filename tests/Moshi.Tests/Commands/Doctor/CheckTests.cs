using System.Net;
using Moshi.Commands.Doctor.Checks;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;
using Xunit;

namespace Moshi.Tests.Commands.Doctor;

/// <summary>The checks are functions of facts: each case changes one fact of a healthy connection.</summary>
public sealed class CheckTests
{
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("192.0.2.7"), 60001);

    private static readonly HostFacts s_host = new()
    {
        User = "ann",
        Shell = "bash",
        SshConnection = "198.51.100.2 4711 192.0.2.7 22",
        Addresses = ["127.0.0.1", "192.0.2.7"],
        Server = "mosh",
        ServerPath = "/usr/bin/mosh-server",
        ServerVersion = "mosh-server (mosh 1.4.0)",
        ServerStatus = 0,
        Port = 60001,
        BoundTo = ["192.0.2.7"],
        Charset = "UTF-8",
        HasLocaleProgram = true,
        ControlGroup = "/user.slice/user-1000.slice/session-3.scope",
        ClockOffset = TimeSpan.FromSeconds(-0.4),
        ClockOffsetAtEnd = TimeSpan.FromSeconds(-0.6),
    };

    private static readonly PathFacts s_path = new()
    {
        Tried = [s_server],
        Answered = [s_server],
        Own = [IPAddress.Parse("198.51.100.2")],
        HasArrived = true,
        FirstAnswer = TimeSpan.FromMilliseconds(30),
        LargestOut = 1280,
        LargestBack = 1280,
        WasWatchedAfterLogin = true,
        AnswersAfterLogin = true,
    };

    private static readonly DoctorFacts s_healthy = new("host")
    {
        Local = new LocalFacts { SshVersion = "OpenSSH_9.2p1", Charset = "UTF-8", LocaleVariable = "LANG=C.UTF-8", Term = "xterm-256color", TerminalColors = 256, IsTerminal = true },
        Route = new RouteFacts { HostName = "host.example", User = "ann", SshReached = "192.0.2.7" },
        Login = new LoginFacts { HasHello = true, Status = 0, Time = TimeSpan.FromSeconds(0.4) },
        HostSide = s_host,
        Path = s_path,
    };

    private static PathFacts Silent => s_path with { Answered = [], HasArrived = false, FirstAnswer = null, LargestOut = 0, LargestBack = 0, WasWatchedAfterLogin = false, AnswersAfterLogin = false };

    [Fact]
    public void A_healthy_connection_passes_every_check()
    {
        IReadOnlyList<Finding> findings = AllChecks.Judge(s_healthy);
        Assert.All(findings, finding => Assert.True(finding.Result is CheckResult.Ok, $"{finding}"));
        Assert.Equal(22, findings.Count);
    }

    [Fact]
    public void Names_of_checks_are_all_different()
    {
        var names = AllChecks.Judge(s_healthy).Select(finding => finding.Check).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Without_a_host_only_this_machine_is_judged()
    {
        IReadOnlyList<Finding> findings = AllChecks.Judge(new DoctorFacts("") { Local = s_healthy.Local });
        Assert.Equal(["ssh", "config", "locale", "terminal", "clock"], findings.Select(finding => finding.Check).ToArray());
        Assert.Equal(CheckResult.Ok, FindingText.Worst(findings));
    }

    [Fact]
    public void Every_warning_and_failure_has_a_fix_and_nothing_else_has_one()
    {
        foreach (DoctorFacts facts in Sick().Select(static sick => sick.Facts))
        {
            foreach (Finding finding in AllChecks.Judge(facts))
                Assert.True(finding.Result is CheckResult.Warn or CheckResult.Fail == finding.Fix.Length > 0, $"{finding}");
        }
    }

    [Fact]
    public void Each_sickness_is_blamed_on_its_own_check()
    {
        foreach ((string name, CheckResult result, DoctorFacts facts) in Sick())
        {
            var blamed = AllChecks.Judge(facts).Where(finding => finding.Result is CheckResult.Warn or CheckResult.Fail).ToList();
            Assert.True(blamed.Exists(finding => string.Equals(finding.Check, name, StringComparison.Ordinal) && finding.Result == result), $"{name} {result}: {string.Join('\n', blamed)}");
            Assert.True(blamed.TrueForAll(finding => string.Equals(finding.Check, name, StringComparison.Ordinal) || (name is "udp out" or "udp back" && finding.Check is "firewall" or "nat")), $"{name}: {string.Join('\n', blamed)}");
        }
    }

    [Theory]
    [InlineData("ann@host: Permission denied (publickey).", "none of the keys", "ssh-copy-id host")]
    [InlineData("ssh: connect to host host.example port 22: Connection refused", "nothing listens", "systemctl start ssh")]
    [InlineData("ssh: Could not resolve hostname host.example: Name or service not known", "not known to the resolver", "getent hosts host.example")]
    [InlineData("@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.", "shows another key", "ssh-keygen -R host.example")]
    [InlineData("Host key verification failed.", "not known, or not accepted", "ssh host true")]
    [InlineData("ssh: connect to host host.example port 22: Connection timed out", "does not answer", "nc -vz host.example 22")]
    [InlineData("something new", "status 255: something new", "ssh -v host true")]
    public void Words_of_ssh_become_a_cause_and_a_command(string log, string cause, string fix)
    {
        Finding finding = LoginCheck.Login(s_healthy with { Login = new LoginFacts { Log = log, Status = 255 }, HostSide = null, Path = null });
        Assert.Equal(CheckResult.Fail, finding.Result);
        Assert.Contains(cause, finding.Text, StringComparison.Ordinal);
        Assert.Contains(fix, finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_key_is_named_with_what_the_host_would_take()
    {
        Finding finding = LoginCheck.Login(s_healthy with
        {
            Login = new LoginFacts { Log = "debug1: Offering public key: /home/ann/.ssh/id_x ED25519 SHA256:abc\nann@host: Permission denied (publickey,password).\n", Status = 255, IsBatch = true },
        });
        Assert.Contains("/home/ann/.ssh/id_x", finding.Text, StringComparison.Ordinal);
        Assert.Contains("publickey,password; it would take a password", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fix_for_a_firewall_speaks_its_language()
    {
        DoctorFacts facts = s_healthy with { Path = Silent };
        Assert.Contains("ufw allow 60001:60999/udp", PathChecks.Out(facts with { HostSide = s_host with { Firewalls = ["ufw"] } }).Fix, StringComparison.Ordinal);
        Assert.Contains("firewall-cmd --permanent --add-port=60001-60999/udp", PathChecks.Out(facts with { HostSide = s_host with { Firewalls = ["firewalld"] } }).Fix, StringComparison.Ordinal);
        Assert.Contains("nft insert rule inet filter in udp dport", PathChecks.Out(facts with { HostSide = s_host with { FirewallRules = ["nft inet filter in input: policy drop;"] } }).Fix, StringComparison.Ordinal);
        Assert.Contains("--dport 60010:60019", PathChecks.Out(facts with { Route = s_healthy.Route! with { UdpPort = "60010-60019" } }).Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Causes_are_the_worst_findings_and_none_when_all_is_well()
    {
        Assert.Empty(FindingText.RenderCauses(AllChecks.Judge(s_healthy)));
        string causes = FindingText.RenderCauses(AllChecks.Judge(s_healthy with { Path = Silent, HostSide = s_host with { ClockOffset = TimeSpan.FromHours(2), ClockOffsetAtEnd = TimeSpan.FromHours(2) } }));
        Assert.Contains("udp out", causes, StringComparison.Ordinal);
        Assert.Contains("fix: ", causes, StringComparison.Ordinal);
        Assert.DoesNotContain("clock", causes, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_document_whatever_the_texts_hold()
    {
        string json = FindingJson.Render("ho\"st", [Finding.Fail("login", "quote \" and \u001b escape", "a\\b"), Finding.Ok("ssh", "ä")], TimeSpan.FromSeconds(1.234));
        using var document = System.Text.Json.JsonDocument.Parse(json);
        Assert.Equal("fail", document.RootElement.GetProperty("result").GetString());
        Assert.Equal("ho\"st", document.RootElement.GetProperty("host").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("checks").GetArrayLength());
    }

    private static IEnumerable<(string Name, CheckResult Result, DoctorFacts Facts)> Sick()
    {
        yield return ("udp out", CheckResult.Fail, s_healthy with { Path = Silent });
        yield return ("udp out", CheckResult.Fail, s_healthy with { Path = Silent with { WasRefused = true } });
        yield return ("udp out", CheckResult.Fail, s_healthy with { Path = Silent with { SendError = "192.0.2.7:60001: Operation not permitted" } });
        yield return ("udp out", CheckResult.Fail, s_healthy with { Path = Silent, HostSide = s_host with { Addresses = ["10.0.0.2"], BoundTo = ["10.0.0.2"], SshConnection = "198.51.100.2 4711 10.0.0.2 22" } });
        yield return ("udp back", CheckResult.Fail, s_healthy with { Path = Silent with { HasArrived = true } });
        yield return ("udp back", CheckResult.Fail, s_healthy with { Path = Silent with { HasArrived = true, Probe = new ProbeFacts { IsSendForbidden = true } } });
        yield return ("bind address", CheckResult.Fail, s_healthy with { Path = Silent, HostSide = s_host with { BoundTo = ["127.0.0.1"] } });
        yield return ("bind address", CheckResult.Warn, s_healthy with { HostSide = s_host with { BoundTo = ["0.0.0.0"], ServerWords = "Error binding to IP 10.9.9.9: Cannot assign requested address" } });
        yield return ("address", CheckResult.Fail, s_healthy with { Path = null });
        yield return ("address", CheckResult.Warn, s_healthy with { Path = s_path with { Tried = [s_server, new(IPAddress.Parse("203.0.113.9"), 60001)], Answered = [new(IPAddress.Parse("203.0.113.9"), 60001)] } });
        yield return ("ports", CheckResult.Fail, s_healthy with { Path = s_path with { Answered = [new(s_server.Address, 40010)], WasSearched = true } });
        yield return ("ports", CheckResult.Fail, s_healthy with { Path = s_path with { Answered = [new(s_server.Address, 61777)] } });
        yield return ("proxy", CheckResult.Fail, s_healthy with { Path = Silent, Route = s_healthy.Route! with { ProxyJump = "jump", SshReached = null } });
        yield return ("mtu", CheckResult.Fail, s_healthy with { Path = s_path with { LargestOut = 1100, LostOut = 1150, FullSizeOut = false } });
        yield return ("mtu", CheckResult.Warn, s_healthy with { Path = s_path with { LargestOut = 1100, LostOut = 1150, FullSizeOut = true } });
        yield return ("mtu", CheckResult.Fail, s_healthy with { Path = s_path with { LargestBack = 300 } });
        yield return ("nat", CheckResult.Warn, s_healthy with { Path = s_path with { Own = [IPAddress.Parse("100.64.3.4")] } });
        yield return ("nat", CheckResult.Warn, s_healthy with { Path = s_path with { Own = [IPAddress.Parse("10.1.1.1")] }, Route = s_healthy.Route! with { SshFrom = new(IPAddress.Parse("10.1.1.1"), 5000) } });
        yield return ("nat", CheckResult.Warn, s_healthy with { Path = s_path with { Own = [IPAddress.Parse("10.1.1.1")], Probe = new ProbeFacts { IsForgotten = true, Silence = TimeSpan.FromSeconds(2.5) } } });
        yield return ("server", CheckResult.Fail, s_healthy with { HostSide = s_host with { Server = "none", ServerPath = "", Port = 0, BoundTo = [] }, Path = null });
        yield return ("server", CheckResult.Warn, s_healthy with { HostSide = s_host with { IsServerHidden = true } });
        yield return ("host locale", CheckResult.Fail, s_healthy with { HostSide = s_host with { Port = 0, BoundTo = [], ServerStatus = 1, Charset = "ANSI_X3.4-1968", ServerWords = "mosh-server needs a UTF-8 native locale to run." }, Path = null });
        yield return ("start-up files", CheckResult.Warn, s_healthy with { Login = s_healthy.Login! with { Noise = "Welcome" } });
        yield return ("logind", CheckResult.Fail, s_healthy with { HostSide = s_host with { KillUserProcesses = "yes" }, Path = s_path with { AnswersAfterLogin = false } });
        yield return ("logind", CheckResult.Fail, s_healthy with { Path = s_path with { AnswersAfterLogin = false } });
        yield return ("logind", CheckResult.Warn, s_healthy with { HostSide = s_host with { KillUserProcesses = "true" } });
        yield return ("sshd unit", CheckResult.Fail, s_healthy with { HostSide = s_host with { ControlGroup = "/system.slice/ssh@4-192.0.2.7:22.service" }, Path = s_path with { AnswersAfterLogin = false } });
        yield return ("sshd unit", CheckResult.Fail, s_healthy with { HostSide = s_host with { SocketUnits = ["ssh.socket control-group"] }, Path = s_path with { AnswersAfterLogin = false } });
        yield return ("clock", CheckResult.Fail, s_healthy with { HostSide = s_host with { ClockOffsetAtEnd = TimeSpan.FromHours(1) } });
        yield return ("clock", CheckResult.Fail, s_healthy with { Path = s_path with { ServerClockJump = TimeSpan.FromSeconds(-8), AnswersAfterLogin = false } });
        yield return ("clock", CheckResult.Fail, s_healthy with { Local = s_healthy.Local! with { ClockJump = TimeSpan.FromMinutes(3) } });
        yield return ("clock", CheckResult.Warn, s_healthy with { HostSide = s_host with { ClockOffset = TimeSpan.FromHours(-2), ClockOffsetAtEnd = TimeSpan.FromHours(-2) } });
        yield return ("locale", CheckResult.Warn, s_healthy with { Local = s_healthy.Local! with { Charset = "ANSI_X3.4-1968", LocaleVariable = "" } });
        yield return ("terminal", CheckResult.Warn, s_healthy with { Local = s_healthy.Local! with { TerminalColors = null, Term = "nosuch" } });
        yield return ("ssh config", CheckResult.Fail, s_healthy with { Route = new RouteFacts { Error = "line 3: Bad configuration option: x" }, Login = null, HostSide = null, Path = null });
        yield return ("ssh config", CheckResult.Warn, s_healthy with { Route = s_healthy.Route! with { Master = MasterState.Wedged } });
        yield return ("login", CheckResult.Fail, s_healthy with { Login = new LoginFacts { Log = "Authenticated to host ([192.0.2.7]:22) using \"publickey\".", Noise = "This account is currently not available.", Status = 1 }, HostSide = null, Path = null });
    }
}
