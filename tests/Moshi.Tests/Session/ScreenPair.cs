using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Moshi.Tests.Terminal;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>A client and a server with real screens over a bad network, in virtual time. A stock client shows no capabilities and is painted for; one of ours gets deltas.</summary>
internal sealed class ScreenPair
{
    private static readonly Instant Start = new(1_000_000_000);
    private static readonly Capabilities Ours = Capabilities.Create([0], OwnOptions.ScreenDeltas | Capabilities.CompactInstructions);

    private readonly SimulatedLink _up;
    private readonly SimulatedLink _down;
    private readonly Endpoint<UserStream, HostState> _client;
    private readonly Endpoint<HostState, UserStream> _server;
    private readonly EchoAckClock _echoAcks = new();
    private readonly bool _isOurs;
    private UserStream? _seen;
    private Instant _now = Start;
    private int _roams;

    public ScreenPair(int seed, TimerPolicy client, TimerPolicy server, LinkProfile profile, WindowSize size, bool isOurs = false)
    {
        var random = new Random(seed);
        _isOurs = isOurs;
        _up = new SimulatedLink(random) { Profile = profile };
        _down = new SimulatedLink(random) { Profile = profile };
        var clientAddress = NetworkPath.FromIPv4([10, 0, 0, 1], 40000);
        var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
        _client = new Endpoint<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, Policy = client, InitialPath = serverAddress, ChaffSeed = 1, Capabilities = isOurs ? Ours : null },
            new UserStream(), new HostState(size, answersQueries: false), _up, _down, clientAddress, _now)
        { Act = _ => TakeFrame() };
        _client.Session.Current.AppendResize(size);
        // Its state 0 has another size than the client's.
        var host = new HostState(new WindowSize(80, 24), answersQueries: true);
        _server = new Endpoint<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server, Policy = server, ChaffSeed = 2, Capabilities = Ours }, host, new UserStream(), _down, _up, serverAddress, _now)
        { Act = ActAsServer };
        host.UseTerminal(new Emulator(80, 24) { WidthPolicy = isOurs ? WidthPolicy.Graphemes : WidthPolicy.Stock });
    }

    /// <summary>What the client shows.</summary>
    public HostState Shown => _client.Session.NewestRemote;

    /// <summary>The program's terminal.</summary>
    public HostState Live => _server.Session.Current;

    /// <summary>Called with each picture that the client shows.</summary>
    public Action<Framebuffer>? FrameShown { get; init; }

    /// <summary>The program echoes what is typed.</summary>
    public bool EchoesKeys { get; init; } = true;

    /// <summary>What the server has sent.</summary>
    public SessionCounters Sent => _server.Session.Counters;

    /// <summary>Instructions of the server in the short form.</summary>
    public int CompactInstructions => _server.Observer.CompactInstructions;

    public void Print(ReadOnlySpan<byte> output)
    {
        Live.Feed(output);
        Live.ClearReplies();
        _server.Turn(_now);
    }

    public void Type(ReadOnlySpan<byte> keys)
    {
        _client.Session.Current.TryAppendKeys(keys);
        _client.Turn(_now);
    }

    public void Resize(WindowSize size)
    {
        _client.Session.Current.AppendResize(size);
        _client.Turn(_now);
    }

    /// <summary>The client is somewhere else from now on.</summary>
    public void Roam() => _client.Address = NetworkPath.FromIPv4([10, 0, 1, (byte)++_roams], 40000);

    public void Run(TimeSpan time)
    {
        Instant end = _now + time;
        while (true)
        {
            var next = Instant.Min(_client.NextTurn, Instant.Min(_server.NextTurn, _echoAcks.NextDeadline));
            if (next > end)
                break;
            _now = Instant.Max(_now, next);
            if (_client.NextTurn <= _now)
                _client.Turn(_now);
            if (_server.NextTurn <= _now || _echoAcks.NextDeadline <= _now)
                _server.Turn(_now);
        }

        _now = end;
    }

    /// <summary>Waits until all has arrived and checks that the client has what the program shows: all of it with deltas, what stock's vocabulary can tell without.</summary>
    public void Settle(string what)
    {
        for (int second = 0; second < 120 && !(IsServed && Difference is null); second++)
            Run(TimeSpan.FromSeconds(1));
        Assert.True(IsServed, $"{what}: the server has not seen all that was typed");
        Assert.True(Difference is null, $"{what}: {Difference}");
    }

    private string? Difference => Shown.EchoAck != Live.EchoAck ? $"echo ack: {Live.EchoAck} against {Shown.EchoAck}"
        : !_isOurs ? Pictures.WireDifference(Live.Screen, Shown.Screen)
        : Live.Screen.SameAs(Shown.Screen) ? null : Pictures.Difference(Live.Screen, Shown.Screen) ?? "something that does not show";

    private bool IsServed => _client.Session.Current.Matches(_server.Session.NewestRemote) && _echoAcks.NextDeadline == Instant.Never;

    private void TakeFrame()
    {
        if (_client.Session.TryTakeRemote(out HostState state))
            FrameShown?.Invoke(state.Screen);
    }

    // As a program would run on it: the keys are echoed, a resize reaches the terminal.
    private void ActAsServer(Instant now)
    {
        if (_server.TakeEvents().HasFlag(SessionEvents.PeerCapabilities))
            Live.WritesDeltas = (_server.Session.PeerCapabilities!.Features & OwnOptions.ScreenDeltas) != 0;
        if (_server.Session.TryTakeRemote(out UserStream stream))
        {
            UserStreamReader actions = stream.ReadSince(_seen);
            while (actions.TryRead(out UserAction action))
            {
                if (action.Kind == UserActionKind.Resize)
                    Live.Resize(action.Size.Clamp());
                else if (EchoesKeys)
                    Live.Feed(action.Keys);
                Live.ClearReplies();
                _echoAcks.Enqueue(_server.Session.NewestRemoteNumber, now);
            }

            _seen = stream;
        }

        if (_echoAcks.Advance(now))
            Live.Acknowledge(_echoAcks.EchoAck);
    }
}
