using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Moshi.Client;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Platform.Terminal;
using Moshi.Platform.Terminfo;
using Moshi.Server;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;

namespace Moshi.Commands;

/// <summary>
/// <c>moshi local [-- COMMAND...]</c>: a session on this machine over loopback, with the server in a process of its own, as a remote one would be. Without a
/// terminal the input is typed into the session and the last screen printed. The exit status is that of the command.
/// </summary>
internal static class LocalCommand
{
    private const int OwnFailure = 255;

    public static int Run(string[] args)
    {
        CoreDumps.Disable();
        string[] command = args is ["--", .. var rest] ? rest : args;
        if (command is ["-h" or "--help", ..])
        {
            Console.Out.WriteLine("usage: moshi local [-- COMMAND [ARG...]]");
            return 0;
        }

        try
        {
            return Connect(command);
        }
        catch (OsException e)
        {
            Console.Error.WriteLine($"moshi: {e.Message}");
            return OwnFailure;
        }
    }

    private static int Connect(string[] command)
    {
        if (!TryCreateFrontEnd(out IFrontEnd? frontEnd, out string error))
        {
            Console.Error.WriteLine($"moshi: {error}");
            return OwnFailure;
        }

        ServerLaunch launch = StartServer(command, frontEnd);
        var settings = new ClientSettings(
            [UdpEndpoint.Loopback(UdpFamily.V4, launch.Port)],
            launch.Key,
            new PredictionSettings(),
            frontEnd is PipeFrontEnd ? EscapeKey.Disabled : EscapeKey.Parse(NativeEnvironment.Find("MOSH_ESCAPE_KEY")),
            PrefixesTitle: false,
            Verbosity: 0);
        using var loop = new ClientLoop(settings, frontEnd);
        ClientOutcome outcome = loop.Run();
        if (frontEnd is PipeFrontEnd { LastScreen: { } screen })
            Console.Out.WriteLine(screen.ToText().TrimEnd());
        if (!outcome.IsClean)
            Console.Error.WriteLine("moshi: the session did not end cleanly");
        return outcome.ExitStatus ?? (outcome.IsClean ? 0 : OwnFailure);
    }

    private static bool TryCreateFrontEnd([NotNullWhen(true)] out IFrontEnd? frontEnd, out string error)
    {
        error = "";
        frontEnd = null;
        if (!Tty.IsTerminal(0))
            frontEnd = new PipeFrontEnd(NativeEnvironment.Find);
        else if (TerminalFrontEnd.TryCreate(NativeEnvironment.Find("TERM"), usesAlternateScreen: true, out TerminalFrontEnd? terminal, out error))
            frontEnd = terminal;
        return frontEnd is not null;
    }

    private static ServerLaunch StartServer(string[] command, IFrontEnd frontEnd)
    {
        int colors = TerminalDescription.TryLoad(NativeEnvironment.Find("TERM"), out TerminalDescription? description, out _) ? description!.Colors : 0;
        List<string> args = ["new", "-i", "127.0.0.1", "-p", "0", "-c", colors.ToString(CultureInfo.InvariantCulture)];
        if (command.Length > 0)
            args.AddRange(["--", .. command]);
        using UdpSocket socket = ServerSocket.Open("127.0.0.1", new ServerPorts(0, 0), out string complaints)
            ?? throw new OsException($"No UDP port could be had on loopback. {complaints}");
        var size = new WindowSize(frontEnd.Size.Columns, frontEnd.Size.Rows);
        return ServerLaunch.Start("mosh-server", args, socket, size, keepsStandardStreams: false);
    }
}
