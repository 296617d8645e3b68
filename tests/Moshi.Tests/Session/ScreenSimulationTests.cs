using Moshi.Session;
using Moshi.Tests.Fuzz;
using Moshi.Tests.Terminal;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>Both cores with real screens over a bad network: whatever a program shows, the client ends up with the same picture.</summary>
[Collection(FuzzTestGroup.Name)]
public sealed class ScreenSimulationTests
{
    private const int Seeds = 200;
    private static readonly Instant Start = new(1_000_000_000);
    private static readonly LinkProfile Bad = new() { DelayMs = 40, JitterMs = 25, Loss = 0.29, Duplication = 0.05 };

    [Fact]
    public void The_screens_are_equal_after_random_output_loss_reordering_and_resizes()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            (_, TimerPolicy client, TimerPolicy server) = PolicyPairs.All[seed % PolicyPairs.All.Length];
            var pair = new Pair(seed, client, server);
            var output = new RandomOutput(seed);
            for (int action = 0; action < 25; action++)
            {
                pair.Act(output);
                pair.Run(TimeSpan.FromMilliseconds(output.Next(150)));
            }

            pair.Settle($"seed {seed}");
        }
    }

    [Fact]
    public void An_hour_of_flood_over_a_link_that_swallows_most_holds_only_a_few_states()
    {
        var pair = new Pair(7, TimerPolicy.Responsive, TimerPolicy.Responsive) { Profile = Bad with { Loss = 0.6 } };
        var output = new RandomOutput(7);
        long before = 0;
        for (int second = 0; second < 600; second++)
        {
            pair.Act(output);
            pair.Run(TimeSpan.FromSeconds(6));
            if (second == 100)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < 4 << 20, $"{growth} bytes more after fifty minutes");
        pair.Settle("flood");
    }

    private sealed class Pair
    {
        private readonly SimulatedLink _up;
        private readonly SimulatedLink _down;
        private readonly Endpoint<UserStream, HostState> _client;
        private readonly Endpoint<HostState, UserStream> _server;
        private readonly EchoAckClock _echoAcks = new();
        private UserStream? _seen;
        private Instant _now = Start;

        public Pair(int seed, TimerPolicy client, TimerPolicy server)
        {
            var random = new Random(seed);
            _up = new SimulatedLink(random);
            _down = new SimulatedLink(random);
            Profile = Bad;
            var clientAddress = NetworkPath.FromIPv4([10, 0, 0, 1], 40000);
            var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
            var size = new WindowSize(random.Next(2, 100), random.Next(2, 40));
            _client = new Endpoint<UserStream, HostState>(
                new SyncSessionOptions { Role = SessionRole.Client, Policy = client, InitialPath = serverAddress, ChaffSeed = 1 },
                new UserStream(), new HostState(size, answersQueries: false), _up, _down, clientAddress, _now);
            _client.Session.Current.AppendResize(size);
            _server = new Endpoint<HostState, UserStream>(
                new SyncSessionOptions { Role = SessionRole.Server, Policy = server, ChaffSeed = 2 },
                new HostState(new WindowSize(80, 24), answersQueries: true), new UserStream(), _down, _up, serverAddress, _now);
            _server.Act = ActAsServer;
        }

        public LinkProfile Profile
        {
            get => _up.Profile;
            init => _up.Profile = _down.Profile = value;
        }

        private HostState Shown => _client.Session.NewestRemote;

        private HostState Live => _server.Session.Current;

        /// <summary>Something that a user or a program does.</summary>
        public void Act(RandomOutput output)
        {
            switch (output.Next(8))
            {
                case 0:
                    _client.Session.Current.AppendResize(new WindowSize(output.Next(1, 120), output.Next(1, 50)));
                    _client.Turn(_now);
                    break;
                case 1 or 2:
                    _client.Session.Current.TryAppendKeys([(byte)output.Next(256)]);
                    _client.Turn(_now);
                    break;
                default:
                    Live.Feed(output.Bytes(output.Next(1, 25), Live.Screen.Columns, Live.Screen.Rows));
                    Live.ClearReplies();
                    _server.Turn(_now);
                    break;
            }
        }

        public void Run(TimeSpan time)
        {
            Instant end = _now + time;
            while (true)
            {
                Instant next = Instant.Min(_client.NextTurn, Instant.Min(_server.NextTurn, _echoAcks.NextDeadline));
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

        public void Settle(string what)
        {
            for (int second = 0; second < 120 && !(IsServed && Difference is null); second++)
                Run(TimeSpan.FromSeconds(1));
            Assert.True(IsServed, $"{what}: the server has not seen all that was typed");
            Assert.True(Difference is null, $"{what}: {Difference}");
        }

        private string? Difference =>
            Shown.EchoAck == Live.EchoAck ? Pictures.WireDifference(Live.Screen, Shown.Screen) : $"echo ack: {Live.EchoAck} against {Shown.EchoAck}";

        private bool IsServed => _client.Session.Current.Matches(_server.Session.NewestRemote) && _echoAcks.NextDeadline == Instant.Never;

        // As a program would run on it: the keys are echoed, a resize reaches the terminal.
        private void ActAsServer(Instant now)
        {
            if (_server.Session.TryTakeRemote(out UserStream stream))
            {
                UserStreamReader actions = stream.ReadSince(_seen);
                while (actions.TryRead(out UserAction action))
                {
                    if (action.Kind == UserActionKind.Resize)
                        Live.Resize(action.Size.Clamp());
                    else
                        Live.Feed(action.Keys);
                    _echoAcks.Enqueue(_server.Session.NewestRemoteNumber, now);
                }

                _seen = stream;
            }

            if (_echoAcks.Advance(now))
                Live.Acknowledge(_echoAcks.EchoAck);
        }
    }
}
