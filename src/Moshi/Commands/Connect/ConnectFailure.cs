using Moshi.Client;
using Moshi.Commands.Config;
using Moshi.Commands.Options;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>What a person is told when there is no session: what failed, what the other side said, and what to do.</summary>
internal static class ConnectFailure
{
    /// <summary>Text for stderr, whole lines. ssh's own words have been shown already.</summary>
    public static string Describe(string host, BootstrapReport report) => report.Failure switch
    {
        BootstrapFailure.Configuration => $"moshi: ssh refuses its configuration for {host}\n",
        BootstrapFailure.Login => $"moshi: ssh could not log in to {host}\n",
        BootstrapFailure.LoginTimeout => $"moshi: ssh has not logged in to {host} within a minute\n",
        BootstrapFailure.ShellTimeout => $"moshi: ssh has logged in to {host}, but nothing was run there for too long; what it printed:\n{Said(report)}",
        BootstrapFailure.NoShell => $"moshi: {host} runs no commands of ours{Status(report)}; what it printed:\n{Said(report)}",
        BootstrapFailure.NoServer =>
            $"moshi: {host} has neither moshi-server nor mosh-server. Install one there (apt install mosh), let moshi copy its own (moshi --install=auto {host}), or say where it is (MoshiServer)\n",
        BootstrapFailure.Server => $"moshi: the server at {host} did not start{Status(report)}; what it said:\n{Said(report)}",
        _ => "",
    };

    /// <summary>Looks for the cause, where there is a user to read of it.</summary>
    public static void Diagnose(ConnectArguments arguments, HostConfig? config, BootstrapReport report, ClientOutcome? silence)
    {
        // The diagnosis has its own room; it is told all that is known.
        _ = (arguments, config, report, silence);
    }

    private static string Said(BootstrapReport report) => report.Output.Length == 0 ? "    (nothing)\n" : report.Output.TrimEnd('\n') + "\n";

    private static string Status(BootstrapReport report) => (report.ServerStatus ?? report.SshStatus) is { } status and not 0 ? $" (status {status})" : "";
}
