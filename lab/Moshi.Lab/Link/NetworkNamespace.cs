using System.Diagnostics;
using System.Globalization;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Link;

/// <summary>
/// A network of its own for programs under test (network_namespaces(7)), with its loopback up and TCP pinned to CUBIC, whatever the machine prefers. It lives as long
/// as this object: a child holds it and ends with the lab, also when the lab is killed. Needs root.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private const string Prepare = "ip link set lo up && echo cubic >/proc/sys/net/ipv4/tcp_congestion_control && echo ready && exec cat >/dev/null";

    private readonly Process _holder;

    /// <summary>Makes one.</summary>
    /// <exception cref="LabTimeoutException">It could not be made; the message says why.</exception>
    public NetworkNamespace()
    {
        AllowCubic();
        ProcessStartInfo start = new(Programs("unshare"), ["--net", "--", "sh", "-c", Prepare])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "ready")
        {
            string error = _holder.StandardError.ReadToEnd().Trim();
            Dispose();
            throw new LabTimeoutException($"no network namespace: {error}");
        }
        File = string.Create(CultureInfo.InvariantCulture, $"/proc/{_holder.Id}/ns/net");
    }

    /// <summary>Whether this process may make namespaces and links at all.</summary>
    public static bool IsPossible => Environment.IsPrivilegedProcess && System.IO.File.Exists("/dev/net/tun");

    /// <summary>The namespace as a file.</summary>
    public string File { get; }

    /// <summary>The command that runs <paramref name="command"/> inside. Its process keeps its id: nsenter(1) becomes the program.</summary>
    public IReadOnlyList<string> Enter(IReadOnlyList<string> command) => [Programs("nsenter"), "--net=" + File, "--", .. command];

    /// <summary>Runs a program inside to its end.</summary>
    /// <exception cref="LabTimeoutException">It failed.</exception>
    public void Run(params string[] command)
    {
        Command.Outcome outcome = Command.Run(Enter(command));
        if (outcome.ExitCode != 0)
            throw new LabTimeoutException($"{string.Join(' ', command)}: {outcome.Error.Trim()}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder.StandardInput.Close();
        if (!_holder.WaitForExit(1000))
            _holder.Kill();
        _holder.Dispose();
    }

    // A namespace may choose only among the algorithms that the machine allows to everybody. This allows one more; it changes nobody's choice.
    private static void AllowCubic()
    {
        const string Allowed = "/proc/sys/net/ipv4/tcp_allowed_congestion_control";
        string allowed = System.IO.File.ReadAllText(Allowed).Trim();
        if (!allowed.Split(' ').Contains("cubic", StringComparer.Ordinal))
            System.IO.File.WriteAllText(Allowed, allowed + " cubic");
    }

    private static string Programs(string name) =>
        Sessions.Programs.FindInPath(name) ?? throw new LabTimeoutException($"{name} is not installed (package util-linux)");
}
