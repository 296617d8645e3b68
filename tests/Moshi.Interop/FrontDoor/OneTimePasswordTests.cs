using Moshi.Lab.Processes;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>Logins that cost something: a code that is good once.</summary>
public sealed class OneTimePasswordTests
{
    // Takes each code of ~/codes once and writes down every attempt.
    private const string Checker = "#!/bin/sh\ncode=$(head -c 64 | tr -d '\\000')\necho \"$code\" >> HOME/attempts\ngrep -qx \"$code\" HOME/codes || exit 1\nsed -i \"/^$code\\$/d\" HOME/codes\n";

    private const string Stack = "auth required pam_exec.so expose_authtok HOME/check\nauth required pam_permit.so\naccount required pam_permit.so\nsession required pam_permit.so\n";

    [Fact]
    public void A_code_is_asked_for_once_and_used_once()
    {
        using var host = SshHost.Start(Plan());
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.WaitFor("assword:");
        session.Write("111111\r");

        host.Converse(session);
        Assert.Equal(["111111"], File.ReadAllLines($"{host.Home}/attempts"));
        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void A_wrong_code_can_be_corrected()
    {
        using var host = SshHost.Start(Plan());
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        int at = session.WaitFor("assword:");
        session.Write("999999\r");
        session.WaitFor("assword:", from: at);
        session.Write("222222\r");

        host.Converse(session);
        Assert.Equal(["999999", "222222"], File.ReadAllLines($"{host.Home}/attempts"));
    }

    [Fact]
    public void Through_a_live_master_no_code_is_needed()
    {
        using var host = SshHost.Start(Plan() with { SshConfig = "ControlMaster auto\nControlPath HOME/master\nControlPersist 10m" });
        try
        {
            using (PtyProcess first = host.Connect([], ["sh", "talk.sh"]))
            {
                first.WaitFor("assword:");
                first.Write("111111\r");
                host.Converse(first);
            }

            host.Converse();

            Assert.Equal(["111111"], File.ReadAllLines($"{host.Home}/attempts"));
        }
        finally
        {
            host.EndMaster();
        }
    }

    [Fact]
    public void Ctrl_C_at_the_prompt_ends_it()
    {
        using var host = SshHost.Start(Plan());
        using PtyProcess session = host.Connect([], []);
        session.WaitFor("assword:");

        session.Write("\x03");

        ExitStatus status = session.WaitForExit();
        Assert.True(status.Code is 255 or 130 || status.Signal == (int)Signal.Interrupt, status.ToString());
        Assert.False(File.Exists($"{host.Home}/attempts"));
    }

    [Fact]
    public void A_host_that_closes_after_the_login_is_not_given_a_second_code()
    {
        // No module says yes to the credentials: sshd accepts the code, and then hangs up.
        using var host = SshHost.Start(Plan() with { PamStack = Stack.Replace("auth required pam_permit.so\n", "", StringComparison.Ordinal) });
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);
        session.WaitFor("assword:");

        session.Write("111111\r");

        Assert.Equal(255, session.WaitForExit().Code);
        Assert.Contains("closed the connection", session.Transcript, StringComparison.Ordinal);
        Assert.Equal(["111111"], File.ReadAllLines($"{host.Home}/attempts"));
        Assert.Equal(1, host.Logins);
    }

    private static SshHostPlan Plan() => new()
    {
        PamStack = Stack,
        Files = [("check", Checker), ("codes", "111111\n222222\n")],
    };
}
