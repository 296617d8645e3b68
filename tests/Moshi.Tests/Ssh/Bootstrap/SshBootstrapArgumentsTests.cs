using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class SshBootstrapArgumentsTests
{
    private static readonly SshBootstrapArguments s_arguments = new()
    {
        Ssh = ["ssh"],
        Options = ["-p", "2222", "-l", "ann"],
        Host = "h",
        Settings = SshSettings.Parse("hostname h\nloglevel INFO\nsessiontype default\nconnecttimeout none\n"),
        LogFile = "/run/x/log",
    };

    [Fact]
    public void Command_goes_through_whatever_is_configured_for_sessions()
    {
        string line = string.Join(' ', s_arguments.With("CMD"));
        Assert.Equal(
            "ssh -E /run/x/log -o LogLevel=VERBOSE -p 2222 -l ann -T -a -x -o RemoteCommand=none -o ClearAllForwardings=yes -o ExitOnForwardFailure=no -o Tunnel=no -o RequestTTY=no "
            + "-o SessionType=default -o ConnectTimeout=15 -- h CMD",
            line);
    }

    [Fact]
    public void Keyword_that_this_ssh_does_not_know_is_not_given()
    {
        string line = string.Join(' ', (s_arguments with { Settings = SshSettings.Parse("loglevel DEBUG2\nconnecttimeout 7\n") }).With("CMD"));
        Assert.DoesNotContain("SessionType", line, StringComparison.Ordinal);
        Assert.DoesNotContain("LogLevel", line, StringComparison.Ordinal);
        Assert.DoesNotContain("ConnectTimeout", line, StringComparison.Ordinal);
        Assert.DoesNotContain("IgnoreUnknown", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_that_others_will_share_is_not_crippled()
    {
        IReadOnlyList<string> words = (s_arguments with { MakesSharedMaster = true }).With("CMD");
        Assert.DoesNotContain(words, static word => word is "-a");
        Assert.DoesNotContain(words, static word => word is "-x");
        Assert.DoesNotContain(words, static word => word.StartsWith("Control", StringComparison.Ordinal));
    }

    [Fact]
    public void Connection_of_our_own_goes_before_the_users_socket()
    {
        var words = (s_arguments with { PrivateMaster = "/run/x/m", Options = ["-S", "/other", "-M", "-o", "ControlPath=/third"] }).With("CMD").ToList();
        Assert.DoesNotContain(words, static word => word is "-S");
        Assert.True(words.IndexOf("ControlPath=/run/x/m") < words.IndexOf("ControlPath=/third"));
    }

    [Fact]
    public void What_the_user_asks_for_is_not_taken_back()
    {
        IReadOnlyList<string> words = (s_arguments with { ForwardsAgent = true, Pty = true, Options = ["-A"] }).With("CMD");
        Assert.Contains(words, static word => word is "-A");
        Assert.DoesNotContain(words, static word => word is "-a");
        Assert.Contains(words, static word => word is "-tt");
        Assert.DoesNotContain(words, static word => word is "RequestTTY=no");
    }
}
