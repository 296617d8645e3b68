using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>The login shells of the world, silent and noisy: one login, and the session is there.</summary>
public sealed class LoginShellTests
{
    private const string Loud = "printf 'no end of line'; echo words; echo more on stderr >&2; printf 'MOSHI-0 HELLO 1\\nMOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA'\n";

    // Shells without a start-up file for commands get the noise from sshd's ~/.ssh/rc, which sh runs.
    private static readonly Dictionary<string, (string Path, string File, string Noise)> s_shells = new(StringComparer.Ordinal)
    {
        ["sh"] = ("/bin/sh", ".ssh/rc", Loud),
        ["dash"] = ("/bin/dash", ".ssh/rc", Loud),
        ["bash"] = ("/bin/bash", ".bashrc", Loud + "alias sh=false env=false; printf() { :; }; echo() { builtin echo \"$@\" noise; }; cd /; set -o noclobber\n"),
        ["zsh"] = ("/bin/zsh", ".zshenv", Loud + "alias sh=false; setopt noclobber\n"),
        ["fish"] = ("/usr/bin/fish", ".config/fish/config.fish", "printf 'no end of line'; echo words; echo more >&2; function sh; echo no; end\n"),
        ["tcsh"] = ("/bin/tcsh", ".tcshrc", "echo -n 'no end of line'; echo words; alias sh false; set noclobber\n"),
        ["csh"] = ("/bin/csh", ".cshrc", "echo -n 'no end of line'; echo words; alias sh false\n"),
        ["ksh"] = ("/bin/ksh", ".ssh/rc", Loud),
        ["mksh"] = ("/bin/mksh", ".ssh/rc", Loud),
        ["yash"] = ("/usr/bin/yash", ".ssh/rc", Loud),
        ["busybox"] = ("/bin/busybox", ".ssh/rc", Loud),
        ["rc"] = ("/usr/bin/rc", ".ssh/rc", Loud),
        ["elvish"] = ("/usr/bin/elvish", ".ssh/rc", Loud),
        ["xonsh"] = ("/usr/bin/xonsh", ".ssh/rc", Loud),
    };

    public static MatrixTheoryData<string, bool> Shells => new(s_shells.Keys, [false, true]);

    [Theory, MemberData(nameof(Shells))]
    public void Every_login_shell_connects_in_one_login(string shell, bool isNoisy)
    {
        (string path, string file, string noise) = s_shells[shell];
        Pairings.RequireTool(Path.GetFileName(path));
        using var host = SshHost.Start(new SshHostPlan
        {
            // busybox is what its name says: as a shell it has to be called one.
            Shell = shell == "busybox" ? "/bin/ash" : path,
            Setup = shell == "busybox" ? "[ -e /bin/ash ] || ln -s busybox /bin/ash" : "",
            Files = isNoisy ? [(file, noise)] : [],
        });

        // elvish ends with 2 when a command of its own fails, whatever that said.
        host.Converse(expected: shell == "elvish" ? 2 : 3);

        Assert.Equal(1, host.Logins);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("fish")]
    [InlineData("tcsh")]
    [InlineData("rc")]
    public void A_stock_server_is_started_where_there_is_no_other(string shell)
    {
        using var host = SshHost.Start(new SshHostPlan { Shell = s_shells[shell].Path, Server = Implementation.Stock });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void An_account_without_a_shell_says_so()
    {
        Pairings.RequireTool("nologin");
        using var host = SshHost.Start(new SshHostPlan { Shell = "/usr/sbin/nologin" });
        using PtyProcess session = host.Connect([], []);

        ExitStatus status = session.WaitForExit();

        Assert.Equal(255, status.Code);
        Assert.Contains("not available", session.Transcript, StringComparison.Ordinal);
    }
}
