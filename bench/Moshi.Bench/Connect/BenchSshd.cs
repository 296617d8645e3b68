using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Connect;

/// <summary>An sshd of the bench's own on loopback, with its own keys, home directory and client configuration (the host's name is <c>host</c>).</summary>
internal sealed class BenchSshd : IDisposable
{
    private readonly Process _sshd;

    private BenchSshd(string home, Process sshd)
    {
        Home = home;
        _sshd = sshd;
    }

    /// <summary>Home directory of who logs in, and of the clients.</summary>
    public string Home { get; }

    /// <summary>For <c>ssh -F</c>.</summary>
    public string ClientConfig => $"{Home}/ssh_config";

    /// <summary>Starts it with a .bash_profile and .bashrc.</summary>
    public static BenchSshd Start(string startUpFile)
    {
        string home = Directory.CreateTempSubdirectory("moshi-bench-").FullName;
        foreach (string key in (string[])["host_key", "user_key"])
        {
            Command.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{home}/{key}"]);
        }
        File.Copy($"{home}/user_key.pub", $"{home}/authorized_keys");
        File.WriteAllText($"{home}/.bash_profile", startUpFile);
        File.WriteAllText($"{home}/.bashrc", startUpFile);
        int port = FreePort();
        File.WriteAllText($"{home}/sshd_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {home}/host_key
            AuthorizedKeysFile {home}/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            SetEnv HOME={home} SHLVL=1

            """));
        File.WriteAllText($"{home}/ssh_config", string.Create(CultureInfo.InvariantCulture, $"""
            Host host
                HostName 127.0.0.1
            Host *
                Port {port}
                User {Environment.UserName}
                IdentityFile {home}/user_key
                IdentitiesOnly yes
                UserKnownHostsFile {home}/known_hosts
                StrictHostKeyChecking no
                LogLevel ERROR

            """));
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory("/run/sshd");
        }
        Process sshd = Process.Start(new ProcessStartInfo(Programs.FindInPath("sshd")!, ["-D", "-q", "-f", $"{home}/sshd_config"]) { UseShellExecute = false, RedirectStandardInput = true })!;
        LabTime.WaitUntil(() => Listens(port), "sshd");
        return new BenchSshd(home, sshd);
    }

    /// <summary>Options of ssh that use the master's socket, or nobody's.</summary>
    public IEnumerable<string> Sharing(bool isShared) => isShared ? ["-o", $"ControlPath={Home}/master"] : ["-o", "ControlPath=none"];

    /// <summary>A master that lives until it is disposed of.</summary>
    public IDisposable OpenMaster()
    {
        Command.Run(["ssh", "-F", ClientConfig, .. Sharing(true), "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", "-N", "-f", "host"]);
        return new Master(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sshd.Kill();
        _sshd.WaitForExit();
        _sshd.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    private static bool Listens(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Master(BenchSshd sshd) : IDisposable
    {
        public void Dispose() => Command.Run(["ssh", "-F", sshd.ClientConfig, .. sshd.Sharing(true), "-O", "exit", "host"]);
    }
}
