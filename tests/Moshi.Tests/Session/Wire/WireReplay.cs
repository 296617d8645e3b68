using Moshi.Session;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Session.Wire;

/// <summary>A recorded session through two ends in virtual time; the client is stock's. Counts what the server sends.</summary>
internal sealed class WireReplay<TServer>
    where TServer : class, IHostState<TServer>
{
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(700);

    private readonly WireRecording _recording;
    private readonly TimeSpan _oneWay;
    private readonly Endpoint<UserStream, HostState> _client;
    private readonly Endpoint<TServer, UserStream> _server;
    private readonly SimulatedLink _down;
    private readonly EchoAckClock _echoAcks = new();
    private UserStream? _seen;
    private Instant _now = new(1_000_000_000);
    private Instant _start = Instant.Never;
    private int _printed;
    private int _typed;

    private WireReplay(WireRecording recording, TimeSpan roundTrip, TimerPolicy policy)
    {
        _recording = recording;
        _oneWay = roundTrip / 2;
        var profile = new LinkProfile { DelayMs = _oneWay.TotalMilliseconds };
        var random = new Random(1);
        var up = new SimulatedLink(random) { Profile = profile };
        _down = new SimulatedLink(random) { Profile = profile };
        var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
        _client = new Endpoint<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, Policy = TimerPolicy.Stock, InitialPath = serverAddress, ChaffSeed = 1 },
            new UserStream(), new HostState(recording.Size, answersQueries: false), up, _down, NetworkPath.FromIPv4([10, 0, 0, 1], 40000), _now);
        _server = new Endpoint<TServer, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Policy = policy, ChaffSeed = 2 },
            TServer.Create(recording.Size), new UserStream(), _down, up, serverAddress, _now)
        { Act = ActAsServer };
        _client.Session.Current.AppendResize(recording.Size);
    }

    /// <summary>The cost of a recording.</summary>
    public static WireCost Measure(WireRecording recording, TimeSpan roundTrip, TimerPolicy policy)
    {
        var replay = new WireReplay<TServer>(recording, roundTrip, policy);
        replay.Run(replay._now + Settled + roundTrip * 4);
        replay._down.KeepsHistory = true;
        (long datagrams, long bytes) = (replay._down.Datagrams, replay._down.IpBytes);
        replay._start = replay._now;
        replay.Run(replay._now + recording.Events[^1].At + Settled + roundTrip * 2);
        datagrams = replay._down.Datagrams - datagrams;
        return new WireCost(datagrams, replay._down.IpBytes - bytes - 28 * datagrams);
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
        while (NextTyped <= _now)
        {
            _client.Session.Current.TryAppendKeys(_recording.Events[_typed++].Bytes);
            _client.Turn(_now);
        }
    }

    private void ActAsServer(Instant now)
    {
        TServer live = _server.Session.Current;
        if (_server.Session.TryTakeRemote(out UserStream stream))
        {
            UserStreamReader actions = stream.ReadSince(_seen);
            while (actions.TryRead(out _))
                _echoAcks.Enqueue(_server.Session.NewestRemoteNumber, now);
            _seen = stream;
        }

        while (NextPrinted <= now)
            live.Print(_recording.Events[_printed++].Bytes);
        if (_echoAcks.Advance(now))
            live.Acknowledge(_echoAcks.EchoAck);
    }
}

/// <summary>What a server sent: datagrams and their UDP payload.</summary>
internal readonly record struct WireCost(long Datagrams, long Bytes);
