using Moshi.Commands.Doctor.Checks;
using Moshi.Commands.Doctor.Gathering;
using Moshi.Commands.Doctor.Report;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Platform.Loop;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;

namespace Moshi.Commands.Doctor;

/// <summary><c>moshi doctor [--json] [HOST]</c>: why a connection fails, or would. Facts are gathered first and judged after (docs/decisions/0019-doctor.md).</summary>
internal static class DoctorCommand
{
    private const int WrongUsage = 2;

    private static string Usage => $"usage: moshi doctor {SubcommandTable.Doctor.Synopsis}\n";

    public static int Run(string[] args)
    {
        CoreDumps.Disable();
        if (args.Contains("--help", StringComparer.Ordinal) || args is ["-h"])
        {
            StandardStreams.Write(StandardStreams.Output, Usage);
            return 0;
        }

        bool isJson = args.Contains("--json", StringComparer.Ordinal);
        string[] rest = [.. args.Where(static word => word is not "--json")];
        DoctorRequest request;
        if (rest.Length == 0)
        {
            request = new DoctorRequest("", ["ssh"]);
        }
        else
        {
            if (!ConnectArguments.TryParse("moshi doctor", rest, NativeEnvironment.Find, out ConnectArguments? arguments, out CommandExit? exit))
            {
                StandardStreams.Write(StandardStreams.Errors, exit!.Error + Usage);
                return WrongUsage;
            }

            request = new DoctorRequest(arguments.Host, [.. arguments.Ssh, .. arguments.SshOptions]) { CommandLine = arguments.Settings, MayPrompt = !isJson && Tty.IsTerminal(0) && Tty.IsTerminal(2) };
        }

        long started = Clock.NowMicros();
        IReadOnlyList<Finding> findings = AllChecks.Judge(DoctorRun.Gather(request));
        var time = TimeSpan.FromMicroseconds(Clock.NowMicros() - started);
        bool hasColor = Tty.IsTerminal(1) && NativeEnvironment.Find("NO_COLOR") is null or "" && NativeEnvironment.Find("TERM") is not "dumb";
        StandardStreams.Write(StandardStreams.Output, isJson ? FindingJson.Render(request.Host, findings, time) : FindingText.Render(findings, hasColor));
        return FindingText.Worst(findings) switch
        {
            CheckResult.Fail => 2,
            CheckResult.Warn => 1,
            _ => 0,
        };
    }
}
