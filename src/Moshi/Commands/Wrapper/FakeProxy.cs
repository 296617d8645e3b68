using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moshi.Platform;

namespace Moshi.Commands.Wrapper;

/// <summary>
/// ssh's ProxyCommand while a session starts: connects to the host, reports the address on standard error, where our own wrapper reads it, and carries
/// ssh's bytes. Source: mosh-protocol §1.3.
/// </summary>
internal static class FakeProxy
{
    /// <summary>Runs until both directions have ended. Returns the exit status.</summary>
    public static int Run(string programName, string family, string host, string port)
    {
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is 0 or > 65_535)
            return Fail(programName, $"Bad TCP port ({port})");
        if (!RemoteHost.TryResolve(host, family, out IReadOnlyList<IPAddress>? addresses, out string? error))
            return Fail(programName, error);

        // ssh in the background outlives the terminal, and so must its connection.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        if (!TryConnect(addresses, number, out Socket? socket, out error))
            return Fail(programName, $"Could not connect to {host}, last tried {error}");
        using (socket)
        {
            StandardStreams.Write(StandardStreams.Errors, $"MOSH IP {((IPEndPoint)socket.RemoteEndPoint!).Address}\n");
            socket.NoDelay = true;
            socket.Blocking = false;
            using var relay = new Relay(socket);
            relay.Run();
        }

        return 0;
    }

    private static bool TryConnect(IReadOnlyList<IPAddress> addresses, int port, out Socket connected, out string error)
    {
        error = "";
        foreach (IPAddress address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(address, port);
                connected = socket;
                return true;
            }
            catch (SocketException e)
            {
                error = $"{address}: {((Errno)e.NativeErrorCode).Describe()}";
                socket.Dispose();
            }
        }

        connected = null!;
        return false;
    }

    private static int Fail(string programName, string error)
    {
        StandardStreams.Write(StandardStreams.Errors, $"{programName}: {error}\n");
        return 255;
    }
}
