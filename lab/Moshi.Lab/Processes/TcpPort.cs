using System.Net;
using System.Net.Sockets;

namespace Moshi.Lab.Processes;

/// <summary>TCP ports of loopback, for daemons of the lab's own.</summary>
public static class TcpPort
{
    /// <summary>A port that nobody had a moment ago.</summary>
    public static int FindFree()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether somebody listens there.</summary>
    public static bool IsOpen(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
