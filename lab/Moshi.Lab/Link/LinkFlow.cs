using System.Net;
using System.Net.Sockets;

namespace Moshi.Lab.Link;

/// <summary>One client of the link, with the socket by which the server knows it.</summary>
internal sealed class LinkFlow : IDisposable
{
    private readonly IPEndPoint _server;

    public LinkFlow(byte[] clientAddress, IPEndPoint server, IPAddress? source)
    {
        ClientAddress = clientAddress;
        _server = server;
        Upstream = Connect(source);
    }

    /// <summary>The client's socket address, as recvfrom(2) gave it.</summary>
    public byte[] ClientAddress { get; }

    /// <summary>The socket connected to the server.</summary>
    public Socket Upstream { get; private set; }

    /// <summary>The server sees another source port, and another source address if one is given.</summary>
    public void Roam(IPAddress? source)
    {
        // The new socket is bound before the old one closes, so the port differs.
        Socket old = Upstream;
        Upstream = Connect(source);
        old.Dispose();
    }

    public void Dispose() => Upstream.Dispose();

    private Socket Connect(IPAddress? source)
    {
        Socket socket = new(_server.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = 4 << 20,
            SendBufferSize = 4 << 20,
        };
        IPAddress any = _server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        socket.Bind(new IPEndPoint(source ?? any, 0));
        socket.Connect(_server);
        return socket;
    }
}
