using System.Text;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Moshi.Platform.Terminal;
using Moshi.Session;
using Moshi.Transport.Datagrams;

namespace Moshi.Server;

/// <summary><c>mosh-server</c>: prints where it listens and the key, and lives on without the login that started it (mosh-protocol §2).</summary>
internal static class ServerCommand
{
    /// <summary>Runs either half of the server; returns the exit status.</summary>
    public static int Run(string programName, string[] args)
    {
        CoreDumps.Disable();
        bool isSecondHalf = NativeEnvironment.Find(ServerLaunch.HandoverVariable) is not null;
        if (isSecondHalf)
            NativeEnvironment.Set(ServerLaunch.HandoverVariable, null);
        if (args.Length > 0 && string.Equals(args[0], ForcedCommand.Option, StringComparison.Ordinal) && !isSecondHalf)
            return ForcedCommand.Run(programName, args[1..]);
        return Run(programName, args, isSecondHalf);
    }

    /// <summary>Starts the server by a command line that has been checked for what it may do.</summary>
    public static int Run(string programName, string[] args, bool isSecondHalf)
    {
        if (!ServerArguments.TryParse(programName, args, NativeEnvironment.Find, out ServerArguments arguments, out CommandExit? exit))
            return exit!.Print();
        foreach ((string name, string value) in arguments.Environment)
            NativeEnvironment.Set(name, value);
        if (!isSecondHalf)
            return Launch(programName, args, arguments);
        CurrentProcess.SetName(Path.GetFileName(programName));
        return ServerLoop.Run(arguments);
    }

    private static int Launch(string programName, string[] args, ServerArguments arguments)
    {
        Console.Error.Write(arguments.Warnings);
        ServerLocale.Settle(arguments.ClientLocale, out string warning);
        Console.Error.Write(warning);
        using UdpSocket? socket = ServerSocket.Open(arguments.BindAddress, arguments.Ports, out string complaints);
        Console.Error.Write(complaints);
        if (socket is null)
            return 1;
        WindowSize size = Tty.WindowSizeOf(0) is { IsUsable: true } own ? own : WindowSize.Default;
        using var stun = StunInquiry.Create(arguments.StunServer);
        var launch = ServerLaunch.Start(programName, args, socket, size, keepsStandardStreams: arguments.Verbosity > 0, stun);
        if (stun is not null)
            Descriptor.Close(stun.ForwardDescriptor);

        // What was typed ahead has been echoed by the terminal of ssh; the marker must begin a line of its own.
        Span<char> key = stackalloc char[KeyText.Letters];
        KeyText.Encode(launch.Key, key);
        string intro = Tty.IsTerminal(0) ? "\r\n\n" : "";
        string facts = arguments.Capabilities is null ? "" : $"MOSHI SERVER {ProgramVersion.Own} {OwnOptions.Capabilities.Features:x}\n";
        Descriptor.WriteAll(1, Encoding.ASCII.GetBytes($"{intro}{facts}MOSH CONNECT {launch.Port} {key}\n"));
        if (arguments.Capabilities is null)
            Console.Error.Write($"\n{HelpText.Version(CommandTable.MoshServer)}\n[mosh-server detached, pid = {launch.ProcessId}]\n");
        Tty.Drain(1);
        Tty.Drain(2);
        stun?.Run(socket);
        return 0;
    }
}
