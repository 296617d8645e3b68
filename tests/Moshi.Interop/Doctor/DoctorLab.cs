using System.Globalization;
using System.Text.Json;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Doctor;

/// <summary>
/// A client, a router and a host in network namespaces of their own, into which faults are put. The host's sshd is real and runs in a mount namespace, so that files of the
/// host (unit files, locales, programs) can be other ones without touching this machine's.
/// </summary>
/// <remarks><code>client 10.81.1.2 ── router 10.81.1.1, 10.81.2.1 ── host 10.81.2.2, sshd on port 22</code></remarks>
internal sealed class DoctorLab : IDisposable
{
    private static readonly string[] s_tools = ["ip", "nft", "ssh", "sshd", "ssh-keygen", "unshare", "mount"];
    private static readonly string[] s_installed = ["/usr/local/bin/moshi-server", "/usr/bin/moshi-server", "/usr/local/bin/mosh-server", "/usr/bin/mosh-server"];
    private static int s_instances;

    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"md{Environment.ProcessId % 100_000}x{Interlocked.Increment(ref s_instances)}");
    private readonly List<string> _names = [];
    private readonly List<string> _groups = [];

    private DoctorLab() => Home = Directory.CreateTempSubdirectory("moshi-lab-").FullName;

    /// <summary>Files of the lab; also the home directory of who logs in.</summary>
    public string Home { get; }

    /// <summary>The namespaces, without sshd; skips the test where that is not possible.</summary>
    public static DoctorLab Create()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        foreach (string tool in s_tools)
            Pairings.RequireTool(tool);
        Pairings.Require(Implementation.Ours, "moshi");
        var lab = new DoctorLab();
        try
        {
            lab.Build();
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>Starts sshd at the host.</summary>
    /// <param name="server">Which server a login finds; the other one is hidden.</param>
    /// <param name="configuration">More lines for sshd_config.</param>
    /// <param name="prepare">Shell commands that run before, in the mount namespace of sshd.</param>
    public void StartHost(Implementation? server, string configuration = "", string prepare = "true")
    {
        Directory.CreateDirectory($"{Home}/bin");
        if (server == Implementation.Ours)
            File.CreateSymbolicLink($"{Home}/bin/moshi-server", Programs.Require(Implementation.Ours, "moshi-server"));
        else if (server == Implementation.Stock)
            Pairings.Require(Implementation.Stock, "mosh-server");

        // What this machine has installed must not be found by accident: a file without the right to run it is no program.
        string hide = string.Join(';', s_installed.Where(path => server != Implementation.Stock || path is not "/usr/bin/mosh-server")
            .Select(static path => $"[ ! -e {path} ] || mount --bind /dev/null {path}"));
        File.WriteAllText($"{Home}/sshd_config", $"""
            Port 22
            ListenAddress 10.81.2.2
            HostKey {Home}/host_key
            AuthorizedKeysFile {Home}/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            SetEnv HOME={Home} PATH={Home}/bin:/usr/local/bin:/usr/bin:/bin
            {configuration}

            """);
        Directory.CreateDirectory("/run/sshd");
        Run("host", $"unshare -m --propagation private sh -c '{hide}; {prepare}; exec {Programs.FindInPath("sshd")} -f {Home}/sshd_config -E {Home}/sshd.log'");
        LabTime.WaitUntil(() => Run("host", "ss -ltn").Contains(":22 ", StringComparison.Ordinal), "sshd");
    }

    /// <summary>Loads rules of nft in a host.</summary>
    public void Rules(string host, string table)
    {
        File.WriteAllText($"{Home}/{host}.nft", table);
        Run(host, $"nft -f {Home}/{host}.nft");
    }

    /// <summary>Runs a shell line in a host, to its end; the output.</summary>
    public string Run(string host, string line)
    {
        Command.Outcome outcome = Command.Run(["ip", "netns", "exec", NameOf(host), "sh", "-c", line]);
        Assert.True(outcome.ExitCode == 0, $"{host}: {line}: {outcome.Error}{outcome.Output}");
        return outcome.Output;
    }

    /// <summary>What <c>moshi doctor --json</c> says at the client.</summary>
    /// <param name="options">More of its options.</param>
    public DoctorReport Examine(params string[] options)
    {
        Command.Outcome outcome = Command.Run(
            ["ip", "netns", "exec", NameOf("client"), "env", "LANG=C.UTF-8", "TERM=xterm-256color", Programs.Require(Implementation.Ours, "moshi"), "doctor", "--json", "-F", $"{Home}/ssh_config", .. options, "host"]);
        Assert.True(outcome.Output.StartsWith('{'), outcome.Output + outcome.Error);
        using var document = JsonDocument.Parse(outcome.Output);
        return DoctorReport.Read(document.RootElement, outcome.ExitCode);
    }

    /// <summary>The namespace of a host, for command lines that ssh runs.</summary>
    public string NameOf(string host) => $"{_prefix}{host}";

    /// <summary>
    /// A script for ForceCommand that runs what is asked, and when the login is over ends every server of the host: what logind and systemd do to the processes of a session or unit.
    /// </summary>
    public string WriteKiller()
    {
        File.WriteAllText($"{Home}/killer", """
            #!/bin/sh
            sh -c "$SSH_ORIGINAL_COMMAND"
            exec pkill -KILL --ns $$ --nslist net -f 'server new '

            """);
        File.SetUnixFileMode($"{Home}/killer", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"{Home}/killer";
    }

    /// <summary>Puts this lab's next sshd into a control group of systemd's hierarchy; false where there is none to write to.</summary>
    public bool TryEnterGroup(string group, out string command)
    {
        string directory = $"/sys/fs/cgroup/systemd/{group}";
        command = $"echo 0 >{directory}/cgroup.procs";
        try
        {
            Directory.CreateDirectory(directory);
            _groups.Add(directory);
            return File.Exists($"{directory}/cgroup.procs");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (string name in _names)
        {
            foreach (string process in Command.Run(["ip", "netns", "pids", name]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                ProcessTable.Send(int.Parse(process, CultureInfo.InvariantCulture), Signal.Kill);
            Command.Run(["ip", "netns", "del", name]);
        }

        foreach (string group in _groups.AsEnumerable().Reverse())
            Command.Run(["rmdir", group]);
        Directory.Delete(Home, recursive: true);
    }

    private void Build()
    {
        foreach (string host in new[] { "client", "router", "host" })
        {
            _names.Add(NameOf(host));
            Shell($"ip netns add {NameOf(host)} && ip -n {NameOf(host)} link set lo up");
        }

        Connect("client", "10.81.1.2", "10.81.1.1", "inside");
        Connect("host", "10.81.2.2", "10.81.2.1", "outside");
        Run("router", "sysctl -qw net.ipv4.ip_forward=1");
        foreach (string key in new[] { "host_key", "user_key", "other_key" })
            Shell($"ssh-keygen -q -t ed25519 -N '' -f {Home}/{key}");
        File.Copy($"{Home}/user_key.pub", $"{Home}/authorized_keys");
        File.WriteAllText($"{Home}/ssh_config", $"""
            Host host
                HostName 10.81.2.2
                User {Environment.UserName}
            IdentityFile {Home}/user_key
            IdentitiesOnly yes
            IdentityAgent none
            UserKnownHostsFile {Home}/known_hosts
            StrictHostKeyChecking no

            """);
    }

    private void Connect(string host, string address, string gateway, string device)
    {
        (string own, string router) = (NameOf(host), NameOf("router"));
        Shell($"ip link add eth0 netns {own} type veth peer name {device} netns {router} && ip -n {own} addr add {address}/24 dev eth0 && ip -n {router} addr add {gateway}/24 dev {device}"
            + $" && ip -n {own} link set eth0 up && ip -n {router} link set {device} up && ip -n {own} route add default via {gateway}");
    }

    private static void Shell(string line)
    {
        Command.Outcome outcome = Command.Run(["sh", "-c", line]);
        Assert.True(outcome.ExitCode == 0, $"{line}: {outcome.Error}");
    }
}
