using System.Diagnostics;
using System.Globalization;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary>A real sshd of the tests' own on loopback: own keys, own configuration, own home directory; login by key as the user who runs the tests.</summary>
internal sealed class LoopbackSshd : IDisposable
{
    private readonly Process _sshd;

    private LoopbackSshd(string directory, int port, Process sshd)
    {
        Home = directory;
        Port = port;
        _sshd = sshd;
    }

    /// <summary>The home directory of who logs in, and where everything is.</summary>
    public string Home { get; }

    public int Port { get; }

    public static string User => Environment.UserName;

    /// <summary>What to give to <c>--ssh</c>.</summary>
    public string SshCommand => $"ssh -F {Home}/ssh_config";

    /// <summary>Starts it; skips the test where there is none.</summary>
    /// <param name="startUpFile">Becomes the .bashrc of who logs in.</param>
    public static LoopbackSshd Start(string startUpFile = "")
    {
        foreach (string tool in new[] { "sshd", "ssh", "ssh-keygen" })
            Pairings.RequireTool(tool);
        string directory = Directory.CreateTempSubdirectory("moshi-sshd-").FullName;
        foreach (string key in new[] { "host_key", "user_key" })
            Assert.Equal(0, Command.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{directory}/{key}"]).ExitCode);
        File.Copy($"{directory}/user_key.pub", $"{directory}/authorized_keys");
        File.WriteAllText($"{directory}/.bashrc", startUpFile);
        int port = TcpPort.FindFree();
        File.WriteAllText($"{directory}/sshd_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            ListenAddress 127.0.0.1
            HostKey {directory}/host_key
            AuthorizedKeysFile {directory}/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            SetEnv HOME={directory}

            """));
        File.WriteAllText($"{directory}/ssh_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {port}
            IdentityFile {directory}/user_key
            IdentitiesOnly yes
            UserKnownHostsFile {directory}/known_hosts
            StrictHostKeyChecking no
            BatchMode yes
            LogLevel ERROR

            """));
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        Process sshd = Process.Start(new ProcessStartInfo(Programs.FindInPath("sshd")!, ["-D", "-e", "-f", $"{directory}/sshd_config"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        sshd.ErrorDataReceived += static (_, _) => { };
        sshd.BeginErrorReadLine();
        LabTime.WaitUntil(() => TcpPort.IsOpen(port), "sshd");
        return new LoopbackSshd(directory, port, sshd);
    }

    public void Dispose()
    {
        _sshd.Kill();
        _sshd.WaitForExit();
        _sshd.Dispose();
        Directory.Delete(Home, recursive: true);
    }
}
