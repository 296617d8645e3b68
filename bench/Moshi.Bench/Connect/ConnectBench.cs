using System.Diagnostics;
using Moshi.Bench.Reporting;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Connect;

/// <summary>From Enter to the prompt: ssh, stock mosh and ours in turns over the same sshd, fresh and through a live master.</summary>
internal static class ConnectBench
{
    private const string Prompt = "prompt-is-here>";
    private const string Host = "lab";

    /// <summary>What issue and specification ask for: a share of stock mosh's time, and so much more than ssh's.</summary>
    private const double BarBesideMosh = 0.7;
    private const double BarAboveSshMs = 50;

    /// <summary>Runs it; exit code 1 when a bar was missed.</summary>
    public static int Run(BenchOptions options)
    {
        int rounds = options.Rounds ?? (options.IsQuick ? 3 : 15);
        using SshServer sshd = new(link: null);
        foreach (string file in (string[])[".bash_profile", ".bashrc"])
            File.WriteAllText($"{sshd.Home}/{file}", $"PS1='{Prompt} '\n");
        bool isMissed = false;
        foreach (bool isShared in (bool[])[false, true])
        {
            string[] ssh = ["-F", sshd.ClientConfig, "-o", "ControlPath=" + (isShared ? $"{sshd.Home}/master" : "none")];
            if (isShared)
                Command.Run(["ssh", .. ssh, "-o", "ControlMaster=yes", "-o", "ControlPersist=yes", "-N", "-f", Host]);
            (string Name, string[] Command)[] subjects =
            [
                ("ssh", ["ssh", .. ssh, Host]),
                ("mosh", [Programs.Require(Implementation.Stock, "mosh"), "--ssh=" + string.Join(' ', ["ssh", .. ssh]), Host]),
                ("moshi", [Programs.Require(Implementation.Ours, "moshi"), .. ssh, "-o", $"MoshiServer={Programs.Require(Implementation.Ours, "moshi-server")}", Host]),
                ("moshi, stock server", [Programs.Require(Implementation.Ours, "moshi"), .. ssh, "-o", $"MoshiServer={Programs.Require(Implementation.Stock, "mosh-server")}", Host]),
            ];
            Dictionary<string, Distribution> times = subjects.ToDictionary(subject => subject.Name, _ => new Distribution(), StringComparer.Ordinal);
            for (int round = 0; round < rounds; round++)
            {
                foreach ((string name, string[] command) in subjects)
                    times[name].Add(Measure(command, sshd.Home));
            }
            if (isShared)
                Command.Run(["ssh", .. ssh, "-O", "exit", Host]);
            isMissed |= Report(isShared ? "through a live master" : "fresh", times, rounds);
        }
        return isMissed ? 1 : 0;
    }

    private static double Measure(string[] command, string home)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean(home);
        environment["TERM"] = "xterm-256color";
        environment["MOSHI_QUERY"] = "0";
        long start = Stopwatch.GetTimestamp();
        using var session = PtyProcess.Start(command, environment, TerminalSize.Standard);
        session.WaitFor(Prompt);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        session.Write("exit\r");
        session.WaitForExit();
        return elapsed;
    }

    private static bool Report(string kind, Dictionary<string, Distribution> times, int rounds)
    {
        double mosh = times["mosh"].Median, ssh = times["ssh"].Median;
        Table table = new("what", "median ms", "p95", "of mosh", "above ssh, ms", "");
        bool isMissed = false;
        foreach ((string name, Distribution time) in times)
        {
            bool isOurs = name == "moshi";
            bool meets = time.Median <= BarBesideMosh * mosh && time.Median <= ssh + BarAboveSshMs;
            isMissed |= isOurs && !meets;
            table.Add(
                name, Number(time.Median, "0.0"), Number(time.Quantile(0.95), "0.0"), Number(time.Median / mosh, "0.00"), Number(time.Median - ssh, "0.0"),
                isOurs ? (meets ? "pass" : "FAIL") + " (<= 0.70 of mosh, <= ssh + 50 ms)" : "");
            Table.WriteJson(
                ("bench", "connect"), ("kind", kind), ("subject", name), ("rounds", rounds), ("median_ms", time.Median), ("p95_ms", time.Quantile(0.95)), ("min_ms", time.Minimum));
        }
        table.Print($"From Enter to the prompt, {kind} ({rounds} rounds, loopback)");
        return isMissed;
    }

    private static string Number(double value, string format) => value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
}
