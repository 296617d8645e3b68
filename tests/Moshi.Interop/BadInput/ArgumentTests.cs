using System.Globalization;
using System.Text.RegularExpressions;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.BadInput;

/// <summary>Whatever is said on a command line, the answer is a session, words or a status; never a crash, never silence without end.</summary>
public sealed partial class ArgumentTests
{
    private const int Rounds = 120;

    private static readonly string[] Words =
    [
        "", "-", "--", "-c", "-p", "-i", "-l", "-s", "-v", "-vv", "-@", "-#", "-#x", "-h", "-V", "-4", "-6", "-a", "-n", "-o", "new", "local", "client", "server", "mosh",
        "--help", "--version", "--port", "--port=1:2", "-p60001", "--predict=always", "--predict=what", "--predict", "--ssh=false", "--ssh=", "--server=", "--client=/nonexistent",
        "--family=inet", "--family=none", "--bind-server=any", "--bind-server=1.2.3.4", "--local", "--no-init", "--no-ssh-pty", "--experimental-remote-ip=local", "--fake-proxy",
        "127.0.0.1", "::1", "0.0.0.0", "999.1.1.1", "fe80::1%lo", "localhost", "user@localhost", "@", "user@", "-user@x", "60001", "0", "65536", "-1", "99999999999999999999",
        "60001:60003", "60003:60001", ":", "1:", "x:y", "LANG=C.UTF-8", "=x", "novalue", "256", "8", "NaN", "\u00fc\u4e2d\u0301", "%s%n", "$(id)", "'", "\"", "\\", "a b", "\t", "\n",
        new string('x', 5000), new string('-', 300), "--" + new string('y', 3000),
    ];

    private static readonly string[] Keys = ["", "short", "AAECAwQFBgcICQoLDA0ODw", "AAECAwQFBgcICQoLDA0ODx", "????????????????????!!", new string('A', 4000)];

    public static TheoryData<string> Names => ["mosh", "mosh-client", "mosh-server", "moshi"];

    [Theory, MemberData(nameof(Names))]
    public void Random_arguments_neither_crash_nor_hang(string name)
    {
        Pairings.Require(Implementation.Ours, name);
        const int Seed = 99;
        Random random = new(Seed);
        string directory = Directory.CreateTempSubdirectory("moshi-arguments-").FullName;
        // No word may reach a real host: the only ssh that is found refuses.
        File.WriteAllText(Path.Combine(directory, "ssh"), "#!/bin/sh\nexit 255\n");
        File.SetUnixFileMode(Path.Combine(directory, "ssh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Dictionary<string, string> environment = LabEnvironment.Clean(directory);
        environment["PATH"] = directory + ":" + Programs.OurDirectory + ":/usr/bin:/bin";
        environment["TERM"] = "xterm-256color";
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                string[] arguments = [.. Enumerable.Range(0, random.Next(0, 7)).Select(_ => Words[random.Next(Words.Length)])];
                if (name == "mosh-server" && random.Next(2) == 0)
                    arguments = ["new", .. arguments];
                environment.Remove("MOSH_KEY");
                if (random.Next(3) > 0)
                    environment["MOSH_KEY"] = Keys[random.Next(Keys.Length)];
                string what = $"seed {Seed} round {round}: {name} {string.Join(' ', arguments.Select(word => PtyProcess.Quote(word.Length > 60 ? word[..60] + "…" : word)))}";
                RunWithoutTerminal(name, arguments, environment, what);
                if (round % 3 == 0)
                    RunOnTerminal(name, arguments, environment, what);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void RunWithoutTerminal(string name, string[] arguments, Dictionary<string, string> environment, string what)
    {
        // Into a file: a verbose server keeps its output for as long as it lives.
        string output = Path.Combine(environment["HOME"], "output");
        Command.Outcome outcome;
        try
        {
            outcome = Command.Run(["sh", "-c", "exec \"$@\" >\"$0\" 2>&1", output, Path.Combine(Programs.OurDirectory, name), .. arguments], environment, TimeSpan.FromSeconds(30));
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"{what}: {e.Message}", e);
        }
        string text = File.ReadAllText(output);
        EndServers(text);
        AssertNoCrash(outcome.ExitCode > 128 && outcome.ExitCode != 255 ? outcome.ExitCode - 128 : 0, text, what);
    }

    private static void RunOnTerminal(string name, string[] arguments, Dictionary<string, string> environment, string what)
    {
        using var process = PtyProcess.Start([Path.Combine(Programs.OurDirectory, name), .. arguments], environment, TerminalSize.Standard);
        process.Pump(TimeSpan.FromMilliseconds(300));
        if (process.IsRunning)
        {
            // It may well have begun a session, with a shell or with nobody. End both, as a user would.
            process.Write("\u001e.");
            process.Pump(TimeSpan.FromMilliseconds(300));
        }
        if (process.IsRunning)
            process.Send(Signal.Terminate);
        ExitStatus status;
        try
        {
            status = process.WaitForExit(TimeSpan.FromSeconds(30));
        }
        catch (LabTimeoutException e)
        {
            throw new LabTimeoutException($"on a terminal, {what}: {e.Message}", e);
        }
        EndServers(process.Transcript);
        AssertNoCrash(status.Signal == (int)Signal.Terminate ? 0 : status.Signal, process.Transcript, "on a terminal, " + what);
    }

    // A server that did start is told by its process id to end.
    private static void EndServers(string text)
    {
        foreach (Match match in DetachedLine().Matches(text))
            ProcessTable.Send(int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture), Signal.Terminate);
    }

    private static void AssertNoCrash(int signal, string text, string what)
    {
        Assert.True(signal == 0, $"{what}: signal {signal}: {PtyProcess.Quote(text)}");
        Assert.False(
            text.Contains("Unhandled", StringComparison.OrdinalIgnoreCase) || text.Contains("   at Moshi", StringComparison.Ordinal) || text.Contains("   at System", StringComparison.Ordinal),
            $"{what}: an exception escaped: {PtyProcess.Quote(text)}");
    }

    [GeneratedRegex(@"detached, pid = (?<pid>\d+)\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DetachedLine();
}
