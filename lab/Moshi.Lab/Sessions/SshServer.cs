using System.Diagnostics;
using System.Globalization;
using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Sessions;

/// <summary>A real sshd of the lab's own on one side of a link: own keys, own configuration, own home directory; login by key as the user who runs the lab.</summary>
public sealed class SshServer : IDisposable
{
    private const int Port = 2222;

    private readonly Process _sshd;
    private readonly string _directory;
    private readonly TunLink? _link;
    private readonly int _port;

    /// <summary>The home directory of who logs in.</summary>
    public string Home => _directory;

    /// <summary>For <c>ssh -F</c>; the host's name in it is <c>lab</c>.</summary>
    public string ClientConfig => $"{_directory}/ssh_config";

    /// <summary>Starts one; null = on loopback, at a free port.</summary>
    /// <exception cref="LabTimeoutException">It did not start.</exception>
    public SshServer(TunLink? link)
    {
        _link = link;
        _directory = Directory.CreateTempSubdirectory("moshi-sshd-").FullName;
        foreach (string key in (string[])["host_key", "user_key"])
            Command.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", $"{_directory}/{key}"]);
        File.Copy($"{_directory}/user_key.pub", $"{_directory}/authorized_keys");
        IPAddress address = link is null ? IPAddress.Loopback : TunLink.ServerAddress;
        _port = link is null ? TcpPort.FindFree() : Port;
        File.WriteAllText($"{_directory}/sshd_config", string.Create(CultureInfo.InvariantCulture, $"""
            Port {_port}
            ListenAddress {address}
            HostKey {_directory}/host_key
            AuthorizedKeysFile {_directory}/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            UseDNS no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            PrintMotd no
            PrintLastLog no
            SetEnv HOME={_directory} LANG=C.UTF-8 LC_ALL=C.UTF-8

            """));
        File.WriteAllText($"{_directory}/ssh_config", string.Create(CultureInfo.InvariantCulture, $"""
            Host lab
            HostName {address}
            Port {_port}
            IdentityFile {_directory}/user_key
            IdentitiesOnly yes
            UserKnownHostsFile {_directory}/known_hosts
            StrictHostKeyChecking no
            BatchMode yes
            LogLevel ERROR
            EscapeChar none

            """));
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        string program = Programs.FindInPath("sshd") ?? throw new LabTimeoutException("sshd is not installed (package openssh-server)");
        IReadOnlyList<string> command = [program, "-D", "-e", "-f", $"{_directory}/sshd_config"];
        command = link is null ? command : link.Server.Enter(command);
        _sshd = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardInput = true })!;
        string? line;
        do
        {
            Task<string?> next = _sshd.StandardError.ReadLineAsync();
            line = next.Wait(LabTime.Generous) ? next.Result : null;
        }
        while (line is not null && !line.Contains("Server listening", StringComparison.Ordinal));
        if (line is null)
        {
            Dispose();
            throw new LabTimeoutException("sshd does not listen");
        }
        // It logs every session; a full pipe would stop it.
        _ = _sshd.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Starts an ssh on a pty of its own, on the client's side, that runs a shell command on a terminal on the other.</summary>
    public PtyProcess StartOnPty(string shellCommand, TerminalSize size, bool isCompressed = false)
    {
        List<string> command = ["ssh", "-F", $"{_directory}/ssh_config", "-tt"];
        if (isCompressed)
            command.Add("-C");
        command.AddRange(["lab", shellCommand]);
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["TERM"] = "xterm-256color";
        return PtyProcess.Start(_link is null ? command : _link.Client.Enter(command), environment, size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_sshd.HasExited)
        {
            // A session whose client has vanished with its link would wait for it for hours.
            EndAll(ProcessTable.ChildrenOf(_sshd.Id));
            _sshd.Kill();
            _sshd.WaitForExit();
        }
        _sshd.Dispose();
        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // A session that ends late may still write there; the directory is a temporary one.
        }
    }

    private static void EndAll(IReadOnlyList<int> processes)
    {
        foreach (int process in processes)
        {
            EndAll(ProcessTable.ChildrenOf(process));
            ProcessTable.Send(process, Signal.Kill);
        }
    }
}
