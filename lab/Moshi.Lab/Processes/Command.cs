using System.ComponentModel;
using System.Diagnostics;

namespace Moshi.Lab.Processes;

/// <summary>Runs a program without a terminal to its end, with its output collected.</summary>
public static class Command
{
    /// <summary>What a program wrote, and its exit code (128 + signal when a signal ended it).</summary>
    public readonly record struct Outcome(int ExitCode, string Output, string Error);

    /// <summary>Runs <paramref name="command"/>; a null <paramref name="environment"/> inherits ours.</summary>
    /// <exception cref="LabTimeoutException">It still ran when the time was up; it has been killed.</exception>
    public static Outcome Run(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? timeout = null, string input = "")
    {
        TimeSpan limit = timeout ?? LabTime.Generous;
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach ((string name, string value) in environment)
                start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not read its input.
        }
        // Not only the end of the process: its output ends when the last holder of the pipes lets go.
        if (!process.WaitForExit(limit) || !Task.WaitAll([output, error], limit))
        {
            Kill(process);
            throw new LabTimeoutException($"{string.Join(' ', command)} does not end or does not let go of its output");
        }
        return new Outcome(process.ExitCode, output.Result, error.Result);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended meanwhile.
        }
    }
}
