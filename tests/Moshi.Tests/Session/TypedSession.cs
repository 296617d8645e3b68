using System.Buffers;
using Moshi.Client;
using Moshi.Session;
using Moshi.Terminal.Input;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Prediction;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Session;

/// <summary>The two ends and what the loops around them do, painting included, without anything that is the test's own on the measured way.</summary>
internal sealed class TypedSession : IDisposable
{
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMicroseconds(100);

    private readonly byte[] _key = new byte[1];
    private readonly NetworkPath _clientPath = NetworkPath.FromIPv4([10, 0, 0, 1], 40000);
    private readonly NetworkPath _serverPath = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
    private readonly SyncSession<UserStream, HostState> _client;
    private readonly SyncSession<HostState, UserStream> _server;
    private readonly DelayLine _up;
    private readonly DelayLine _down;
    private readonly ClientOverlay _overlay;
    private readonly TtyPainter _painter = new(PaintProfile.Plain);
    private readonly ArrayBufferWriter<byte> _painted = new(64 * 1024);
    private readonly EchoAckClock _echoAcks = new();
    private readonly byte[] _keysForHost = new byte[64];
    private Instant _now = new(1_000_000_000);
    private UserStream? _seen;
    private bool _isDirty;
    private int _column;

    public TypedSession(Pairing pairing, IPacketObserver? observer = null, PredictionMode prediction = PredictionMode.Adaptive, int delayMs = 0)
    {
        (TimerPolicy Policy, Capabilities? Capabilities) ours = (TimerPolicy.Responsive, OwnOptions.Capabilities);
        (TimerPolicy Policy, Capabilities? Capabilities) stock = (TimerPolicy.Stock, null);
        ((TimerPolicy Policy, Capabilities? Capabilities) clientKind, (TimerPolicy Policy, Capabilities? Capabilities) serverKind) = (pairing == Pairing.StockClient ? stock : ours, pairing == Pairing.StockServer ? stock : ours);
        var size = new WindowSize(80, 24);
        var keys = new UserStream();
        keys.AppendResize(size);
        _up = new DelayLine(TimeSpan.FromMilliseconds(delayMs));
        _down = new DelayLine(TimeSpan.FromMilliseconds(delayMs));
        var settings = new ClientSettings([], [], new PredictionSettings { Mode = prediction }, EscapeKey.Default, PrefixesTitle: true, Verbosity: 0);
        _overlay = new ClientOverlay(settings, _now);
        _client = new SyncSession<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, InitialPath = _serverPath, Policy = clientKind.Policy, Capabilities = clientKind.Capabilities, Observer = observer },
            new ChecksumCipher(), keys, new HostState(size, answersQueries: false), _now);
        _server = new SyncSession<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Policy = serverKind.Policy, Capabilities = serverKind.Capabilities },
            new ChecksumCipher(), new HostState(size, answersQueries: true), new UserStream(), _now);
    }

    public long ClientBytes { get; private set; }

    public long ServerBytes { get; private set; }

    public int Packets => _up.Offered + _down.Offered;

    public bool SpeaksFrames => _client.SpeaksFrames && _server.SpeaksFrames;

    public ulong Frames => _client.NewestRemoteNumber;

    /// <summary>The client has the server's picture.</summary>
    public bool IsInStep => string.Equals(_client.NewestRemote.Screen.ToText(), _server.Current.Screen.ToText(), StringComparison.Ordinal);

    /// <summary>Every which datagram of both directions is lost; 0: none.</summary>
    public void Lose(int every) => _up.LosesEvery = _down.LosesEvery = every;

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
        _overlay.Prediction.OnInput(_key, _client.LastSentNumber, _now.Millis());
        _client.Current.TryAppendKeys(_key);
        _isDirty = true;
        ClientBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        Pass(TimeSpan.FromMilliseconds(120));
    }

    /// <summary>The program prints; then time passes.</summary>
    public void Print(ReadOnlySpan<byte> output, TimeSpan time)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _server.Current.Feed(output);
        ServerBytes += GC.GetAllocatedBytesForCurrentThread() - before;
        Pass(time);
    }

    /// <summary>Lets time pass: the ends wake when something arrives and at their deadlines.</summary>
    public void Pass(TimeSpan time)
    {
        Instant end = _now + time;
        while (_now < end)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            TurnClient();
            long between = GC.GetAllocatedBytesForCurrentThread();
            TurnServer();
            ClientBytes += between - before;
            ServerBytes += GC.GetAllocatedBytesForCurrentThread() - between;
            _now = Instant.Min(end, Instant.Max(_now + ShortestTurn, NextTurn()));
        }
    }

    private Instant NextTurn()
    {
        var client = Instant.Min(_client.NextDeadline, Instant.Min(_overlay.NextDeadline(_now), _overlay.Prediction.HasPredictions ? _client.NextEchoAck : Instant.Never));
        var server = Instant.Min(_server.NextDeadline, _echoAcks.NextDeadline);
        return Instant.Min(Instant.Min(client, server), Instant.Min(_up.NextArrival, _down.NextArrival));
    }

    private void TurnClient()
    {
        while (_down.TryReceive(_now, out ReadOnlySpan<byte> datagram))
            _client.Receive(datagram, _serverPath, ceMarked: false, _now);
        _client.TakeEvents();
        _isDirty |= _client.TryTakeRemote(out _);
        _client.Advance(_now);
        while (_client.TryTransmit(_up.Next, _now, out Transmit transmit))
            _up.Send(transmit, _now);
        if (!_isDirty && _now < _overlay.NextDeadline(_now))
            return;
        _isDirty = false;
        _overlay.Bar.NoteContact(_client.LastContact.Millis());
        _overlay.Bar.NoteReply(_client.LastRoundTrip.Millis());
        _painted.ResetWrittenCount();
        _painter.Paint(_overlay.Draw(_client.NewestRemote, _client.EchoAck(_now), _client.AcknowledgedNumber, _client.SendInterval, _now), _painted);
    }

    private void TurnServer()
    {
        while (_up.TryReceive(_now, out ReadOnlySpan<byte> datagram))
            _server.Receive(datagram, _clientPath, ceMarked: false, _now);
        SessionEvents events = _server.TakeEvents();
        // Unoptimized code boxes for HasFlag, and this counts bytes.
        if ((events & SessionEvents.PeerCapabilities) != SessionEvents.None)
            _server.Current.WritesDeltas = true;
        if (_server.TryTakeRemote(out UserStream newest))
            Echo(newest);
        if (_echoAcks.Advance(_now) && _server.EchoedNumber < _echoAcks.EchoAck)
            _server.Current.Acknowledge(_echoAcks.EchoAck);
        _server.Advance(_now);
        while (_server.TryTransmit(_down.Next, _now, out Transmit transmit))
            _down.Send(transmit, _now);
        _echoAcks.Forget(_server.EchoedNumber);
    }

    private void Echo(UserStream newest)
    {
        bool hasActions = false;
        UserStreamReader actions = newest.ReadSince(_seen);
        while (actions.TryRead(out UserAction action))
        {
            hasActions = true;
            if (action.Kind != UserActionKind.Keys)
                continue;
            // Lines of 60, as the meter of the latency bench draws them.
            if (_column++ == 60)
            {
                _server.Current.Feed("\r\e[K"u8);
                _column = 0;
            }

            action.Keys.CopyTo(_keysForHost);
            _server.Current.Feed(_keysForHost.AsSpan(0, action.Keys.Length));
        }

        _seen = newest;
        if (hasActions)
            _echoAcks.Enqueue(_server.NewestRemoteNumber, _now);
    }
}
