using Moshi.Commands.Options;

namespace Moshi.Commands.Wrapper;

/// <summary>The program <c>mosh</c>: logs in with ssh, starts the server, learns its address, port and key, and becomes the client.</summary>
public static class WrapperCommand
{
    /// <summary>Runs the wrapper. Returns only when no client could be run; otherwise the process has become the client.</summary>
    /// <param name="programName">As the program was called, path and all: it goes into messages and into ssh's ProxyCommand.</param>
    /// <param name="args">Without the program's name.</param>
    /// <returns>The exit status (mosh-protocol §1.2).</returns>
    public static int Run(string programName, string[] args)
    {
        _ = args;
        Console.Error.Write(HelpText.Usage(CommandTable.Mosh, programName));
        return 255;
    }
}
