using System.Globalization;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>The doctor where ssh shares connections: real masters, alive, stopped and cut off.</summary>
public sealed class MasterTests
{
    [Theory]
    [InlineData(Implementation.Ours)]
    [InlineData(Implementation.Stock)]
    public void A_live_master_is_used_and_nobody_logs_in_again(Implementation server)
    {
        using DoctorLab lab = Start(server, out _);
        DoctorReport report = lab.Examine();
        Assert.True(report.ExitCode == 0, report.ToString());
        Assert.Contains("through a live master", report.Checks["ssh config"].Text, StringComparison.Ordinal);
        Assert.Contains("10.81.2.2", report.Checks["address"].Text, StringComparison.Ordinal);
        Assert.Equal(1, Logins(lab));
    }

    [Fact]
    public void A_fault_is_named_through_a_live_master_too()
    {
        using DoctorLab lab = Start(Implementation.Ours, out _);
        lab.Rules("router", "table inet fault { chain forward { type filter hook forward priority 0; udp sport 60000-61000 drop; }; }");
        lab.Examine().Names("udp back", "fail", "none of its answers");
        Assert.Equal(1, Logins(lab));
    }

    [Fact]
    public void A_stopped_master_is_named_and_passed_by_and_its_socket_can_be_removed()
    {
        using DoctorLab lab = Start(Implementation.Ours, out int master);
        ProcessTable.Send(master, Signal.Stop);
        try
        {
            DoctorReport report = lab.Examine();
            report.Names("ssh config", "warn", "does not answer");
            Assert.Equal("ok", report.Checks["udp back"].Result);

            lab.Run("client", report.Checks["ssh config"].Fix.Split("   (")[0]);
            Assert.Equal(0, lab.Examine().ExitCode);
        }
        finally
        {
            ProcessTable.Send(master, Signal.Kill);
        }
    }

    [Fact]
    public void A_master_whose_connection_was_cut_off_is_named_and_passed_by()
    {
        using DoctorLab lab = Start(Implementation.Ours, out _);
        string port = lab.Run("client", "ss -Htn state established dport = :22 | awk '{ sub(/.*:/, \"\", $3); print $3 }' | head -n 1").Trim();
        lab.Rules("router", $"table inet cut {{ chain forward {{ type filter hook forward priority 0; tcp sport {port} drop; tcp dport {port} drop; }}; }}");
        DoctorReport report = lab.Examine();
        report.Names("ssh config", "warn", "does not answer through it");
        Assert.Equal("ok", report.Checks["udp back"].Result);

        lab.Run("client", report.Checks["ssh config"].Fix.Replace("ssh ", $"ssh -F {lab.Home}/ssh_config ", StringComparison.Ordinal));
        Assert.Equal(0, lab.Examine().ExitCode);
    }

    private static DoctorLab Start(Implementation server, out int master)
    {
        var lab = DoctorLab.Create();
        lab.StartHost(server, "LogLevel VERBOSE");
        File.WriteAllText($"{lab.Home}/ssh_config", $"ControlPath {lab.Home}/master\n{File.ReadAllText($"{lab.Home}/ssh_config")}");
        lab.Run("client", $"ssh -F {lab.Home}/ssh_config -fNM host </dev/null >/dev/null 2>&1");
        string check = lab.Run("client", $"ssh -F {lab.Home}/ssh_config -O check host 2>&1");
        master = int.Parse(check.Split("pid=")[1].Split(')')[0], CultureInfo.InvariantCulture);
        return lab;
    }

    private static int Logins(DoctorLab lab) => File.ReadLines($"{lab.Home}/sshd.log").Count(static line => line.Contains("Accepted publickey", StringComparison.Ordinal));
}
