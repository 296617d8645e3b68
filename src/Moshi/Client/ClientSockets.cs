using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// The client's UDP sockets towards one server address: the newest sends, the older ones stay open for answers that are still on their way to an
/// abandoned port (mosh-protocol "port hopping").
/// </summary>
internal sealed class ClientSockets : IDisposable
{
    private const int Limit = 10;
    private const int ErrorsPerSocket = 8;
    private static readonly TimeSpan KeepOld = TimeSpan.FromSeconds(60);

    private readonly PollLoop _poll;
    private readonly UdpEndpoint _server;
    private readonly List<(UdpSocket Socket, int Slot, ushort Number)> _open = [];
    private ushort _lastNumber;
    private Instant _lastHop;

    /// <summary>Opens the first socket. Throws <see cref="OsException"/> when the address family is not supported.</summary>
    public ClientSockets(PollLoop poll, UdpEndpoint server, Instant now)
    {
        _poll = poll;
        _server = server;
        Hop(now);
    }

    public int Count => _open.Count;

    /// <summary>Where the session is to send now.</summary>
    public NetworkPath Path => _server.ToPath(_lastNumber);

    /// <summary>Opens a socket on another port and makes it the one that sends; never more than ten stay open.</summary>
    public void Hop(Instant now)
    {
        UdpSocket socket = UdpSocket.Open(_server.Family);
        _open.Add((socket, _poll.Add(socket.Descriptor), ++_lastNumber));
        _lastHop = now;
        if (_open.Count > Limit)
            Close(0);
    }

    /// <summary>Once a hop has proven itself, the older sockets go.</summary>
    public void Prune(Instant now)
    {
        if (now - _lastHop <= KeepOld)
            return;
        while (_open.Count > 1)
            Close(0);
    }

    public Errno Send(ReadOnlySpan<byte> datagram) => _open[^1].Socket.Send(datagram, _server);

    /// <summary>The next datagram on any socket that the last wait found readable; false when there is none.</summary>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram datagram, out NetworkPath from)
    {
        foreach ((UdpSocket socket, int slot, ushort number) in _open)
        {
            if (!_poll.IsReadable(slot))
                continue;

            // An error that belongs to an earlier send is reported here; what follows it may still be a datagram.
            Errno error = socket.Receive(buffer, out datagram);
            for (int errors = 0; error is not (Errno.None or Errno.EAGAIN) && errors < ErrorsPerSocket; errors++)
                error = socket.Receive(buffer, out datagram);
            if (error != Errno.None)
                continue;
            from = datagram.From.ToPath(number);
            return true;
        }

        datagram = default;
        from = default;
        return false;
    }

    public void Dispose()
    {
        while (_open.Count > 0)
            Close(0);
    }

    private void Close(int index)
    {
        _poll.Remove(_open[index].Slot);
        _open[index].Socket.Dispose();
        _open.RemoveAt(index);
    }
}
