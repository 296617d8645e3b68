using System.Globalization;
using System.Net;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Wrapper;

/// <summary>The program <c>mosh</c>: logs in with ssh, starts the server, learns its address, port and key, and becomes the client. Source: mosh-protocol §1.</summary>
public static class WrapperCommand
{
    /// <summary>No session: the status that ssh, too, has for its own failures.</summary>
    private const int FailureStatus = 255;

    /// <summary>Runs the wrapper. Returns only when no client could be run; otherwise the process has become the client.</summary>
    /// <param name="programName">As the program was called, path and all: it goes into messages and, made absolute, into ssh's ProxyCommand.</param>
    /// <param name="args">Without the program's name.</param>
    /// <returns>The exit status (mosh-protocol §1.2).</returns>
    public static int Run(string programName, string[] args)
    {
        if (!WrapperArguments.TryParse(programName, args, NativeEnvironment.Find, out WrapperArguments? arguments, out CommandExit? exit))
        {
            StandardStreams.Write(StandardStreams.Output, exit!.Output);
            StandardStreams.Write(StandardStreams.Errors, exit.Error);
            return exit.Status;
        }

        if (arguments.IsFakeProxy)
            return FakeProxy.Run(programName, arguments.Family, arguments.Destination, arguments.Command[0]);
        try
        {
            return StartSession(programName, arguments);
        }
        catch (OsException e)
        {
            return Fail($"{programName}: {e.Message}", FailureStatus);
        }
    }

    private static int StartSession(string programName, WrapperArguments arguments)
    {
        EnvironmentBlock environment = NativeEnvironment.Copy();
        environment["MOSH_PREDICTION_DISPLAY"] = null;
        if (arguments.PredictionOverwrites)
            environment["MOSH_PREDICTION_OVERWRITE"] = "yes";
        var client = new ClientProgram(arguments.Client ?? ProgramFile.FindClient(programName));
        if (!client.TryCountColors(environment, out int colors, out int status, out string? error))
            return Fail(error, status);

        environment["MOSH_CLIENT_PID"] = CurrentProcess.Id.ToString(CultureInfo.InvariantCulture);
        string destination = arguments.Destination;
        string? address = null;
        if (arguments.IsLocal)
            address = destination;
        else if (arguments.AddressMode == RemoteAddressMode.Local && !TryResolve(arguments, ref destination, out address, out error))
            return Fail($"{programName}: {error}", FailureStatus);

        var reader = new BootstrapReader(programName, arguments.IsPortRange, address);
        var server = new ServerInvocation
        {
            Server = arguments.Server,
            Colors = colors,
            BindServer = arguments.BindServer ?? (arguments.IsLocal ? destination : "ssh"),
            Ports = arguments.Ports,
            Locale = LocaleVariables.Collect(NativeEnvironment.Find),
            Command = arguments.Command,
        };
        using (BootstrapProcess process = arguments.IsLocal ? StartLocal(reader, server) : StartSsh(reader, server, arguments, destination, programName, environment))
            process.Run();

        if (!reader.TryConclude(destination, out string? message))
            return Fail(message, FailureStatus);
        if (message.Length > 0)
            StandardStreams.Write(StandardStreams.Errors, message + "\n");
        return Fail($"{programName}: Cannot exec {client.Execute(arguments, reader, environment)}", FailureStatus);
    }

    private static BootstrapProcess StartSsh(
        BootstrapReader reader,
        ServerInvocation server,
        WrapperArguments arguments,
        string destination,
        string programName,
        EnvironmentBlock environment)
    {
        bool isProxy = arguments.AddressMode == RemoteAddressMode.Proxy;
        var ssh = new SshInvocation
        {
            Ssh = arguments.Ssh,
            Destination = destination,
            Mode = arguments.AddressMode,
            Family = arguments.Family,
            Pty = arguments.SshPty,
            Wrapper = isProxy ? ProgramFile.FindSelf(programName) : [],
        };

        // ssh hands ProxyCommand to the user's shell, which need not understand our quotes; the client is to see the user's own.
        string? shell = environment["SHELL"];
        if (isProxy)
            environment["SHELL"] = "/bin/sh";
        try
        {
            return BootstrapProcess.Start(reader, ssh.ToArguments(server), environment, directory: null);
        }
        catch (OsException e)
        {
            throw new OsException($"Cannot exec {arguments.Ssh[0]}: {e.Error.Describe()}", e);
        }
        finally
        {
            environment["SHELL"] = shell;
        }
    }

    private static BootstrapProcess StartLocal(BootstrapReader reader, ServerInvocation server)
    {
        EnvironmentBlock environment = NativeEnvironment.Copy();
        environment["MOSH_PREDICTION_DISPLAY"] = null;
        environment["SSH_CONNECTION"] = null;
        return BootstrapProcess.Start(reader, ["sh", "-c", server.ToShell(tellsSshConnection: false)], environment, NativeEnvironment.Find("HOME"));
    }

    // "user@host" becomes "user@address"; only the last part is the host.
    private static bool TryResolve(WrapperArguments arguments, ref string destination, out string? address, out string error)
    {
        address = null;
        int at = destination.LastIndexOf('@') + 1;
        if (!RemoteHost.TryResolve(destination[at..], arguments.Family, out IReadOnlyList<IPAddress>? addresses, out error))
            return false;
        address = addresses[0].ToString();
        destination = destination[..at] + address;
        return true;
    }

    private static int Fail(string message, int status)
    {
        StandardStreams.Write(StandardStreams.Errors, message + "\n");
        return status;
    }
}
