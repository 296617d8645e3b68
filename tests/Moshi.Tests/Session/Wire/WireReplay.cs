using Moshi.Lab.Recordings;
using Moshi.Session;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Session.Wire;

/// <summary>A recorded session through two ends in virtual time; the client is stock's, or both are ours. Counts what is sent.</summary>
internal sealed class WireReplay<TServer>
    where TServer : class, IHostState<TServer>
{
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(700);

    private readonly Recording _recording;
    private readonly TimeSpan _oneWay;
    private readonly Endpoint<UserStream, HostState> _client;
    private readonly Endpoint<TServer, UserStream> _server;
    private readonly SimulatedLink _up;
    private readonly SimulatedLink _down;
    private readonly EchoAckClock _echoAcks = new();
    private UserStream? _seen;
    private Instant _now = new(1_000_000_000);
    private Instant _start = Instant.Never;
    private int _printed;
    private int _typed;

    private WireReplay(Recording recording, TimeSpan roundTrip, TimerPolicy policy, Capabilities? both)
    {
        _recording = recording;
        _oneWay = roundTrip / 2;
        var size = new WindowSize(recording.Columns, recording.Rows);
        var profile = new LinkProfile { DelayMs = _oneWay.TotalMilliseconds };
        var random = new Random(1);
        _up = new SimulatedLink(random) { Profile = profile };
        _down = new SimulatedLink(random) { Profile = profile };
        var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
        _client = new Endpoint<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, Policy = both is null ? TimerPolicy.Stock : policy, InitialPath = serverAddress, Capabilities = both, ChaffSeed = 1 },
            new UserStream(), new HostState(size, answersQueries: false), _up, _down, NetworkPath.FromIPv4([10, 0, 0, 1], 40000), _now);
        _server = new Endpoint<TServer, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Policy = policy, Capabilities = both, ChaffSeed = 2 },
            TServer.Create(size), new UserStream(), _down, _up, serverAddress, _now)
        { Act = ActAsServer };
        _client.Session.Current.AppendResize(size);
    }

    /// <summary>UDP payload of what a server sends to a stock client for a recording.</summary>
    public static WireCost Measure(Recording recording, TimeSpan roundTrip, TimerPolicy policy)
    {
        var replay = new WireReplay<TServer>(recording, roundTrip, policy, both: null);
        replay.Settle();
        (long datagrams, long bytes) = (replay._down.Datagrams, replay._down.IpBytes);
        replay.Play();
        datagrams = replay._down.Datagrams - datagrams;
        return new WireCost(datagrams, replay._down.IpBytes - bytes - 28 * datagrams);
    }

    /// <summary>Bytes of IP packets, both ways.</summary>
    /// <param name="recording">What is typed and printed.</param>
    /// <param name="roundTrip">Of the path, which loses nothing.</param>
    /// <param name="policy">Of the server, and of a client of ours.</param>
    /// <param name="both">What both ends show; null: they are stock's.</param>
    public static WireCost MeasureBothWays(Recording recording, TimeSpan roundTrip, TimerPolicy policy, Capabilities? both)
    {
        var replay = new WireReplay<TServer>(recording, roundTrip, policy, both);
        replay.Settle();
        (long datagrams, long bytes) = (replay._down.Datagrams + replay._up.Datagrams, replay._down.IpBytes + replay._up.IpBytes);
        replay.Play();
        return new WireCost(replay._down.Datagrams + replay._up.Datagrams - datagrams, replay._down.IpBytes + replay._up.IpBytes - bytes);
    }

    private void Settle()
    {
        Run(_now + Settled + _oneWay * 8);
        _down.KeepsHistory = true;
    }

    private void Play()
    {
        _start = _now;
        Run(_now + _recording.Events[^1].At + Settled + _oneWay * 4);
    }

    private void Run(Instant end)
    {
        while (true)
        {
            var wake = Instant.Min(Instant.Min(_client.NextTurn, _server.NextTurn), Instant.Min(_echoAcks.NextDeadline, NextEvent));
            if (wake > end)
                break;
            _now = Instant.Max(_now, wake);
            Type();
            if (_client.NextTurn <= _now)
                _client.Turn(_now);
            if (_server.NextTurn <= _now || _echoAcks.NextDeadline <= _now || NextPrinted <= _now)
                _server.Turn(_now);
        }

        _now = end;
    }

    private Instant NextEvent => Instant.Min(NextPrinted, NextTyped);

    private Instant NextPrinted => NextOf(ref _printed, isInput: false) + _oneWay;

    private Instant NextTyped => NextOf(ref _typed, isInput: true);

    private Instant NextOf(ref int index, bool isInput)
    {
        if (_start == Instant.Never)
            return Instant.Never;
        while (index < _recording.Events.Count && _recording.Events[index].IsInput != isInput)
            index++;
        return index == _recording.Events.Count ? Instant.Never : _start + _recording.Events[index].At;
    }

    private void Type()
    {
        _client.Session.Current.WritesPlainKeys = _client.Session.SpeaksFrames;
        while (NextTyped <= _now)
        {
            _client.Session.Current.TryAppendKeys(_recording.Events[_typed++].Bytes);
            _client.Turn(_now);
        }
    }

    private void ActAsServer(Instant now)
    {
        TServer live = _server.Session.Current;
        if (live is OurHostState ours)
            ours.WritesDeltas = _server.Session.PeerCapabilities is not null;
        if (_server.Session.TryTakeRemote(out UserStream stream))
        {
            UserStreamReader actions = stream.ReadSince(_seen);
            while (actions.TryRead(out _))
                _echoAcks.Enqueue(_server.Session.NewestRemoteNumber, now);
            _seen = stream;
        }

        while (NextPrinted <= now)
            live.Print(_recording.Events[_printed++].Bytes);
        if (_echoAcks.Advance(now) && _server.Session.EchoedNumber < _echoAcks.EchoAck)
            live.Acknowledge(_echoAcks.EchoAck);
        _echoAcks.Forget(_server.Session.EchoedNumber);
    }
}

/// <summary>What was sent: datagrams and their bytes.</summary>
internal readonly record struct WireCost(long Datagrams, long Bytes);
