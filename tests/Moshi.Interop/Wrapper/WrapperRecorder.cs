using System.Globalization;
using System.Text.RegularExpressions;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;

namespace Moshi.Interop.Wrapper;

/// <summary>Runs a wrapper with recorders in the places of ssh and of the client: what each was given, and what the wrapper said.</summary>
internal sealed partial class WrapperRecorder : IDisposable
{
    // One line per record: the words and then the variables, with \x1f between; bytes as they are.
    private const string Recorder = """
        #!/bin/sh
        {
            printf '%s' "$ROLE"; printf '\037%s' "$@"
            env -0 | sort -z | grep -z -E '^(MOSH_|SHELL=|LC_|LANG|SSH_)' | tr '\0' '\036' | tr '\n' '\035' | tr '\036' '\n' | while IFS= read -r v; do printf '\037$%s' "$v"; done
            printf '\000'
        } >> "$RECORD"
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("moshi-record-").FullName;

    public WrapperRecorder()
    {
        Ssh = Write("ssh", Recorder.Replace("$ROLE", "ssh", StringComparison.Ordinal) + "\ncat \"$ANSWER\"\n[ -z \"$STAY\" ] || { echo $$ > \"$RECORD.pid\"; exec sleep 60; }\n");
        Client = Write("client", Recorder.Replace("$ROLE", "client", StringComparison.Ordinal) + "\n[ \"$1\" != -c ] || { echo 256; exit 0; }\nexit 5\n");
    }

    public string Ssh { get; }

    public string Client { get; }

    /// <summary>With <see cref="Run"/>'s <c>stays</c>: the process that stands for ssh.</summary>
    public int SshProcess => int.Parse(File.ReadAllText(Path.Combine(_directory, "record.pid")), CultureInfo.InvariantCulture);

    /// <summary>Runs it and returns what is comparable between implementations.</summary>
    /// <param name="wrapper">Whose.</param>
    /// <param name="arguments">Of the wrapper, behind those that name the recorders.</param>
    /// <param name="variables">Of the environment, over a small one.</param>
    /// <param name="answer">What ssh prints.</param>
    /// <param name="stays">ssh then stays for a minute, with its output open.</param>
    public WrapperRecord Run(
        Implementation wrapper, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, string? answer = null, bool stays = false)
    {
        string record = Path.Combine(_directory, "record");
        File.Delete(record);
        Dictionary<string, string> environment = LabEnvironment.Clean(_directory);
        environment.Remove("LC_ALL");
        environment["RECORD"] = record;
        environment["ANSWER"] = Write("answer", answer ?? "MOSH IP 127.0.0.1\nMOSH CONNECT 60001 4NeCCgvZFe2RnPgrcU1PQw\n");
        if (stays)
            environment["STAY"] = "1";
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            environment[name] = value;
        string program = Programs.Require(wrapper, "mosh");
        Command.Outcome outcome = Command.Run([program, "--ssh=" + Ssh, "--client=" + Client, .. arguments], environment);
        string records = File.Exists(record) ? File.ReadAllText(record) : "";
        return new WrapperRecord(
            outcome.ExitCode,
            ProcessNumber().Replace(records.Replace(program, "MOSH", StringComparison.Ordinal), "MOSH_CLIENT_PID=N").Replace('\u001f', '|').Replace('\0', '\n'),
            outcome.Output.Replace(program, "MOSH", StringComparison.Ordinal),
            outcome.Error.Replace(program, "MOSH", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, text, System.Text.Encoding.Latin1);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    [GeneratedRegex("MOSH_CLIENT_PID=[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProcessNumber();
}
