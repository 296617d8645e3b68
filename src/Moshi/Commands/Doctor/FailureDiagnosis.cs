using Moshi.Client;
using Moshi.Commands.Doctor.Checks;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Gathering;
using Moshi.Commands.Doctor.Report;
using Moshi.Platform;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor;

/// <summary>
/// The diagnosis that runs by itself when a connection fails. Nobody is asked anything: a login that failed is judged by its log; where the login was not what failed, its connection is used, or a new one is made
/// only with what needs no answer (a key, an agent, a live master), so that no one-time code is spent.
/// </summary>
internal static class FailureDiagnosis
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(9.4);

    /// <summary>What to say beneath the error.</summary>
    /// <param name="failed">What is known.</param>
    /// <param name="limit">For all of it; ten seconds at most.</param>
    public static Diagnosis Explain(FailedConnect failed, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(failed);
        try
        {
            return failed.Stage switch
            {
                FailedStage.Server => Judge(failed, Probe(failed, limit)),
                FailedStage.Udp => JudgeSilence(failed, Probe(failed, limit)),
                _ => new Diagnosis(SearchResult.Obstacle, FindingText.RenderCauses(AllChecks.Judge(FactsOf(failed)))),
            };
        }
        catch (Exception e) when (e is OsException or IOException or UnauthorizedAccessException or AggregateException)
        {
            return Diagnosis.Nothing;
        }
    }

    /// <summary>By what is known already.</summary>
    private static DoctorFacts FactsOf(FailedConnect failed)
    {
        SshSettings? ssh = failed.Config?.Ssh;
        return new DoctorFacts(failed.Host)
        {
            Local = LocalGathering.Run(failed.SshWords[0]),
            Route = new RouteFacts
            {
                Error = failed.Stage == FailedStage.Configuration ? failed.SshLog : "",
                HostName = ssh?["hostname"] ?? failed.Host,
                Port = ssh?["port"] ?? "22",
                User = ssh?["user"] ?? "",
            },
            Login = failed.Stage == FailedStage.Configuration ? null : new LoginFacts { Log = failed.SshLog, Errors = failed.Output, Status = failed.SshStatus },
        };
    }

    private static DoctorFacts Probe(FailedConnect failed, TimeSpan limit) => DoctorRun.Gather(new DoctorRequest(failed.Host, failed.SshWords)
    {
        CommandLine = failed.CommandLine,
        Config = failed.Config,
        ControlSocket = failed.ControlSocket,
        TakenPort = failed.Port,
        Cancellation = failed.Cancellation,
        Limit = limit < s_longest ? limit : s_longest,
    });

    // A login that worked before, and without questions does not, says nothing about the failure.
    private static Diagnosis Judge(FailedConnect failed, DoctorFacts facts) =>
        failed.Cancellation.IsCancellationRequested || facts.Login is not { HasHello: true }
            ? Diagnosis.Nothing
            : new Diagnosis(SearchResult.Obstacle, FindingText.RenderCauses(AllChecks.Judge(facts)));

    private static Diagnosis JudgeSilence(FailedConnect failed, DoctorFacts facts)
    {
        if (failed.Cancellation.IsCancellationRequested)
            return Diagnosis.Nothing;
        if (facts.Login is not { HasHello: true })
        {
            return failed.ControlSocket is null || failed.WasHeard
                ? Diagnosis.Nothing
                : new Diagnosis(SearchResult.None, $"moshi: network: ssh has logged in, but now nothing comes back over its connection, either: this machine's network or the host has gone away\n  fix: ping {facts.Route?.HostName ?? failed.Host}\n");
        }

        // The session's own server may have the only port that is configured; then there is nothing to be learnt from another one.
        if (facts.Path is null && facts.HostSide is { Port: 0 })
            return Diagnosis.Nothing;
        IReadOnlyList<Finding> findings = AllChecks.Judge(facts);
        if (FindingText.Worst(findings) == CheckResult.Fail)
            return new Diagnosis(KeeperChecks.HasDied(facts) ? SearchResult.Death : SearchResult.Obstacle, FindingText.RenderCauses(findings));
        return facts.Path is { IsUp: true } path && !failed.WasHeard
            ? new Diagnosis(SearchResult.None, $"moshi: udp: a second server, started for a test, does answer at {path.Answered[0]}: the first one has ended, or the network was away for a moment\n  fix: moshi {failed.Host}   (once more; if it fails again: moshi doctor {failed.Host})\n")
            : Diagnosis.Nothing;
    }
}
