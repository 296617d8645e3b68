using System.Diagnostics;
using System.Globalization;
using Moshi.Interop.Wrapper;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>
/// A host to log in to: a real ssh server on loopback in a mount namespace of its own, in which the user has the login shell, the home directory and the
/// programs that the test wants. Needs root; the tests are skipped without.
/// </summary>
internal sealed class SshHost : IDisposable
{
    /// <summary>Talks on the remote terminal, in any login shell: <c>sh talk.sh</c>.</summary>
    public const string TalkScript = "echo ready; read word; echo \"got $word\"; read word; exit 3\n";

    private static readonly TerminalSize s_size = new(80, 24);

    private readonly SshHostPlan _plan;
    private readonly string _login;
    private readonly Process _daemon;

    private SshHost(SshHostPlan plan, string directory, int port, Process daemon)
    {
        _plan = plan;
        Home = directory;
        // tinysshd takes no keys from below a directory that all may write to, such as that of temporary files.
        _login = plan.Daemon == SshDaemon.TinySsh ? "/srv" : directory;
        Port = port;
        _daemon = daemon;
    }

    /// <summary>The home directory of who logs in.</summary>
    public string Home { get; }

    public int Port { get; }

    /// <summary>The name that the client's ssh_config knows the host by.</summary>
    public static string Name => "guest";

    /// <summary>What the daemon has logged.</summary>
    public string Log => File.ReadAllText($"{Home}/daemon.log");

    /// <summary>How many logins have been granted.</summary>
    public int Logins => Log.Split('\n').Count(static line =>
        line.Contains("Accepted publickey for", StringComparison.Ordinal) || line.Contains("Accepted keyboard-interactive", StringComparison.Ordinal));

    /// <summary>The client's ssh_config.</summary>
    public string SshConfigFile => $"{Home}/ssh_config";

    /// <summary>Starts it; skips the test where that is impossible.</summary>
    public static SshHost Start(SshHostPlan? wanted = null)
    {
        SshHostPlan plan = wanted ?? new SshHostPlan();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "a host with a mount namespace of its own needs root");
        foreach (string tool in (string[])["ssh", "ssh-keygen", "unshare", "mount", .. ToolsOf(plan.Daemon)])
            Pairings.RequireTool(tool);
        Pairings.Require(Implementation.Ours, "moshi");
        if (plan.Server is { } server)
            Pairings.Require(server, "mosh-server");

        string home = Directory.CreateTempSubdirectory("moshi-host-").FullName;
        int port = TcpPort.FindFree();
        WriteHome(plan, home, port);
        var start = new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", $"{home}/start.sh"]) { UseShellExecute = false, RedirectStandardInput = true };
        Process daemon = Process.Start(start)!;
        var host = new SshHost(plan, home, port, daemon);
        try
        {
            LabTime.WaitUntil(() => TcpPort.IsOpen(port), $"an ssh server; it says {(File.Exists($"{home}/daemon.log") ? host.Log : "nothing")}");
        }
        catch
        {
            host.Dispose();
            throw;
        }
        return host;
    }

    /// <summary>The environment of the client: nothing of ours, and its own home directory.</summary>
    public Dictionary<string, string> ClientEnvironment()
    {
        Dictionary<string, string> environment = LabEnvironment.Clean($"{Home}/client");
        environment["TERM"] = "xterm-256color";
        environment["XDG_RUNTIME_DIR"] = $"{Home}/client/run";
        return environment;
    }

    /// <summary>Runs <c>moshi OPTIONS guest COMMAND</c> on a terminal.</summary>
    public PtyProcess Connect(IReadOnlyList<string> options, IReadOnlyList<string> command, string? destination = null, Action<Dictionary<string, string>>? change = null)
    {
        Dictionary<string, string> environment = ClientEnvironment();
        change?.Invoke(environment);
        return PtyProcess.Start(
            [Programs.Require(Implementation.Ours, "moshi"), "-F", SshConfigFile, "-o", "MoshiPredict=never", .. options, destination ?? Name, .. command], environment, s_size);
    }

    /// <summary>A whole session: starts, answers, ends with the command's status.</summary>
    public void Converse(IReadOnlyList<string>? options = null, string? destination = null, Action<Dictionary<string, string>>? change = null, int expected = 3)
    {
        using PtyProcess session = Connect(options ?? [], [$"{_login}/talk"], destination, change);
        Converse(session, expected);
    }

    /// <summary>The conversation with talk.sh, to its end.</summary>
    public void Converse(PtyProcess session, int expected = 3)
    {
        try
        {
            session.WaitFor("ready");
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"{e.Message}; the ssh server's log:\n{Log}", e);
        }
        session.Write("hello\r");
        session.WaitFor("got hello");
        session.Write("\r");
        ExitStatus status = session.WaitForExit();
        // A stock server does not tell what became of the command.
        Assert.True(status.Code == (_plan.Server == Implementation.Stock ? 0 : expected), $"{status}; it wrote {PtyProcess.Quote(session.Transcript)}");
    }

    /// <summary>Ends every connection of the daemon without a word.</summary>
    public void KillLogins()
    {
        foreach (int child in ProcessTable.ChildrenOf(_daemon.Id))
        {
            foreach (int grandchild in ProcessTable.ChildrenOf(child))
                ProcessTable.Send(grandchild, Signal.Kill);
            ProcessTable.Send(child, Signal.Kill);
        }
    }

    /// <summary>Ends the connection that the client's ssh shares, if there is one.</summary>
    public void EndMaster() => Command.Run(["ssh", "-F", SshConfigFile, "-O", "exit", Name]);

    public void Dispose()
    {
        // A server outlives its login and its client; what it has in common with the daemon is the mount namespace.
        foreach (int process in ProcessTable.MountedLike(_daemon.Id))
            ProcessTable.Send(process, Signal.Kill);
        _daemon.WaitForExit();
        _daemon.Dispose();
        try
        {
            Directory.Delete(Home, recursive: true);
        }
        catch (IOException)
        {
            // A server that is just ending still writes there; the directory is one of the system's temporary ones.
        }
    }

    private static string[] ToolsOf(SshDaemon daemon) => daemon switch
    {
        SshDaemon.Dropbear => ["dropbear", "dropbearkey"],
        SshDaemon.TinySsh => ["tinysshd", "tinysshd-makekey", "socat"],
        _ => ["sshd"],
    };

    private static void WriteHome(SshHostPlan plan, string home, int port)
    {
        string Fill(string text) => text.Replace("HOME", home, StringComparison.Ordinal).Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("USER", LoopbackSshd.User, StringComparison.Ordinal);

        foreach (string directory in (string[])[".ssh", ".local/bin", plan.ServerDirectory, "client/run", "client/.config/moshi"])
            Directory.CreateDirectory($"{home}/{directory}");
        foreach (string directory in (string[])[home, $"{home}/.ssh", $"{home}/client", $"{home}/client/run"])
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string key in (string[])["host_key", "user_key"])
            Assert.Equal(0, Command.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{home}/{key}"]).ExitCode);
        string options = plan.KeyOptions.Length == 0 ? "" : Fill(plan.KeyOptions) + " ";
        WriteFile($"{home}/.ssh/authorized_keys", options + File.ReadAllText($"{home}/user_key.pub"));
        WriteFile($"{home}/talk.sh", TalkScript);
        WriteFile($"{home}/talk", "#!/bin/sh\n" + TalkScript);
        foreach ((string name, string text) in plan.Files)
            WriteFile($"{home}/{name}", Fill(text));
        if (plan.Server == Implementation.Ours)
        {
            File.CreateSymbolicLink($"{home}/{plan.ServerDirectory}/moshi-server", Programs.Require(Implementation.Ours, "moshi-server"));
            File.CreateSymbolicLink($"{home}/{plan.ServerDirectory}/mosh-server", Programs.Require(Implementation.Ours, "mosh-server"));
        }
        WriteFile($"{home}/ssh_config", Fill($"""
            {plan.SshConfig}
            Host guest
                HostName 127.0.0.1
            Host *
                Port PORT
                User USER
                IdentityFile HOME/user_key
                IdentitiesOnly yes
                UserKnownHostsFile HOME/known_hosts
                StrictHostKeyChecking no

            """));
        WriteFile($"{home}/sshd_config", Fill($"""
            {plan.SshdConfig}
            Port PORT
            ListenAddress 127.0.0.1
            HostKey HOME/host_key
            PidFile none
            StrictModes no
            UsePAM {(plan.PamStack.Length > 0 ? "yes" : "no")}
            PubkeyAuthentication {(plan.PamStack.Length > 0 ? "no" : "yes")}
            PasswordAuthentication no
            KbdInteractiveAuthentication {(plan.PamStack.Length > 0 ? "yes" : "no")}
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            LogLevel VERBOSE

            """));
        WriteFile($"{home}/pam", Fill(plan.PamStack));
        WriteFile($"{home}/start.sh", Fill($"""
            set -e
            awk -F: -v OFS=: -v u=USER -v h={(plan.Daemon == SshDaemon.TinySsh ? "/srv" : "HOME")} -v s={plan.Shell} '$1 == u {"{ $6 = h; $7 = s } { print }"}' /etc/passwd > HOME/passwd
            mount --bind HOME/passwd /etc/passwd
            {(plan.PamStack.Length > 0 ? "mount --bind HOME/pam /etc/pam.d/sshd" : "")}
            {(plan.Server is null || plan.HidesStock ? "if [ -e /usr/bin/mosh-server ]; then mount --bind HOME/pam /usr/bin/mosh-server; fi" : "")}
            {(plan.Daemon == SshDaemon.TinySsh ? "mount --bind HOME /srv" : "")}
            {plan.Setup}
            mkdir -p /run/sshd
            {DaemonLine(plan)}

            """));
    }

    private static string DaemonLine(SshHostPlan plan) => plan.Daemon switch
    {
        SshDaemon.Dropbear =>
            "dropbearkey -t ed25519 -f HOME/dropbear_key >/dev/null 2>&1\nexec dropbear -F -E -s -r HOME/dropbear_key -p 127.0.0.1:PORT -P HOME/dropbear.pid 2>>HOME/daemon.log",
        SshDaemon.TinySsh =>
            "tinysshd-makekey -q HOME/tinykeys\nexec socat TCP-LISTEN:PORT,bind=127.0.0.1,reuseaddr,fork EXEC:'tinysshd -v HOME/tinykeys' 2>>HOME/daemon.log",
        _ => $"exec {Programs.FindInPath("sshd")} -D -e -f HOME/sshd_config 2>>HOME/daemon.log",
    };

    private static void WriteFile(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, text.StartsWith("#!", StringComparison.Ordinal) ? mode | UnixFileMode.UserExecute : mode);
    }
}
