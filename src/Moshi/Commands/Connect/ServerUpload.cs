using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Moshi.Commands.Wrapper;
using Moshi.Platform.Crypto;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Connect;

/// <summary>Copies our own program to a host that has no server, when the user agrees (keyword Install): over the login that there is, checked, and once.</summary>
internal static class ServerUpload
{
    /// <summary>A shell's statuses for what cannot be run begin here, and behind them those of a program that a signal has ended.</summary>
    private const int CannotRun = 126;

    /// <summary>True when a host has told that it has no server, or that ours, where we put it, does not run (cut off, of another machine); and nobody forbids to bring one.</summary>
    public static bool IsDue(ConnectPlan plan, BootstrapReport report) =>
        (report.Failure == BootstrapFailure.NoServer || IsBroken(report)) && plan.ServerCommand is null && !Is(plan, "never");

    private static bool IsBroken(BootstrapReport report) =>
        report is { Failure: BootstrapFailure.Server, ServerStatus: >= CannotRun } && report.ServerPath.EndsWith("/" + InstallScript.Place, StringComparison.Ordinal);

    /// <summary>False, with words on stderr, when it was not wanted or not possible.</summary>
    public static bool TryInstall(ConnectPlan plan, Bootstrap bootstrap)
    {
        string host = plan.Arguments.Host;
        string need = IsBroken(bootstrap.Report) ? $"{host} has a server that does not run" : $"{host} has no server";
        if (FindProgram(bootstrap.Report, out string? obstacle) is not { } program)
        {
            Say($"{need}, and ours cannot be copied there: {obstacle}");
            return false;
        }

        using (program)
        {
            string size = string.Create(CultureInfo.InvariantCulture, $"{RandomAccess.GetLength(program) / 1e6:0.0} MB");
            if (!Is(plan, "auto") && !bootstrap.Confirm($"moshi: {need}. Copy one ({size}) to ~/{InstallScript.Place} there? [y/N] "))
                return false;
            Say($"copying {size} to {host}:~/{InstallScript.Place}");
            return TryCopy(bootstrap, host, program);
        }
    }

    private static bool TryCopy(Bootstrap bootstrap, string host, SafeFileHandle program)
    {
        string nonce = Convert.ToHexStringLower(SystemRandom.Bytes(8));
        var report = new BootstrapReport();
        string hash = Convert.ToHexStringLower(Hash(program));
        SshRunEnd end = bootstrap.Feed(report, nonce, InstallScript.Command(nonce, hash), (int)program.DangerousGetHandle());
        if (report.InstallResult is "done")
            return true;
        if (end == SshRunEnd.Interrupted)
            bootstrap.Report.Failure = BootstrapFailure.Interrupted;
        else
            Say($"the server could not be copied to {host}: {InstallScript.Explain(report.InstallResult)}{(report.Output.Length > 0 ? "\n" + report.Output : "")}");
        return false;
    }

    // The descriptor's own position stays at the start: the child reads from there.
    private static byte[] Hash(SafeFileHandle program)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[64 * 1024];
        long at = 0;
        for (int read; (read = RandomAccess.Read(program, buffer, at)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        return hash.GetHashAndReset();
    }

    /// <summary>A program that runs on the host: this one, or one for its kind of machine that was put beside it.</summary>
    private static SafeFileHandle? FindProgram(BootstrapReport report, out string obstacle)
    {
        obstacle = "";
        string kind = $"{report.System.ToLowerInvariant()}-{report.Machine.ToLowerInvariant()}";
        string own = $"linux-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}";
        if (string.Equals(kind, own, StringComparison.Ordinal) && !RuntimeFeature.IsDynamicCodeSupported)
            return Open(Daemon.SelfExecutable);
        string data = NativeEnvironment.Find("XDG_DATA_HOME") is { Length: > 0 } home ? home : $"{NativeEnvironment.Find("HOME")}/.local/share";
        string[] places = [$"{data}/moshi/servers/{kind}/moshi-server", $"/usr/local/lib/moshi/{kind}/moshi-server", $"/usr/lib/moshi/{kind}/moshi-server"];
        foreach (string place in places)
        {
            if (File.Exists(place))
                return Open(place);
        }

        obstacle = string.Equals(kind, own, StringComparison.Ordinal)
            ? "this program is no native image and would need the .NET runtime there; ./dev build makes one"
            : $"it is a machine of {report.System} {report.Machine}, and this program is for {own}. A server for it may be put to {places[0]}; or install mosh or moshi there";
        return null;
    }

    private static SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    private static bool Is(ConnectPlan plan, string value) => plan.Config.Settings.Value(Keywords.Install).Equals(value, StringComparison.OrdinalIgnoreCase);

    private static void Say(string text) => StandardStreams.Write(StandardStreams.Errors, $"moshi: {text}\n");
}
