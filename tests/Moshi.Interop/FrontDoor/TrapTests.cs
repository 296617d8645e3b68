using System.Diagnostics;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>What stands in the way of logins in the wild (start-up files, settings, proxies, forced commands, locales), each with the front door in front of it.</summary>
public sealed class TrapTests
{
    [Theory]
    [InlineData("printf 'no end of line'")]
    [InlineData("printf '\\033[31mred \\377\\376 8 bit'")]
    [InlineData("echo words; echo on stderr >&2; printf 'this is no MOSH CONNECT 1 '")]
    [InlineData("head -c 1000000 /dev/zero | tr '\\0' 'M'")]
    [InlineData("printf 'MOSHI-0123456789abcdef HELLO 1\\nMOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\\n'")]
    public void Start_up_files_may_print_what_they_like(string startUpFile)
    {
        using var host = SshHost.Start(new SshHostPlan { Files = [(".bashrc", startUpFile + "\n")] });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void What_is_typed_while_connecting_does_not_disturb()
    {
        using var host = SshHost.Start(new SshHostPlan { Files = [(".bashrc", "sleep 1\n")] });
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);

        session.Write("MOSH CONNECT 1 \r\n");

        session.WaitFor("ready");
        session.WaitFor("got MOSH CONNECT 1");
        session.Write("\r");
        Assert.Equal(3, session.WaitForExit().Code);
    }

    [Fact]
    public void A_narrow_terminal_on_the_way_tears_no_marker_apart()
    {
        using var host = SshHost.Start();
        using PtyProcess session = host.Connect(["--ssh-pty"], ["sh", "talk.sh"]);
        session.Resize(new Moshi.Lab.Screens.TerminalSize(20, 10));

        host.Converse(session);
    }

    [Theory]
    [InlineData("-vvv")]
    [InlineData("-v")]
    public void Banners_and_debugging_words_do_not_disturb(string option)
    {
        using var host = SshHost.Start(new SshHostPlan
        {
            SshdConfig = "Banner HOME/banner",
            Files = [("banner", "Welcome.\nMOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\nMOSHI-0 HELLO 1\n")],
        });

        host.Converse([option]);
    }

    [Fact]
    public void A_child_that_keeps_the_connection_open_is_not_waited_for()
    {
        using var host = SshHost.Start(new SshHostPlan { Files = [(".bashrc", "[ -e ~/sleeper ] || { sleep 300 & echo $! > ~/sleeper; }\n")] });

        host.Converse();

        int sleeper = int.Parse(File.ReadAllText($"{host.Home}/sleeper"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(ProcessTable.IsAlive(sleeper), "the session outlasted what it should not have waited for");
        ProcessTable.Send(sleeper, Signal.Kill);
    }

    [Fact]
    public void Forwards_in_the_configuration_are_left_out()
    {
        // The listening port is taken: the daemon's own.
        using var host = SshHost.Start(new SshHostPlan { SshConfig = "LocalForward 127.0.0.1:PORT 127.0.0.1:9\nRemoteForward 127.0.0.1:PORT 127.0.0.1:9\nExitOnForwardFailure yes" });

        host.Converse();
    }

    [Fact]
    public void A_connection_that_persists_is_made_used_and_left_alone()
    {
        using var host = SshHost.Start(new SshHostPlan { SshConfig = "ControlMaster auto\nControlPath HOME/master\nControlPersist 10m" });
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
            host.EndMaster();
        }
    }

    [Fact]
    public void A_master_that_answers_nobody_is_bypassed()
    {
        Pairings.RequireTool("socat");
        using var host = SshHost.Start(new SshHostPlan { SshConfig = "ControlPath HOME/master" });
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
    public void An_alias_is_resolved_by_ssh()
    {
        using var host = SshHost.Start(new SshHostPlan { SshConfig = "Host far-away\n  HostName 127.0.0.1\n  HostKeyAlias far" });

        host.Converse(destination: "far-away");
    }

    [Fact]
    public void A_host_behind_a_proxy_command_connects_by_the_configured_address()
    {
        Pairings.RequireTool("socat");
        using var host = SshHost.Start(new SshHostPlan { SshConfig = "Host no-such-name\n  ProxyCommand socat - TCP:127.0.0.1:PORT" });

        host.Converse(["-o", "MoshiAddress=127.0.0.1"], "no-such-name");

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void Canonical_names_and_host_key_aliases_keep_their_keys()
    {
        Pairings.RequireTool("socat");
        using var host = SshHost.Start(new SshHostPlan
        {
            SshConfig = "Host other\n  HostName localhost\n  HostKeyAlias the-key\n  ProxyCommand socat - TCP:%h:%p\n  CanonicalizeHostname always\n  StrictHostKeyChecking yes",
        });
        File.WriteAllText($"{host.Home}/known_hosts", "the-key " + File.ReadAllText($"{host.Home}/host_key.pub"));

        host.Converse(["-o", "MoshiAddress=127.0.0.1"], "other");
    }

    [Theory]
    [InlineData("RemoteCommand sh talk.sh")]
    [InlineData("RemoteCommand sh talk.sh\nRequestTTY force")]
    public void A_remote_command_of_the_configuration_is_what_runs(string configuration)
    {
        using var host = SshHost.Start(new SshHostPlan { SshConfig = configuration });
        using PtyProcess session = host.Connect([], []);

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
    public void Settings_made_for_ssh_sessions_do_not_disturb(string configuration)
    {
        using var host = SshHost.Start(new SshHostPlan { SshConfig = configuration });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void A_server_that_only_a_login_shell_finds_is_found()
    {
        using var host = SshHost.Start(new SshHostPlan { HidesStock = true, ServerDirectory = "odd/place", Files = [(".bash_profile", "PATH=~/odd/place:$PATH; export PATH\n")] });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("/usr/bin/fish")]
    [InlineData("/nonexistent/shell")]
    public void The_users_own_shell_does_not_matter(string shell)
    {
        using var host = SshHost.Start();

        host.Converse(change: environment => environment["SHELL"] = shell);
    }

    [Theory]
    [InlineData(SshDaemon.Dropbear)]
    [InlineData(SshDaemon.TinySsh)]
    public void Other_ssh_servers_will_do(SshDaemon daemon)
    {
        using var host = SshHost.Start(new SshHostPlan { Daemon = daemon });

        host.Converse();
    }

    [Theory]
    [InlineData("restrict")]
    [InlineData("no-pty")]
    [InlineData("command=\"eval \\\"$SSH_ORIGINAL_COMMAND\\\"\"")]
    [InlineData("command=\"sh -c \\\"$SSH_ORIGINAL_COMMAND\\\"\"")]
    public void Restricted_keys_and_forced_commands_that_run_what_was_asked_connect(string options)
    {
        using var host = SshHost.Start(new SshHostPlan { KeyOptions = options });

        host.Converse();
    }

    [Fact]
    public void A_forced_command_that_splits_words_without_reading_quotes_connects()
    {
        using var host = SshHost.Start(new SshHostPlan { Server = Implementation.Stock, KeyOptions = "command=\"exec $SSH_ORIGINAL_COMMAND\"" });

        host.Converse();
    }

    [Fact]
    public void A_forced_command_that_lets_only_servers_through_connects()
    {
        using var host = SshHost.Start(new SshHostPlan
        {
            KeyOptions = "command=\"HOME/gate\"",
            Files = [("gate", "#!/bin/sh\nPATH=HOME/.local/bin:$PATH\ncase $SSH_ORIGINAL_COMMAND in (moshi-server\\ *|mosh-server\\ *) eval \"$SSH_ORIGINAL_COMMAND\";; (*) echo refused >&2; exit 1;; esac\n")],
        });

        host.Converse();
    }

    [Theory]
    [InlineData("USER@guest")]
    [InlineData("ssh://USER@127.0.0.1:PORT")]
    [InlineData("ssh://guest")]
    public void Hosts_may_be_written_in_each_way(string destination)
    {
        using var host = SshHost.Start();
        string filled = destination.Replace("USER", Environment.UserName, StringComparison.Ordinal)
            .Replace("PORT", host.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        host.Converse(destination: filled);
    }

    [Theory]
    [InlineData("env -u LC_ALL SERVER")]
    [InlineData("LC_ALL=C.UTF-8 SERVER")]
    [InlineData("nice -n 1 SERVER")]
    public void The_server_command_is_the_remote_shells_to_read(string command)
    {
        using var host = SshHost.Start();
        string server = command.Replace("SERVER", $"{host.Home}/.local/bin/moshi-server", StringComparison.Ordinal);

        host.Converse(["-o", "MoshiServer=" + server]);
    }

    [Theory]
    [InlineData("#!/bin/sh\necho 'MOSH IP 127.0.0.1'\necho 'MOSH IP 127.0.0.1'\nshift\nexec /usr/bin/mosh-server new \"$@\"\n")]
    [InlineData("#!/bin/sh\necho \"mosh-server: invalid option -- 'l'\" >&2\nLC_ALL=C.UTF-8 exec /usr/bin/mosh-server new -s -- sh talk.sh\n")]
    public void Old_servers_have_other_words(string server)
    {
        using var host = SshHost.Start(new SshHostPlan { Server = Implementation.Stock, Files = [("old/mosh-server", server)] });

        host.Converse(["-o", $"MoshiServer={host.Home}/old/mosh-server"]);
    }

    [Theory]
    [InlineData("LANG=de_DE.UTF-8 LC_TIME=C")]
    [InlineData("LC_CTYPE=UTF-8")]
    [InlineData("LC_ALL=xx_YY.UTF-8")]
    [InlineData("LANG=C")]
    [InlineData("LC_ALL=POSIX")]
    [InlineData("")]
    public void Any_locale_will_do(string locale)
    {
        foreach (Implementation server in (Implementation[])[Implementation.Ours, Implementation.Stock])
        {
            using var host = SshHost.Start(new SshHostPlan { Server = server });
            host.Converse(change: environment =>
            {
                environment.Remove("LC_ALL");
                environment.Remove("LANG");
                foreach (string pair in locale.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    environment[pair.Split('=')[0]] = pair.Split('=')[1];
            });
        }
    }

    /// <summary>A home directory that machines of two architectures share, or a copy that was cut off.</summary>
    [Fact]
    public void A_server_of_ours_that_does_not_run_does_not_stand_in_stocks_way()
    {
        using var host = SshHost.Start(new SshHostPlan { Server = Implementation.Stock, Files = [(".local/bin/moshi-server", "#!/no/such/interpreter\n")] });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    [Fact]
    public void Words_like_a_servers_in_front_of_a_forced_command_are_not_taken_for_its_own()
    {
        using var host = SshHost.Start(new SshHostPlan
        {
            KeyOptions = "command=\"exec $SSH_ORIGINAL_COMMAND\"",
            Files = [(".bashrc", "echo MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\n")],
        });

        host.Converse();

        Assert.Equal(1, host.Logins);
    }

    /// <summary>ssh sends LC_TIME, the host has no such locale, and a stock server refuses them all for it.</summary>
    [Fact]
    public void A_locale_category_that_the_host_lacks_does_not_spoil_the_others()
    {
        using var host = SshHost.Start(new SshHostPlan { Server = Implementation.Stock, SshdConfig = "AcceptEnv LANG LC_*", SshConfig = "SendEnv LANG LC_*" });

        host.Converse(change: static environment =>
        {
            environment.Remove("LANG");
            environment.Remove("LC_ALL");
            environment["LC_TIME"] = "xx_YY.UTF-8";
        });
    }
}
