using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>The diagnosis that <c>moshi HOST</c> makes by itself when it fails.</summary>
public sealed class FailureDiagnosisTests
{
    [Fact]
    public void A_connection_whose_datagrams_are_dropped_ends_with_the_cause_and_the_fix()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Stock);
        lab.Rules("router", "table inet fault { chain forward { type filter hook forward priority 0; udp sport 60000-61000 drop; }; }");
        var (status, words) = Connect(lab);
        Assert.Equal(255, status);
        Assert.Contains("moshi: udp back: the server receives datagrams", words, StringComparison.Ordinal);
        Assert.Contains("  fix: ", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_key_is_explained_without_another_login()
    {
        using var lab = DoctorLab.Create();
        lab.StartHost(Implementation.Stock);
        File.Copy($"{lab.Home}/other_key.pub", $"{lab.Home}/authorized_keys", overwrite: true);
        var (status, words) = Connect(lab);
        Assert.Equal(255, status);
        Assert.Contains("moshi: login: the host accepts none of the keys", words, StringComparison.Ordinal);
        Assert.Contains("fix: ssh-copy-id host", words, StringComparison.Ordinal);
        Assert.Single(File.ReadLines($"{lab.Home}/sshd.log"), static line => line.Contains("Connection closed by authenticating user", StringComparison.Ordinal));
    }

    private static (int Status, string Words) Connect(DoctorLab lab)
    {
        var outcome = Command.Run(
            ["ip", "netns", "exec", lab.NameOf("client"), "env", "LANG=C.UTF-8", "TERM=xterm", "MOSHI_DIAGNOSE=1", Programs.Require(Implementation.Ours, "moshi"), "-F", $"{lab.Home}/ssh_config", "host", "true"],
            timeout: TimeSpan.FromSeconds(60));
        return (outcome.ExitCode, outcome.Output + outcome.Error);
    }
}
