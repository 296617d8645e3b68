using Moshi.Interop.FrontDoor;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Connect;

/// <summary>What the session's program finds in its environment (SendEnv, SetEnv).</summary>
public sealed class SessionEnvironmentTests
{
    private const string Script =
        "test \"$SSH_TTY\" = \"$(tty)\" && echo tty-is-own; echo \"agent:${SSH_AUTH_SOCK-none}\"; echo \"display:${DISPLAY-none}\"; echo \"asked:${SSH_ORIGINAL_COMMAND-none}\"; " +
        "echo \"foo:$FOO\"; echo \"sent:$MY_WORD\"; echo \"kept:$MOSHI_SCROLLBACK\"; set -- $SSH_CONNECTION; echo \"port:$4\"; locale charmap; exit 3\n";

    [Theory]
    [InlineData("")]
    [InlineData("ControlMaster auto\nControlPath HOME/master\nControlPersist 10m\n")]
    public void Is_of_this_session_and_has_what_ssh_was_told_to_send(string sharing)
    {
        using var host = SshHost.Start(new SshHostPlan
        {
            SshConfig = sharing + "Match all\n ForwardAgent yes\n SetEnv FOO=\"two words\"\n SendEnv MY_*\n",
            Files = [("look.sh", Script)],
        });
        try
        {
            // The second time through a connection that is there already: its master drops what it was not told to send itself.
            for (int i = 0; i < 2; i++)
            {
                using PtyProcess session = host.Connect(["-A", "-o", "MoshiUdpPort=61400-61499", "-o", "MoshiScrollback=500"], ["sh", "look.sh"], change: static environment => environment["MY_WORD"] = "a 'b' \"c\" \\d");

                Assert.Equal(3, session.WaitForExit().Code);
                foreach (string expected in (string[])["tty-is-own", "agent:none", "display:none", "asked:none", "foo:two words", "sent:a 'b' \"c\" \\d", "kept:500", "port:614", "UTF-8"])
                    Assert.Contains(expected, session.Transcript, StringComparison.Ordinal);
            }
        }
        finally
        {
            if (sharing.Length > 0)
                host.EndMaster();
        }
    }

    [Theory]
    [InlineData("-p 61500:61599", "sh talk.sh")]
    [InlineData("-- sh HOME/talk.sh", "false")]
    public void A_forced_server_serves_sessions_only_and_by_its_own_words(string words, string command)
    {
        using var host = SshHost.Start(new SshHostPlan { KeyOptions = $"command=\"HOME/.local/bin/moshi-server --forced {words}\"" });
        using PtyProcess session = host.Connect([], [command]);

        host.Converse(session);

        Assert.Equal(1, host.Logins);
        Command.Outcome other = Command.Run(["ssh", "-F", host.SshConfigFile, SshHost.Name, "id"]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("sessions", other.Error, StringComparison.Ordinal);
    }
}
