using System.Diagnostics;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>Traps that stood in the way of a login in the wild (demand-and-peers §5, T01-T24), each with the front door in front of it.</summary>
public sealed class TrapTests
{
    [Theory]
    [InlineData("printf 'no end of line'")]
    [InlineData("printf '\\033[31mred \\377\\376 8 bit'")]
    [InlineData("echo words; echo on stderr >&2; printf 'this is no MOSH CONNECT 1 '")]
    [InlineData("head -c 1000000 /dev/zero | tr '\\0' 'M'")]
    [InlineData("printf 'MOSHI-0123456789abcdef HELLO 1\\nMOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\\n'")]
    public void T01_start_up_files_may_print_what_they_like(string startUpFile)
    {
        using SshHost host = Start(new SshHostPlan { Files = Files((".bashrc", startUpFile + "\n")) });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void T02_what_is_typed_while_connecting_does_not_disturb()
    {
        using SshHost host = Start(new SshHostPlan { Files = Files((".bashrc", "sleep 1\n")) });
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.Write("MOSH CONNECT 1 \r\n");

        session.WaitFor("ready");
        session.WaitFor("got MOSH CONNECT 1");
        session.Write("\r");
        Assert.Equal(3, session.WaitForExit().Code);
    }

    [Fact]
    public void T03_a_narrow_terminal_on_the_way_tears_no_marker_apart()
    {
        using SshHost host = Start();
        using PtyProcess session = host.Connect(["--ssh-pty"], ["sh", "talk.sh"]);
        session.Resize(new Moshi.Lab.Screens.TerminalSize(20, 10));

        host.Converse(session);
    }

    [Theory]
    [InlineData("-vvv")]
    [InlineData("-v")]
    public void T04_banners_and_debugging_words_do_not_disturb(string option)
    {
        using SshHost host = Start(new SshHostPlan
        {
            SshdConfig = "Banner HOME/banner",
            Files = Files(("banner", "Welcome.\nMOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\nMOSHI-0 HELLO 1\n")),
        });

        host.Converse([option]);
    }

    [Fact]
    public void T05_a_child_that_keeps_the_connection_open_is_not_waited_for()
    {
        using SshHost host = Start(new SshHostPlan { Files = Files((".bashrc", "[ -e ~/sleeper ] || { sleep 300 & echo $! > ~/sleeper; }\n")) });

        host.Converse();

        int sleeper = int.Parse(File.ReadAllText($"{host.Home}/sleeper"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ProcessTable.IsAlive(sleeper), "the session outlasted what it should not have waited for");
        ProcessTable.Send(sleeper, Signal.Kill);
    }

    [Fact]
    public void T05_forwards_in_the_configuration_are_left_out()
    {
        // The listening port is taken: the daemon's own.
        using SshHost host = Start(new SshHostPlan { SshConfig = "LocalForward 127.0.0.1:PORT 127.0.0.1:9\nRemoteForward 127.0.0.1:PORT 127.0.0.1:9\nExitOnForwardFailure yes" });

        host.Converse();
    }

    [Fact]
    public void T06_T07_a_connection_that_persists_is_made_used_and_left_alone()
    {
        using SshHost host = Start(new SshHostPlan { SshConfig = "ControlMaster auto\nControlPath HOME/master\nControlPersist 10m" });
        try
        {
            host.Converse();
            Assert.True(File.Exists($"{host.Home}/master"), "the user's settings make a master");

            host.Converse();

            Assert.Equal(1, host.Logins);
            Command.Outcome check = Command.Run(["ssh", "-F", host.SshConfigFile, "-O", "check", SshHost.Name]);
            Assert.True(check.ExitCode == 0, check.Error);
        }
        finally
        {
            Command.Run(["ssh", "-F", host.SshConfigFile, "-O", "exit", SshHost.Name]);
        }
    }

    [Fact]
    public void T07_a_master_that_answers_nobody_is_bypassed()
    {
        Pairings.RequireTool("socat");
        using SshHost host = Start(new SshHostPlan { SshConfig = "ControlPath HOME/master" });
        using Process mute = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("socat", [$"UNIX-LISTEN:{host.Home}/master,fork", "EXEC:sleep 600"]))!;
        try
        {
            LabTime.WaitUntil(() => File.Exists($"{host.Home}/master"), "a mute master");

            host.Converse();
        }
        finally
        {
            foreach (int child in ProcessTable.ChildrenOf(mute.Id))
                ProcessTable.Send(child, Signal.Kill);
            mute.Kill();
            mute.WaitForExit();
        }
    }

    [Fact]
    public void T09_an_alias_is_resolved_by_ssh()
    {
        using SshHost host = Start(new SshHostPlan { SshConfig = "Host far-away\n  HostName 127.0.0.1\n  HostKeyAlias far" });

        host.Converse(destination: "far-away");
    }

    [Fact]
    public void T10_a_host_behind_a_proxy_command_connects_by_the_configured_address()
    {
        Pairings.RequireTool("socat");
        using SshHost host = Start(new SshHostPlan { SshConfig = "Host no-such-name\n  ProxyCommand socat - TCP:127.0.0.1:PORT" });

        host.Converse(["-o", "MoshiAddress=127.0.0.1"], "no-such-name");

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void T11_canonical_names_and_host_key_aliases_keep_their_keys()
    {
        Pairings.RequireTool("socat");
        using SshHost host = Start(new SshHostPlan
        {
            SshConfig = "Host other\n  HostName localhost\n  HostKeyAlias the-key\n  ProxyCommand socat - TCP:%h:%p\n  CanonicalizeHostname always\n  StrictHostKeyChecking yes",
        });
        File.WriteAllText($"{host.Home}/known_hosts", "the-key " + File.ReadAllText($"{host.Home}/host_key.pub"));

        host.Converse(["-o", "MoshiAddress=127.0.0.1"], "other");
    }

    [Theory]
    [InlineData("RemoteCommand", "RemoteCommand sh talk.sh")]
    [InlineData("RemoteCommand and a terminal", "RemoteCommand sh talk.sh\nRequestTTY force")]
    public void T12_a_remote_command_of_the_configuration_is_what_runs(string what, string configuration)
    {
        using SshHost host = Start(new SshHostPlan { SshConfig = configuration });
        using PtyProcess session = host.Connect([], []);

        Assert.NotEmpty(what);
        host.Converse(session);
    }

    [Theory]
    [InlineData("RemoteCommand true")]
    [InlineData("RequestTTY force")]
    [InlineData("RequestTTY no")]
    [InlineData("ForkAfterAuthentication yes")]
    [InlineData("SessionType none")]
    [InlineData("StdinNull yes")]
    [InlineData("Tunnel yes")]
    [InlineData("LogLevel DEBUG3")]
    [InlineData("LogLevel QUIET")]
    [InlineData("PermitLocalCommand yes\nLocalCommand echo MOSH CONNECT 1 AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("EscapeChar none\nServerAliveInterval 1\nTCPKeepAlive no")]
    [InlineData("ForwardAgent yes\nForwardX11 yes\nCompression yes")]
    public void T13_settings_made_for_ssh_sessions_do_not_disturb(string configuration)
    {
        using SshHost host = Start(new SshHostPlan { SshConfig = configuration });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void T15_a_server_that_only_a_login_shell_finds_is_found()
    {
        using SshHost host = Start(new SshHostPlan { HidesStock = true, ServerDirectory = "odd/place", Files = Files((".bash_profile", "PATH=~/odd/place:$PATH; export PATH\n")) });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("/usr/bin/fish")]
    [InlineData("/nonexistent/shell")]
    public void T17_the_users_own_shell_does_not_matter(string shell)
    {
        using SshHost host = Start();

        host.Converse(change: environment => environment["SHELL"] = shell);
    }

    [Theory]
    [InlineData(SshDaemon.Dropbear)]
    [InlineData(SshDaemon.TinySsh)]
    public void T18_other_ssh_servers_will_do(SshDaemon daemon)
    {
        using SshHost host = Start(new SshHostPlan { Daemon = daemon });

        host.Converse();
    }

    [Theory]
    [InlineData("restrict")]
    [InlineData("no-pty")]
    [InlineData("command=\"eval \\\"$SSH_ORIGINAL_COMMAND\\\"\"")]
    [InlineData("command=\"sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"\"")]
    public void T19_restricted_keys_and_forced_commands_that_run_what_was_asked_connect(string options)
    {
        using SshHost host = Start(new SshHostPlan { KeyOptions = options });

        host.Converse();
    }

    [Fact]
    public void T19_a_forced_command_that_splits_words_without_reading_quotes_connects()
    {
        using SshHost host = Start(new SshHostPlan { Server = Implementation.Stock, KeyOptions = "command=\"exec $SSH_ORIGINAL_COMMAND\"" });

        host.Converse();
    }

    [Fact]
    public void T19_a_forced_command_that_lets_only_servers_through_connects()
    {
        using SshHost host = Start(new SshHostPlan
        {
            KeyOptions = "command=\"HOME/gate\"",
            Files = Files(("gate", "#!/bin/sh\nPATH=HOME/.local/bin:$PATH\ncase $SSH_ORIGINAL_COMMAND in (moshi-server\\ *|mosh-server\\ *) eval \"$SSH_ORIGINAL_COMMAND\";; (*) echo refused >&2; exit 1;; esac\n")),
        });

        host.Converse();
    }

    [Theory]
    [InlineData("USER@guest")]
    [InlineData("ssh://USER@127.0.0.1:PORT")]
    [InlineData("ssh://guest")]
    public void T20_hosts_may_be_written_in_each_way(string destination)
    {
        using SshHost host = Start();
        string filled = destination.Replace("USER", Environment.UserName, StringComparison.Ordinal)
            .Replace("PORT", host.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        host.Converse(destination: filled);
    }

    [Theory]
    [InlineData("env -u LC_ALL SERVER")]
    [InlineData("LC_ALL=C.UTF-8 SERVER")]
    [InlineData("nice -n 1 SERVER")]
    public void T21_the_server_command_is_the_remote_shells_to_read(string command)
    {
        using SshHost host = Start();
        string server = command.Replace("SERVER", $"{host.Home}/.local/bin/moshi-server", StringComparison.Ordinal);

        host.Converse(["-o", "MoshiServer=" + server]);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho 'MOSH IP 127.0.0.1'\necho 'MOSH IP 127.0.0.1'\nshift\nexec /usr/bin/mosh-server new \"$@\"\n")]
    [InlineData("#!/bin/sh\necho \"mosh-server: invalid option -- 'l'\" >&2\nLC_ALL=C.UTF-8 exec /usr/bin/mosh-server new -s -- sh talk.sh\n")]
    public void T22_old_servers_have_other_words(string server)
    {
        using SshHost host = Start(new SshHostPlan { Server = Implementation.Stock, Files = Files(("old/mosh-server", server)) });

        host.Converse(["-o", $"MoshiServer={host.Home}/old/mosh-server"]);
    }

    [Theory]
    [InlineData("LANG=de_DE.UTF-8 LC_TIME=C")]
    [InlineData("LC_CTYPE=UTF-8")]
    [InlineData("LC_ALL=xx_YY.UTF-8")]
    [InlineData("LANG=C")]
    [InlineData("LC_ALL=POSIX")]
    [InlineData("")]
    public void T23_any_locale_will_do(string locale)
    {
        foreach (Implementation server in (Implementation[])[Implementation.Ours, Implementation.Stock])
        {
            using SshHost host = Start(new SshHostPlan { Server = server });
            host.Converse(change: environment =>
            {
                environment.Remove("LC_ALL");
                environment.Remove("LANG");
                foreach (string pair in locale.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    environment[pair.Split('=')[0]] = pair.Split('=')[1];
            });
        }
    }

    [Fact]
    public void T24_nothing_logs_in_twice()
    {
        using SshHost host = Start();

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    private static SshHost Start(SshHostPlan? plan = null) => SshHost.Start(plan);

    /// <summary>A home directory that machines of two architectures share, or a copy that was cut off.</summary>
    [Fact]
    public void Server_of_ours_that_does_not_run_keeps_stock_from_nothing()
    {
        using SshHost host = Start(new SshHostPlan { Server = Implementation.Stock, Files = Files((".local/bin/moshi-server", "#!/no/such/interpreter\n")) });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void Words_like_a_servers_in_front_of_a_forced_command_are_not_taken_for_it()
    {
        using SshHost host = Start(new SshHostPlan
        {
            KeyOptions = "command=\"exec $SSH_ORIGINAL_COMMAND\"",
            Files = Files((".bashrc", "echo MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\n")),
        });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    /// <summary>ssh sends LC_TIME, the host has no such locale, and a stock server refuses them all for it.</summary>
    [Fact]
    public void T23_category_that_the_host_lacks_does_not_spoil_the_others()
    {
        using SshHost host = Start(new SshHostPlan { Server = Implementation.Stock, SshdConfig = "AcceptEnv LANG LC_*", SshConfig = "SendEnv LANG LC_*" });

        host.Converse(change: static environment =>
        {
            environment.Remove("LANG");
            environment.Remove("LC_ALL");
            environment["LC_TIME"] = "xx_YY.UTF-8";
        });
    }

    private static Dictionary<string, string> Files(params (string Name, string Text)[] files) => files.ToDictionary(static file => file.Name, static file => file.Text, StringComparer.Ordinal);
}
