using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;

namespace Moshi.Server;

/// <summary>
/// Opens the server's port: on the address that was asked for, else on every address. Where nothing was asked for, one socket serves IPv4 and
/// IPv6 (stock on glibc binds IPv4 only, quirk Q17).
/// </summary>
internal static class ServerSocket
{
    /// <summary>A session that has just been left keeps its port for two seconds, in which its last packet may have to be said again.</summary>
    private const long PatienceMicros = 2_500_000;

    /// <summary>
    /// Null when no port could be had; <paramref name="complaints"/> then ends with why. Otherwise it may hold warnings. Whole lines for stderr. Where all ports are in use a
    /// moment is waited: whoever has one port for a host comes back to it at once.
    /// </summary>
    public static UdpSocket? Open(string? address, ServerPorts ports, out string complaints)
    {
        long deadline = Clock.NowMicros() + PatienceMicros;
        while (true)
        {
            if (TryOpen(address, ports, out complaints, out Errno error) is { } socket)
                return socket;
            if (error != Errno.EADDRINUSE || Clock.NowMicros() >= deadline)
                return null;
            Thread.Sleep(100);
        }
    }

    private static UdpSocket? TryOpen(string? address, ServerPorts ports, out string complaints, out Errno error)
    {
        complaints = "";
        if (address is not null)
        {
            if (!UdpEndpoint.TryParse(address, 0, out UdpEndpoint requested))
            {
                complaints = $"Error binding to IP {address}: not a numeric address\n";
            }
            else
            {
                bool isDualStack = requested.Family == UdpFamily.V6 && requested.IsWildcard;
                if (TryOpen(requested, isDualStack, ports, out error) is { } bound)
                    return bound;
                complaints = $"Error binding to IP {address}: {error.Describe()}\n";
            }
        }

        UdpSocket? any = TryOpen(UdpEndpoint.Any(UdpFamily.V6), isDualStack: true, ports, out error)
            ?? (error == Errno.EADDRINUSE ? null : TryOpen(UdpEndpoint.Any(UdpFamily.V4), isDualStack: false, ports, out error));
        if (any is null)
        {
            string range = ports.Low == ports.High ? $"port {ports.Low}" : $"ports {ports.Low} to {ports.High}";
            complaints += $"Error binding to any interface: {error.Describe()}\n"
                + $"No UDP socket could be had on {range}; see who has them: ss -ulnp\n";
        }

        return any;
    }

    private static UdpSocket? TryOpen(UdpEndpoint local, bool isDualStack, ServerPorts ports, out Errno error)
    {
        UdpSocket socket;
        try
        {
            socket = UdpSocket.Open(local.Family, isDualStack);
        }
        catch (OsException e)
        {
            error = e.Error;
            return null;
        }

        error = socket.BindInRange(local, ports.Low, ports.High);
        if (error == Errno.None)
            return socket;
        socket.Dispose();
        return null;
    }
}
