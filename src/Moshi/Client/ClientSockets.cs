using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Session;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// The client's UDP sockets, one or more for each address family: the newest of a family sends, the older ones stay open for answers that are still on their way to an
/// abandoned port (mosh-protocol "port hopping").
/// </summary>
internal sealed class ClientSockets : IDisposable
{
    private const int LimitPerFamily = 10;
    private const int ErrorsPerSocket = 8;
    private static readonly TimeSpan KeepOld = TimeSpan.FromSeconds(60);

    private readonly PollLoop _poll;
    private readonly List<(UdpSocket Socket, int Slot, ushort Number)> _open = [];
    private ushort _lastNumber;
    private Instant _lastHop;

    /// <param name="poll">Watches the sockets.</param>
    /// <param name="now">Counts as the first hop.</param>
    public ClientSockets(PollLoop poll, Instant now)
    {
        _poll = poll;
        _lastHop = now;
    }

    public int Count => _open.Count;

    /// <summary>The path to an address through the socket that sends to its family.</summary>
    public NetworkPath PathTo(in UdpEndpoint server)
    {
        int index = Newest(server.Family);
        return server.ToPath(index < 0 ? 0 : _open[index].Number);
    }

    /// <summary>Opens one more socket, which is the one that sends from now on. Throws <see cref="OsException"/> when the family is not supported.</summary>
    public void Open(UdpFamily family)
    {
        var socket = UdpSocket.Open(family);
        _open.Add((socket, _poll.Add(socket.Descriptor), ++_lastNumber));
        int count = 0;
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Socket.Family == family && ++count > LimitPerFamily)
                Close(i);
        }
    }

    /// <summary>Opens sockets on other ports and makes them the ones that send; never more than ten of a family stay open. Throws <see cref="OsException"/>.</summary>
    public void Hop(Instant now)
    {
        bool hasV4 = Newest(UdpFamily.V4) >= 0, hasV6 = Newest(UdpFamily.V6) >= 0;
        if (hasV4)
            Open(UdpFamily.V4);
        if (hasV6)
            Open(UdpFamily.V6);
        _lastHop = now;
    }

    /// <summary>Once a hop has proven itself, the older sockets go.</summary>
    public void Prune(Instant now)
    {
        if (now - _lastHop <= KeepOld)
            return;
        int newestV4 = Newest(UdpFamily.V4), newestV6 = Newest(UdpFamily.V6);
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (i != newestV4 && i != newestV6)
                Close(i);
        }
    }

    /// <summary>True when the last wait has found something on any socket.</summary>
    public bool AreReadable
    {
        get
        {
            foreach ((UdpSocket Socket, int Slot, ushort Number) open in _open)
            {
                if (_poll.IsReadable(open.Slot))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Sends from the newest socket of the target's family; the first time that a family is needed, it gets one.</summary>
    public Errno Send(DatagramBatch datagrams, in UdpEndpoint to)
    {
        int index = Newest(to.Family);
        if (index < 0)
        {
            try
            {
                Open(to.Family);
            }
            catch (OsException e)
            {
                return e.Error;
            }

            index = _open.Count - 1;
        }

        return _open[index].Socket.Send(datagrams, to);
    }

    /// <summary>The next datagrams, all of one socket that the last wait found readable; false when there are none.</summary>
    /// <param name="batch">Receives them.</param>
    /// <param name="next">The socket to begin with: 0 at first, then as it was left.</param>
    /// <param name="number">Of the socket, for <see cref="Paths.ToPath"/>.</param>
    public bool TryReceive(DatagramBatch batch, ref int next, out ushort number)
    {
        for (; next < _open.Count; next++)
        {
            (UdpSocket socket, int slot, number) = _open[next];
            if (!_poll.IsReadable(slot))
                continue;

            // An error that belongs to an earlier send is reported here; what follows it may still be a datagram.
            Errno error = socket.Receive(batch);
            for (int errors = 0; error is not (Errno.None or Errno.EAGAIN) && errors < ErrorsPerSocket; errors++)
                error = socket.Receive(batch);
            if (error != Errno.None)
                continue;
            if (!batch.IsFull)
                next++;
            return true;
        }

        number = 0;
        return false;
    }

    public void Dispose()
    {
        while (_open.Count > 0)
            Close(_open.Count - 1);
    }

    private int Newest(UdpFamily family)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i].Socket.Family == family)
                return i;
        }

        return -1;
    }

    private void Close(int index)
    {
        _poll.Remove(_open[index].Slot);
        _open[index].Socket.Dispose();
        _open.RemoveAt(index);
    }
}
