using Moshi.Commands.Config;
using Moshi.Commands.Doctor;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Connect;

/// <summary>What a person is told when there is no session: what failed, what the other side said, and what to do.</summary>
internal static class ConnectFailure
{
    /// <summary>For the search for a cause, all of it.</summary>
    private static readonly TimeSpan s_diagnosisTime = TimeSpan.FromSeconds(9.4);

    /// <summary>For one that begins when a server has been silent for three seconds: it ends within ten of the start.</summary>
    private static readonly TimeSpan s_silenceTime = TimeSpan.FromSeconds(6.4);

    /// <summary>Text for stderr, whole lines. ssh's own words have been shown already.</summary>
    public static string Describe(string host, BootstrapReport report) => report.Failure switch
    {
        BootstrapFailure.Configuration => $"moshi: ssh refuses its configuration for {host}\n",
        BootstrapFailure.Login => $"moshi: ssh could not log in to {host}\n",
        BootstrapFailure.LoginTimeout => $"moshi: ssh has not logged in to {host} within a minute\n",
        BootstrapFailure.ShellTimeout => $"moshi: ssh has logged in to {host}, but nothing was run there for too long; what it printed:\n{Said(report)}",
        BootstrapFailure.NoShell => $"moshi: {host} runs no commands of ours{Status(report)}; what it printed:\n{Said(report)}",
        BootstrapFailure.Closed =>
            $"moshi: {host} let ssh log in and then closed the connection: an expired account, a limit of sessions, or /etc/nologin. Its log says which: journalctl -u ssh, or /var/log/auth.log\n",
        BootstrapFailure.NoServer =>
            $"moshi: {host} has neither moshi-server nor mosh-server. Install one there (apt install mosh), let moshi copy its own (moshi --install=auto {host}), or say where it is (MoshiServer)\n",
        BootstrapFailure.Server => $"moshi: the server at {host} did not start{Status(report)}; what it said:\n{Said(report)}",
        _ => "",
    };

    /// <summary>
    /// Looks for the cause, where there is a user to read of it, or where MOSHI_DIAGNOSE=1 asks for it; null elsewhere, and where the failure says all by itself. What only the host can tell is asked through
    /// the connection that there is.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="config">If it could be loaded.</param>
    /// <param name="report">Of the bootstrap; one with a server is about the silence that may follow.</param>
    /// <param name="controlSocket">Of a live connection; null for none of ours.</param>
    public static CauseSearch? Search(ConnectArguments arguments, HostConfig? config, BootstrapReport report, string? controlSocket)
    {
        if (StageOf(report) is not { } stage || (!Tty.IsTerminal(StandardStreams.Errors) && NativeEnvironment.Find("MOSHI_DIAGNOSE") is not "1"))
            return null;
        var failed = new FailedConnect(arguments.Host, [.. arguments.Ssh, .. arguments.SshOptions], stage)
        {
            CommandLine = arguments.Settings,
            Config = config,
            SshLog = report.SshLog,
            Output = report.Output,
            SshStatus = report.SshStatus,
            ControlSocket = controlSocket,
            Port = report.Port,
        };
        return new CauseSearch(failed, stage == FailedStage.Udp ? s_silenceTime : s_diagnosisTime);
    }

    /// <summary>What the search has found, or where more can be learnt.</summary>
    public static string Words(CauseSearch search, ConnectArguments arguments) => search.Text.Length > 0 ? search.Text : $"moshi: more about it: moshi doctor {arguments.Destination}\n";

    private static FailedStage? StageOf(BootstrapReport report) => report.Failure switch
    {
        BootstrapFailure.Configuration => FailedStage.Configuration,
        BootstrapFailure.Login or BootstrapFailure.LoginTimeout => FailedStage.Login,
        BootstrapFailure.ShellTimeout or BootstrapFailure.NoShell => FailedStage.Shell,
        // A host without a server needs nobody to say why.
        BootstrapFailure.Server => FailedStage.Server,
        BootstrapFailure.None when report.HasServer => FailedStage.Udp,
        _ => null,
    };

    private static string Said(BootstrapReport report) => report.Output.Length == 0 ? "    (nothing)\n" : report.Output.TrimEnd('\n') + "\n";

    private static string Status(BootstrapReport report) => (report.ServerStatus ?? report.SshStatus) is { } status and not 0 ? $" (status {status})" : "";
}
