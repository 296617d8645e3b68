using Moshi.Commands.Doctor.Checks;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Gathering;
using Moshi.Commands.Doctor.Report;
using Moshi.Platform;

namespace Moshi.Commands.Doctor;

/// <summary>
/// The diagnosis that runs by itself when a connection fails. Nobody is asked anything: a login that failed is judged by its log, and a new one, to probe, is made only
/// with what needs no answer (a key, an agent, a live master), so that no one-time code is spent.
/// </summary>
internal static class FailureDiagnosis
{
    /// <summary>What to say beneath the error: causes with their fixes, whole lines; empty when there is nothing to add.</summary>
    /// <param name="failed">What is known.</param>
    /// <param name="limit">For all of it; ten seconds at most.</param>
    public static string Explain(FailedConnect failed, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(failed);
        try
        {
            var facts = Gather(failed, limit);

            // The login has worked before; that one without questions does not, says nothing about the failure.
            if (failed.Stage is FailedStage.Server or FailedStage.Udp && facts.Login is not { HasHello: true })
                return "";
            return FindingText.RenderCauses(AllChecks.Judge(facts));
        }
        catch (Exception e) when (e is OsException or IOException or UnauthorizedAccessException or AggregateException)
        {
            return "";
        }
    }

    private static DoctorFacts Gather(FailedConnect failed, TimeSpan limit)
    {
        if (failed.Stage is not (FailedStage.Configuration or FailedStage.Login))
        {
            return DoctorRun.Gather(new DoctorRequest(failed.Host, failed.SshWords)
            {
                CommandLine = failed.CommandLine,
                Config = failed.Config,
                Limit = limit < TimeSpan.FromSeconds(9.4) ? limit : TimeSpan.FromSeconds(9.4),
            });
        }

        var ssh = failed.Config?.Ssh;
        return new DoctorFacts(failed.Host)
        {
            Local = LocalGathering.Run(failed.SshWords[0]),
            Route = new RouteFacts
            {
                Error = failed.Stage == FailedStage.Configuration ? failed.Output : "",
                HostName = ssh?["hostname"] ?? failed.Host,
                Port = ssh?["port"] ?? "22",
                User = ssh?["user"] ?? "",
            },
            Login = failed.Stage == FailedStage.Configuration ? null : new LoginFacts { Log = failed.SshLog, Errors = failed.Output, Status = failed.SshStatus },
        };
    }
}
