using Moshi.Client;
using Moshi.Commands.Completion;
using Moshi.Commands.Config;
using Moshi.Commands.Connect;
using Moshi.Commands.Doctor;
using Moshi.Commands.Doctor.Probe;
using Moshi.Commands.Options;
using Moshi.Commands.Trace;
using Moshi.Commands.Wrapper;
using Moshi.Platform;
using Moshi.Server;

namespace Moshi.Commands;

/// <summary>One binary, many names: chooses the job by the last part of argv[0] (docs/decisions/0001-one-binary-many-names.md).</summary>
internal static class Dispatcher
{
    private const string Usage = """
        usage: moshi [OPTIONS] [USER@]HOST [COMMAND...]    session on HOST; the options: moshi --help
               moshi local [-- COMMAND [ARG...]]   session on this machine
               moshi config show HOST|check|import-mosh    what is configured, what is wrong with it
               moshi trace FILE... [--svg OUT]     what MOSHI_TRACE=FILE has recorded, summed up and drawn
               moshi doctor [--json] [HOST]        why a connection fails, or would
               moshi completion bash|zsh|fish      completions for a shell
               moshi client|server|mosh ...        as mosh-client, mosh-server, mosh
        """;

    /// <summary>As ssh ends when it is called without a host.</summary>
    private const int UsageStatus = 255;

    /// <summary>Runs the program that was called; returns its exit status.</summary>
    /// <param name="called">argv[0].</param>
    /// <param name="args">The rest.</param>
    public static int Run(string called, string[] args)
    {
        (Job job, string name, string[] rest) = Choose(called, args);
        try
        {
            return Run(job, name, rest);
        }
        catch (OsException e)
        {
            Console.Error.WriteLine($"{Path.GetFileName(name)}: {e.Message}");
            return 1;
        }
    }

    /// <summary>The job, the name under which it is to speak of itself, and its arguments.</summary>
    internal static (Job Job, string Name, string[] Args) Choose(string called, string[] args)
    {
        // A login shell's name begins with a dash.
        string name = Path.GetFileName(called).TrimStart('-');
        return (name, args) switch
        {
            ("mosh-client", _) => (Job.Client, name, args),
            ("mosh-server" or "moshi-server", ["probe", .. var rest]) => (Job.Probe, name, rest),
            ("mosh-server" or "moshi-server", _) => (Job.Server, name, args),
            ("mosh", _) => (Job.Wrapper, called, args),
            (_, []) => (Job.Usage, name, args),
            (_, ["-h" or "--help", ..]) => (Job.Help, name, args),
            (_, ["-V" or "--version", ..]) => (Job.Version, name, args),
            (_, ["local", .. var rest]) => (Job.Local, name, rest),
            (_, ["config", .. var rest]) => (Job.Config, name, rest),
            (_, ["trace", .. var rest]) => (Job.Trace, name, rest),
            (_, ["doctor", .. var rest]) => (Job.Doctor, name, rest),
            (_, ["completion", .. var rest]) => (Job.Completion, name, rest),
            (_, ["client", .. var rest]) => (Job.Client, "mosh-client", rest),
            (_, ["server", "probe", .. var rest]) => (Job.Probe, "mosh-server", rest),
            (_, ["server", .. var rest]) => (Job.Server, "mosh-server", rest),
            (_, ["mosh", .. var rest]) => (Job.Wrapper, called, rest),
            _ => (Job.Connect, name, args),
        };
    }

    private static int Run(Job job, string name, string[] args)
    {
        switch (job)
        {
            case Job.Help:
                Console.Out.Write($"{Usage}\n\nOptions of a session; ssh's mean what they mean to ssh:\n{HelpText.Options(CommandTable.Moshi)}");
                return 0;
            case Job.Version:
                Console.Out.Write(HelpText.OwnVersion);
                return 0;
            case Job.Connect:
                return ConnectCommand.Run(name, args);
            case Job.Wrapper:
                return WrapperCommand.Run(name, args);
            case Job.Client:
                return ClientCommand.Run(name, args);
            case Job.Server:
                return ServerCommand.Run(name, args);
            case Job.Local:
                return LocalCommand.Run(args);
            case Job.Trace:
                return TraceCommand.Run(args);
            case Job.Config:
                return ConfigCommand.Run(args);
            case Job.Doctor:
                return DoctorCommand.Run(args);
            case Job.Probe:
                return ProbeServer.Run(name, args);
            case Job.Completion:
                return CompletionCommand.Run(args);
            default:
                Console.Error.WriteLine(Usage);
                return UsageStatus;
        }
    }
}
