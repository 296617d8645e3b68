using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Link;

/// <summary>
/// A UDP relay between clients and one server that delays, loses, reorders, duplicates, shapes and re-addresses datagrams: netem for
/// those who may not load it. A thread of its own with ppoll(2) keeps the error well under a millisecond; randomness is seeded.
/// Members are safe from any thread.
/// </summary>
public sealed class LinkEmulator : IDisposable
{
    private const int LargestDatagramBytes = 65_536;
    private const int UdpHeaderBytes = 8, Ipv4HeaderBytes = 20, Ipv6HeaderBytes = 40;

    private readonly IPEndPoint _server;
    private readonly Socket _downstream;
    private readonly int _wake;
    private readonly int _headerBytes;
    private readonly LinkLane _toServer, _toClient;
    private readonly List<LinkFlow> _flows = [];
    private readonly DelayQueue<(LinkFlow Flow, bool IsToServer)> _underWay = new();
    private readonly ConcurrentQueue<Action> _commands = new();
    private readonly byte[] _buffer = new byte[LargestDatagramBytes];
    private readonly byte[] _address = new byte[128];
    private readonly Thread _thread;
    private IPAddress? _source;
    private volatile bool _stopped;

    /// <summary>Starts a link. <paramref name="listen"/> may have port 0; <see cref="EndPoint"/> says which was taken.</summary>
    public LinkEmulator(IPEndPoint listen, IPEndPoint server, LinkProfile profile, int seed)
    {
        _server = server;
        Seed = seed;
        _toServer = new LinkLane(profile.ToServer, seed);
        _toClient = new LinkLane(profile.ToClient, seed ^ 0x5EED);
        _headerBytes = UdpHeaderBytes + (server.AddressFamily == AddressFamily.InterNetworkV6 ? Ipv6HeaderBytes : Ipv4HeaderBytes);
        _downstream = new Socket(listen.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveBufferSize = 4 << 20,
            SendBufferSize = 4 << 20,
        };
        _downstream.Bind(listen);
        EndPoint = (IPEndPoint)_downstream.LocalEndPoint!;
        _wake = Native.eventfd(0, Native.CloseOnExec | Native.NonBlocking);
        Native.Check(_wake >= 0, "eventfd");
        _thread = new Thread(Run) { IsBackground = true, Name = "link emulator" };
        _thread.Start();
    }

    /// <summary>A link on a free port of the server's own address.</summary>
    public LinkEmulator(IPEndPoint server, LinkProfile profile, int seed = 1)
        : this(new IPEndPoint(server.Address, 0), server, profile, seed)
    {
    }

    /// <summary>Where clients send to.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The seed of the link's luck; print it when a test fails.</summary>
    public int Seed { get; }

    /// <summary>Sees every datagram that arrives at the link, before anything is done to it; the flag says whether it is from a client. Called on the link's thread.</summary>
    public Action<bool, ReadOnlyMemory<byte>>? Tap { get; set; }

    /// <summary>What came from clients.</summary>
    public LinkCounters ToServer => _toServer.Counters;

    /// <summary>What came from the server.</summary>
    public LinkCounters ToClient => _toClient.Counters;

    /// <summary>How many client addresses were seen so far.</summary>
    public int Clients
    {
        get
        {
            int count = 0;
            Execute(() => count = _flows.Count);
            return count;
        }
    }

    /// <summary>Changes the rules from now on; what is under way stays under way.</summary>
    public void SetProfile(LinkProfile profile) => Execute(() =>
    {
        _toServer.Direction = profile.ToServer;
        _toClient.Direction = profile.ToClient;
    });

    /// <summary>Cuts or mends the link in both directions, keeping the other rules.</summary>
    public void SetBlackhole(bool isCut) => Execute(() =>
    {
        _toServer.Direction = _toServer.Direction with { Blackhole = isCut };
        _toClient.Direction = _toClient.Direction with { Blackhole = isCut };
    });

    /// <summary>
    /// Every client gets another source port, and another source address (e.g. 127.0.0.9) if one is given, as after a change of network.
    /// The old ports are closed: what the server still sends there is lost.
    /// </summary>
    public void Roam(IPAddress? source = null) => Execute(() =>
    {
        _source = source;
        foreach (LinkFlow flow in _flows)
            flow.Roam(source);
    });

    /// <summary>Sends a datagram of the caller's making to the server, from the address of the newest client.</summary>
    public void InjectToServer(byte[] datagram) => Execute(() =>
    {
        if (_flows.Count > 0)
            Native.SendTo(Descriptor(_flows[^1].Upstream), datagram, []);
    });

    /// <summary>Sends a datagram of the caller's making to the newest client, from the server's address as the client knows it.</summary>
    public void InjectToClient(byte[] datagram) => Execute(() =>
    {
        if (_flows.Count > 0)
            Native.SendTo(Descriptor(_downstream), datagram, _flows[^1].ClientAddress);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopped)
            return;
        _stopped = true;
        Wake();
        _thread.Join();
        Native.close(_wake);
        _downstream.Dispose();
        foreach (LinkFlow flow in _flows)
            flow.Dispose();
    }

    private static int Descriptor(Socket socket) => (int)socket.Handle;

    private void Execute(Action command)
    {
        using ManualResetEventSlim done = new();
        _commands.Enqueue(() =>
        {
            command();
            done.Set();
        });
        Wake();
        while (!done.Wait(TimeSpan.FromMilliseconds(100)))
            ObjectDisposedException.ThrowIf(!_thread.IsAlive, this);
    }

    private void Wake()
    {
        Span<byte> one = stackalloc byte[8];
        MemoryMarshal.Write(one, 1L);
        Native.Write(_wake, one);
    }

    private void Run()
    {
        // The kernel's default slack of 50 µs on every wait is a third of the error budget.
        Native.prctl(Native.SetTimerSlack, 1, 0, 0, 0);
        // A wire does not wait for a processor. Without the privilege it has to.
        Native.sched_setscheduler(0, Native.RoundRobin | Native.ResetOnFork, 1);
        Span<byte> count = stackalloc byte[8];
        Native.PollDescriptor[] list = [];
        while (!_stopped)
        {
            if (list.Length != _flows.Count + 2)
                list = new Native.PollDescriptor[_flows.Count + 2];
            list[0] = Watch(_wake);
            list[1] = Watch(Descriptor(_downstream));
            for (int i = 0; i < _flows.Count; i++)
                list[i + 2] = Watch(Descriptor(_flows[i].Upstream));
            if (Native.Poll(list, _underWay.NanosecondsToNext) > 0)
            {
                // Traffic before commands: a roam closes descriptors of this list.
                for (int i = list.Length - 1; i >= 2; i--)
                {
                    if (list[i].Returned != 0)
                        ReceiveFromServer(_flows[i - 2]);
                }
                if (list[1].Returned != 0)
                    ReceiveFromClients();
                if (list[0].Returned != 0)
                {
                    Native.Read(_wake, count);
                    while (_commands.TryDequeue(out Action? command))
                        command();
                }
            }
            DeliverDue();
        }
    }

    private static Native.PollDescriptor Watch(int descriptor) => new() { Descriptor = descriptor, Events = Native.PollIn };

    private void ReceiveFromClients()
    {
        while (true)
        {
            int length = (int)Native.ReceiveFrom(Descriptor(_downstream), _buffer, _address, out int addressLength);
            if (length < 0)
                return;
            LinkFlow flow = FlowOf(_address.AsSpan(0, addressLength));
            Admit(_toServer, flow, isToServer: true, _buffer.AsSpan(0, length));
        }
    }

    private void ReceiveFromServer(LinkFlow flow)
    {
        while (true)
        {
            int length = (int)Native.ReceiveFrom(Descriptor(flow.Upstream), _buffer, _address, out _);
            if (length >= 0)
                Admit(_toClient, flow, isToServer: false, _buffer.AsSpan(0, length));
            // A refusal by a server that is gone is reported here once and is no datagram.
            else if (Marshal.GetLastPInvokeError() is Native.WouldBlock)
                return;
        }
    }

    private LinkFlow FlowOf(ReadOnlySpan<byte> clientAddress)
    {
        foreach (LinkFlow known in _flows)
        {
            if (clientAddress.SequenceEqual(known.ClientAddress))
                return known;
        }
        LinkFlow flow = new(clientAddress.ToArray(), _server, _source);
        _flows.Add(flow);
        return flow;
    }

    private void Admit(LinkLane lane, LinkFlow flow, bool isToServer, Span<byte> datagram)
    {
        Tap?.Invoke(isToServer, _buffer.AsMemory(0, datagram.Length));
        if (!lane.TryAdmit(datagram, _headerBytes, Stopwatch.GetTimestamp(), out long due, out long copyDue))
            return;
        _underWay.Add((flow, isToServer), datagram, due);
        if (copyDue != 0)
            _underWay.Add((flow, isToServer), datagram, copyDue);
    }

    private void DeliverDue()
    {
        while (_underWay.TryTake(out DelayedPacket<(LinkFlow Flow, bool IsToServer)> packet, out long lateness))
        {
            (LinkFlow flow, bool isToServer) = packet.Tag;
            nint sent = isToServer
                ? Native.SendTo(Descriptor(flow.Upstream), packet.Bytes, [])
                : Native.SendTo(Descriptor(_downstream), packet.Bytes, flow.ClientAddress);
            if (sent >= 0)
                (isToServer ? _toServer : _toClient).NoteDelivered(lateness);
            packet.Return();
        }
    }
}
