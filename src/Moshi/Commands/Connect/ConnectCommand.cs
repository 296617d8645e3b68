using Moshi.Client;
using Moshi.Commands.Config;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Moshi.Platform.Terminfo;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Connect;

/// <summary><c>moshi [options] [user@]host [command...]</c>: logs in with ssh as it is configured, starts a server, and is its client. The exit status is the remote command's.</summary>
internal static class ConnectCommand
{
    /// <summary>Our own failure, as with ssh.</summary>
    private const int Failure = ConnectArguments.FailureStatus;

    private const int SignalBase = 128;

    private const long PlacesMicros = 5_000_000;

    private static readonly TimeSpan s_diagnosisTime = TimeSpan.FromSeconds(10);

    public static int Run(string programName, string[] args)
    {
        string name = Path.GetFileName(programName);
        if (!ConnectArguments.TryParse(name, args, NativeEnvironment.Find, out ConnectArguments? arguments, out CommandExit? exit))
        {
            StandardStreams.Write(StandardStreams.Output, exit!.Output);
            StandardStreams.Write(StandardStreams.Errors, exit.Error);
            return exit.Status;
        }

        try
        {
            return Connect(arguments);
        }
        catch (OsException e)
        {
            return Fail(e.Message);
        }
    }

    private static int Connect(ConnectArguments arguments)
    {
        // ssh's words about its configuration are better than ours, and come before anybody is asked for a password.
        if (HostConfig.Load(arguments.Host, [.. arguments.Ssh, .. arguments.SshOptions], arguments.Settings, out string? error) is not { } config)
        {
            StandardStreams.Write(StandardStreams.Errors, error + "\n");
            _ = Explain(arguments, config: null, new BootstrapReport { Failure = BootstrapFailure.Configuration, SshLog = error }, bootstrap: null);
            return Failure;
        }

        foreach (ConfigRemark remark in config.Remarks)
        {
            if (!arguments.IsQuiet)
                StandardStreams.Write(StandardStreams.Errors, $"moshi: {remark}\n");
        }

        var plan = new ConnectPlan(arguments, config, CountColors());
        if (!SessionFrontEnd.TryCreate(plan, out IFrontEnd? frontEnd, out error))
            return Fail(error);
        using (frontEnd)
        {
            CoreDumps.Disable();
            return Start(plan, frontEnd);
        }
    }

    private static int Start(ConnectPlan plan, IFrontEnd frontEnd)
    {
        BootstrapReport report;
        ClientSettings settings;
        ServerPlaces places;
        CauseSearch? search;
        using (var bootstrap = new Bootstrap(plan))
        {
            bootstrap.Run();
            if (ServerUpload.IsDue(plan, bootstrap.Report) && ServerUpload.TryInstall(plan, bootstrap))
                bootstrap.Run();
            report = bootstrap.Report;
            if (!report.HasServer && report.Failure != BootstrapFailure.Interrupted && Explain(plan.Arguments, plan.Config, report, bootstrap))
                return Failure;

            // Only when nobody takes signals any more can one end us.
            if (!report.HasServer)
            {
                bootstrap.Dispose();
                return DieBy(Signal.Int);
            }

            places = new ServerPlaces(plan, bootstrap.Route);
            search = ConnectFailure.Search(plan.Arguments, plan.Config, report, bootstrap.ControlSocket);
            settings = SessionFrontEnd.Settings(plan, bootstrap, places, frontEnd) with { CauseSearch = search };
        }

        using (search)
        {
            if (settings.Servers.Count == 0 && settings.MoreServers is { } more)
                settings = settings with { Servers = WaitForPlaces(more) };
            if (settings.Servers.Count == 0)
            {
                settings.MoreServers?.Dispose();
                return Fail($"the server listens on UDP port {report.Port}, but where {plan.Arguments.Host} is cannot be known from here. {places.Advice(report)}");
            }

            ClientOutcome outcome;
            using (var loop = new ClientLoop(settings, frontEnd))
                outcome = loop.Run();
            SessionFrontEnd.ShowLast(frontEnd);
            return Conclude(plan, report, outcome, places, search);
        }
    }

    private static int Conclude(ConnectPlan plan, BootstrapReport report, ClientOutcome outcome, ServerPlaces places, CauseSearch? search)
    {
        if (outcome.IsInterrupted)
            return SignalBase + (int)Signal.Int;
        string host = plan.Arguments.Host;
        string causes = search?.Text ?? "";
        if (!outcome.EverConnected)
        {
            string tried = string.Join(", ", outcome.Tried.Select(static endpoint => endpoint.ToString()));
            StandardStreams.Write(StandardStreams.Errors, $"moshi: the server at {host} was started, but nothing came from it over UDP (tried {tried})\n{(causes.Length > 0 ? causes : $"moshi: {places.Advice(report)}\n")}");
            return Failure;
        }

        if (!outcome.IsClean)
        {
            StandardStreams.Write(StandardStreams.Errors, search is { Result: SearchResult.Death }
                ? $"moshi: the server at {host} has ended with the login that started it\n{causes}"
                : $"moshi: the session with {host} did not end cleanly; its server may still run there\n{causes}");
        }

        return outcome.ExitStatus ?? (outcome.IsClean ? 0 : Failure);
    }

    /// <summary>Where nothing is known but what the host is about to tell, such as the answer of an address service, that is waited for a moment.</summary>
    private static List<UdpEndpoint> WaitForPlaces(ICandidateFeed more)
    {
        var found = new List<UdpEndpoint>();
        long deadline = Clock.NowMicros() + PlacesMicros;
        while (found.Count == 0 && !more.IsOver && Clock.NowMicros() < deadline)
        {
            if (Descriptor.WaitReadable(more.Descriptor, TimeSpan.FromMilliseconds(100)))
                more.Read(found);
        }

        return found;
    }

    private static int CountColors() =>
        TerminalDescription.TryLoad(NativeEnvironment.Find("TERM"), out TerminalDescription? description, out _) ? Math.Max(0, description!.Colors) : 0;

    /// <summary>False when the user did not want to wait for the cause.</summary>
    private static bool Explain(ConnectArguments arguments, HostConfig? config, BootstrapReport report, Bootstrap? bootstrap)
    {
        StandardStreams.Write(StandardStreams.Errors, ConnectFailure.Describe(arguments.Host, report));
        using CauseSearch? search = ConnectFailure.Search(arguments, config, report, bootstrap?.ControlSocket);
        if (search is null)
            return true;
        search.Begin(wasHeard: false);
        if (bootstrap is null)
            _ = Descriptor.WaitReadable(search.Descriptor, s_diagnosisTime);
        else if (!bootstrap.Await(search.Descriptor))
            return false;
        StandardStreams.Write(StandardStreams.Errors, ConnectFailure.Words(search, arguments));
        return true;
    }

    private static int Fail(string error)
    {
        StandardStreams.Write(StandardStreams.Errors, $"moshi: {error}\n");
        return Failure;
    }

    // Whoever waits for us is to see what the user did.
    private static int DieBy(Signal signal)
    {
        _ = CurrentProcess.Send(CurrentProcess.Id, signal);
        Thread.Sleep(1000);
        return SignalBase + (int)signal;
    }
}
