using Moshi.Client;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Server;

namespace Moshi.Commands;

/// <summary>One binary, many names: chooses the job by the last part of argv[0] (docs/decisions/0001-one-binary-many-names.md).</summary>
internal static class Dispatcher
{
    private const string Usage = """
        usage: moshi local [-- COMMAND [ARG...]]   session on this machine
               moshi HOST [-- COMMAND [ARG...]]    session on HOST, over ssh; all options of mosh
               moshi client|server|mosh ...        as mosh-client, mosh-server, mosh

        """;

    /// <summary>Runs the program that was called; returns its exit status.</summary>
    /// <param name="called">argv[0].</param>
    /// <param name="args">The rest.</param>
    public static int Run(string called, string[] args)
    {
        string name = Path.GetFileName(called).TrimStart('-');
        try
        {
            return name switch
            {
                "mosh-client" => ClientCommand.Run(name, args),
                "mosh-server" or "moshi-server" => ServerCommand.Run(name, args),
                "mosh" => Wrapper.WrapperCommand.Run(called, args),
                _ => RunWord(called, args),
            };
        }
        catch (OsException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
            return 1;
        }
    }

    private static int RunWord(string called, string[] args)
    {
        switch (args)
        {
            case []:
                Console.Error.Write(Usage);
                return 2;
            case ["-h" or "--help", ..]:
                Console.Out.Write(Usage);
                return 0;
            case ["-V" or "--version", ..]:
                Console.Out.WriteLine($"moshi {ProgramVersion.Own} (speaks mosh {ProgramVersion.Compatible})");
                return 0;
            case ["local", .. var rest]:
                return LocalCommand.Run(rest);
            case ["client", .. var rest]:
                return ClientCommand.Run("mosh-client", rest);
            case ["server", .. var rest]:
                return ServerCommand.Run("mosh-server", rest);
            case ["mosh", .. var rest]:
                return Wrapper.WrapperCommand.Run(called, rest);
            default:
                return Wrapper.WrapperCommand.Run(called, args);
        }
    }
}
