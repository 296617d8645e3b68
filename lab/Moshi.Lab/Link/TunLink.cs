using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Link;

/// <summary>
/// Two network namespaces and the wire between them: whole IP packets cross it, so that TCP and UDP meet the same delay, loss, bottleneck and queue. The wire is
/// a thread of its own between two TUN devices; randomness is seeded. Use it where ssh stands beside mosh or flows compete; for UDP alone <see cref="LinkEmulator"/> needs no
/// privileges. Needs root. Members are safe from any thread.
/// </summary>
public sealed class TunLink : IDisposable
{
    private const string Device = "moshi0";
    private const int LargestPacketBytes = 65_536;

    // Of an IPv4 header.
    private const int ProtocolAt = 9, Tcp = 6, Udp = 17;

    private readonly int _wake, _client, _server;
    private readonly DelayQueue<(LinkLane Lane, bool IsToServer)> _underWay = new();
    private readonly byte[] _buffer = new byte[LargestPacketBytes];
    private readonly Thread _thread;
    private volatile LinkLane _toServer, _toClient;
    private long _udpToClient, _tcpToClient;
    private volatile bool _stopped;

    /// <summary>Makes both namespaces and joins them. The devices' MTU is <paramref name="mtu"/>.</summary>
    /// <exception cref="LabTimeoutException">The machine does not allow it.</exception>
    public TunLink(LinkProfile profile, int seed = 1, int mtu = 1500)
    {
        _toServer = new LinkLane(profile.ToServer, seed);
        _toClient = new LinkLane(profile.ToClient, seed ^ 0x5EED);
        Client = new NetworkNamespace();
        Server = new NetworkNamespace();
        _client = Join(Client, ClientAddress, ServerAddress, mtu);
        _server = Join(Server, ServerAddress, ClientAddress, mtu);
        _wake = Native.eventfd(0, Native.CloseOnExec | Native.NonBlocking);
        Native.Check(_wake >= 0, "eventfd");
        _thread = new Thread(Run) { IsBackground = true, Name = "tun link" };
        _thread.Start();
    }

    /// <summary>The client's address on every link of this kind.</summary>
    public static IPAddress ClientAddress { get; } = IPAddress.Parse("10.77.0.1");

    /// <summary>The server's.</summary>
    public static IPAddress ServerAddress { get; } = IPAddress.Parse("10.77.0.2");

    /// <summary>Where clients run.</summary>
    public NetworkNamespace Client { get; }

    /// <summary>Where servers run.</summary>
    public NetworkNamespace Server { get; }

    /// <summary>What came from the client's side since the last <see cref="Reset"/>; bytes are those of whole IP packets.</summary>
    public LinkCounters ToServer => _toServer.Counters;

    /// <summary>What came from the server's side.</summary>
    public LinkCounters ToClient => _toClient.Counters;

    /// <summary>Bytes of IP packets of UDP that reached the client's side since the beginning.</summary>
    public long DeliveredUdpToClient => Volatile.Read(ref _udpToClient);

    /// <summary>The same of TCP.</summary>
    public long DeliveredTcpToClient => Volatile.Read(ref _tcpToClient);

    /// <summary>Other rules, new luck and counters at zero from now on; what is under way stays under way.</summary>
    public void Reset(LinkProfile profile, int seed)
    {
        _toServer = new LinkLane(profile.ToServer, seed);
        _toClient = new LinkLane(profile.ToClient, seed ^ 0x5EED);
    }

    /// <summary>Other rules from now on, with the same luck and counters.</summary>
    public void SetProfile(LinkProfile profile)
    {
        _toServer.Direction = profile.ToServer;
        _toClient.Direction = profile.ToClient;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        Span<byte> one = stackalloc byte[8];
        MemoryMarshal.Write(one, 1L);
        Native.Write(_wake, one);
        _thread.Join();
        Native.close(_wake);
        Native.close(_client);
        Native.close(_server);
        Client.Dispose();
        Server.Dispose();
    }

    private static int Join(NetworkNamespace within, IPAddress own, IPAddress peer, int mtu)
    {
        int descriptor = Native.OpenTun(within.File, Device);
        within.Run("ip", "addr", "add", own.ToString(), "peer", peer.ToString(), "dev", Device);
        within.Run("ip", "link", "set", Device, "mtu", mtu.ToString(CultureInfo.InvariantCulture), "up");
        return descriptor;
    }

    private void Run()
    {
        Native.prctl(Native.SetTimerSlack, 1, 0, 0, 0);
        Native.sched_setscheduler(0, Native.RoundRobin | Native.ResetOnFork, 1);
        Native.PollDescriptor[] list =
        [
            new() { Descriptor = _wake, Events = Native.PollIn },
            new() { Descriptor = _client, Events = Native.PollIn },
            new() { Descriptor = _server, Events = Native.PollIn },
        ];
        while (!_stopped)
        {
            if (Native.Poll(list, _underWay.NanosecondsToNext) > 0)
            {
                if (list[1].Returned != 0)
                    TakeIn(_client, _toServer, isToServer: true);
                if (list[2].Returned != 0)
                    TakeIn(_server, _toClient, isToServer: false);
            }
            DeliverDue();
        }
    }

    private void TakeIn(int descriptor, LinkLane lane, bool isToServer)
    {
        // Bounded, so that a flood one way does not keep the other waiting.
        for (int i = 0; i < 32; i++)
        {
            int length = (int)Native.Read(descriptor, _buffer);
            if (length <= 0)
                return;
            Span<byte> packet = _buffer.AsSpan(0, length);
            // The kernel's own chatter (router solicitations) is not the traffic that is measured.
            if (packet[0] >> 4 != 4 || !lane.TryAdmit(packet, headerBytes: 0, Stopwatch.GetTimestamp(), out long due, out long copyDue))
                continue;
            _underWay.Add((lane, isToServer), packet, due);
            if (copyDue != 0)
                _underWay.Add((lane, isToServer), packet, copyDue);
        }
    }

    private void DeliverDue()
    {
        while (_underWay.TryTake(out DelayedPacket<(LinkLane Lane, bool IsToServer)> packet, out long lateness))
        {
            if (Native.Write(packet.Tag.IsToServer ? _server : _client, packet.Bytes) >= 0)
            {
                packet.Tag.Lane.NoteDelivered(lateness);
                if (!packet.Tag.IsToServer)
                    CountToClient(packet.Bytes);
            }
            packet.Return();
        }
    }

    private void CountToClient(ReadOnlySpan<byte> packet)
    {
        switch (packet[ProtocolAt])
        {
            case Udp: Volatile.Write(ref _udpToClient, _udpToClient + packet.Length); break;
            case Tcp: Volatile.Write(ref _tcpToClient, _tcpToClient + packet.Length); break;
        }
    }
}
