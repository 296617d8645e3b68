using Moshi.Session;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Session;

/// <summary>The two ends and the loops around them, without anything that is the test's own on the measured way.</summary>
internal sealed class TypedSession : IDisposable
{
    private readonly byte[] _buffer = new byte[DatagramSizes.MaximumReceivedBytes];
    private readonly byte[] _key = new byte[1];
    private readonly NetworkPath _clientPath = NetworkPath.FromIPv4([10, 0, 0, 1], 40000);
    private readonly NetworkPath _serverPath = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
    private readonly SyncSession<UserStream, HostState> _client;
    private readonly SyncSession<HostState, UserStream> _server;
    private Instant _now = new(1_000_000_000);
    private UserStream? _seen;
    private int _column;

    public TypedSession(bool isOurs, IPacketObserver? observer = null)
    {
        Capabilities? capabilities = isOurs ? OwnOptions.Capabilities : null;
        var size = new WindowSize(80, 24);
        var keys = new UserStream();
        keys.AppendResize(size);
        _client = new SyncSession<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, InitialPath = _serverPath, Capabilities = capabilities, Observer = observer },
            new ChecksumCipher(), keys, new HostState(size, answersQueries: false), _now);
        _server = new SyncSession<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Capabilities = capabilities }, new ChecksumCipher(), new HostState(size, answersQueries: true), new UserStream(), _now);
    }

    public long ClientBytes { get; private set; }

    public long ServerBytes { get; private set; }

    public int Packets { get; private set; }

    public bool SpeaksFrames => _client.SpeaksFrames && _server.SpeaksFrames;

    public ulong Frames => _client.NewestRemoteNumber;

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    public void ResetBytes() => ClientBytes = ServerBytes = 0;

    /// <summary>Types a key, and lets 120 ms pass.</summary>
    public void Type(int number)
    {
        _key[0] = (byte)('a' + number % 26);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _client.Current.WritesPlainKeys = _client.SpeaksFrames;
        _client.Current.TryAppendKeys(_key);
        ClientBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        Pass(TimeSpan.FromMilliseconds(120));
    }

    /// <summary>Lets time pass, a millisecond a turn.</summary>
    public void Pass(TimeSpan time)
    {
        for (var end = _now + time; _now < end; _now += TimeSpan.FromMilliseconds(1))
        {
            TurnClient();
            TurnServer();
        }
    }

    private void TurnClient()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _client.Advance(_now);
        while (_client.TryTransmit(_buffer, _now, out Transmit transmit))
        {
            Packets++;
            long sent = GC.GetAllocatedBytesForCurrentThread();
            _server.Receive(_buffer.AsSpan(0, transmit.Length), _clientPath, ceMarked: false, _now);
            long received = GC.GetAllocatedBytesForCurrentThread() - sent;
            ServerBytes += received;
            before += received;
        }

        _client.TakeEvents();
        _client.TryTakeRemote(out _);
        ClientBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void TurnServer()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        SessionEvents events = _server.TakeEvents();
        // Unoptimized code boxes for HasFlag, and this counts bytes.
        if ((events & SessionEvents.PeerCapabilities) != SessionEvents.None)
            _server.Current.WritesDeltas = true;
        if (_server.TryTakeRemote(out UserStream newest))
            Echo(newest);
        _server.Advance(_now);
        while (_server.TryTransmit(_buffer, _now, out Transmit transmit))
        {
            Packets++;
            long sent = GC.GetAllocatedBytesForCurrentThread();
            _client.Receive(_buffer.AsSpan(0, transmit.Length), _serverPath, ceMarked: false, _now);
            long received = GC.GetAllocatedBytesForCurrentThread() - sent;
            ClientBytes += received;
            before += received;
        }

        ServerBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Echo(UserStream newest)
    {
        UserStreamReader actions = newest.ReadSince(_seen);
        while (actions.TryRead(out UserAction action))
        {
            if (action.Kind != UserActionKind.Keys)
                continue;
            // Lines of 60, as the meter of the latency bench draws them.
            if (_column++ == 60)
            {
                _server.Current.Feed("\r\e[K"u8);
                _column = 0;
            }

            _server.Current.Feed(action.Keys);
        }

        _seen = newest;
    }
}
