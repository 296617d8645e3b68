using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>
/// A client and a server over two links, in virtual time. The server's application echoes each key after a millisecond; the server reports echo acks after 50 ms as
/// mosh-server does.
/// </summary>
internal sealed class SimulatedSession
{
    private static readonly TimeSpan EchoTimeout = TimeSpan.FromMilliseconds(50);

    private readonly double[] _writesAtMs;
    private readonly PriorityQueue<Action, (long At, int Order)> _script = new();
    private readonly List<Instant> _typed = [];
    private readonly Queue<(ulong Number, Instant At)> _inputs = new();
    private UserStream? _taken;
    private int _order;
    private int _received;

    public SimulatedSession(
        int seed,
        TimerPolicy clientPolicy,
        TimerPolicy serverPolicy,
        LinkProfile? up = null,
        LinkProfile? down = null,
        Capabilities? clientCapabilities = null,
        Capabilities? serverCapabilities = null,
        long startMs = 1_000_000,
        int budget = Moshi.Transport.Datagrams.DatagramSizes.IPv4BudgetBytes,
        double[]? writesAtMs = null,
        Moshi.Transport.Frames.KeyLimits? keyLimits = null)
    {
        _writesAtMs = writesAtMs ?? [1];
        Random = new Random(seed);
        Now = new Instant(startMs * 1000);
        Up = new SimulatedLink(Random) { Profile = up ?? new LinkProfile() };
        Down = new SimulatedLink(Random) { Profile = down ?? up ?? new LinkProfile() };
        var clientAddress = NetworkPath.FromIPv4([10, 0, 0, 1], 40000);
        var serverAddress = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
        Client = new Endpoint<UserStream, EchoScreen>(
            new SyncSessionOptions
            {
                Role = SessionRole.Client,
                Policy = clientPolicy,
                InitialPath = serverAddress,
                ChaffSeed = (ulong)seed,
                Capabilities = clientCapabilities,
                DatagramBudgetBytes = budget,
                PhaseCiphers = new ChecksumPhases(),
                KeyLimits = keyLimits ?? Moshi.Transport.Frames.KeyLimits.Default,
            },
            new UserStream(),
            new EchoScreen(),
            Up,
            Down,
            clientAddress,
            Now);
        Client.Session.Current.AppendResize(new WindowSize(80, 24));
        Server = new Endpoint<EchoScreen, UserStream>(
            new SyncSessionOptions
            {
                Role = SessionRole.Server,
                Policy = serverPolicy,
                ChaffSeed = (ulong)seed + 1,
                Capabilities = serverCapabilities,
                DatagramBudgetBytes = budget,
                PhaseCiphers = new ChecksumPhases(),
                KeyLimits = keyLimits ?? Moshi.Transport.Frames.KeyLimits.Default,
            },
            new EchoScreen { WriteBytes = _writesAtMs.Length == 1 ? 2 : 120 },
            new UserStream(),
            Down,
            Up,
            serverAddress,
            Now);
        Client.Act = ActAsClient;
        Server.Act = ActAsServer;
    }

    public Random Random { get; }
    public Instant Now { get; private set; }
    public SimulatedLink Up { get; }
    public SimulatedLink Down { get; }
    public Endpoint<UserStream, EchoScreen> Client { get; }
    public Endpoint<EchoScreen, UserStream> Server { get; }

    /// <summary>Keys typed.</summary>
    public int Typed => _typed.Count;

    /// <summary>Bytes of keys that reached the application, in order.</summary>
    public List<byte> Input { get; } = [];

    /// <summary>From key to the whole reaction on the screen, one entry per key, in milliseconds.</summary>
    public List<double> LatencyMs { get; } = [];

    /// <summary>The same to the first write of the reaction.</summary>
    public List<double> FirstMs { get; } = [];

    /// <summary>False: the application reads in silence.</summary>
    public bool Echoes { get; init; } = true;

    /// <summary>Does something at a time from now.</summary>
    public void After(double milliseconds, Action action) => _script.Enqueue(action, (Now.Micros + (long)(milliseconds * 1000), _order++));

    /// <summary>Something is still to be done.</summary>
    public bool HasScript => _script.Count > 0;

    /// <summary>Types one key now.</summary>
    public void Type()
    {
        if (Client.Session.Phase != SessionPhase.Open || !Client.Session.Current.TryAppendKeys([(byte)('a' + Typed % 26)]))
            return;
        _typed.Add(Now);
    }

    /// <summary>Shows another picture now.</summary>
    public void Paint(int bytes)
    {
        if (Server.Session.Phase != SessionPhase.Open)
            return;
        byte[] picture = new byte[bytes];
        Random.NextBytes(picture);
        Server.Session.Current.Picture = picture;
    }

    /// <summary>Shows a picture of another length than the one before, and returns after how many milliseconds the client has it, or a minute.</summary>
    public double MeasurePicture(int bytes)
    {
        Instant start = Now;
        After(0, () => Paint(bytes));
        do
            Run(1);
        while (Client.Session.NewestRemote.Picture.Length != bytes && Now - start < TimeSpan.FromMinutes(1));
        return (Now - start).TotalMilliseconds;
    }

    /// <summary>The clock of both ends jumps, and nobody runs meanwhile.</summary>
    public void Jump(TimeSpan by) => Now += by;

    public void Run(double milliseconds)
    {
        var end = new Instant(Now.Micros + (long)(milliseconds * 1000));
        while (true)
        {
            RunScript();
            Instant scripted = _script.TryPeek(out _, out (long At, int Order) when) ? new Instant(when.At) : Instant.Never;
            var next = Instant.Min(scripted, Instant.Min(Client.NextTurn, Instant.Min(Server.NextTurn, NextEchoAck)));
            if (next > end)
            {
                Now = Instant.Max(Now, end);
                return;
            }
            Now = Instant.Max(Now, next);
            RunScript();
            if (Client.NextTurn <= Now)
                Client.Turn(Now);
            if (Server.NextTurn <= Now || NextEchoAck <= Now)
                Server.Turn(Now);
        }
    }

    private void React(double afterMs, int echoed) => After(afterMs, () =>
    {
        SyncSession<EchoScreen, UserStream> session = Server.Session;
        if (session.Phase == SessionPhase.Open)
            session.Current.Echoed = Math.Max(session.Current.Echoed, echoed);
    });

    private void RunScript()
    {
        bool isAnything = false;
        while (_script.TryPeek(out _, out (long At, int Order) when) && when.At <= Now.Micros)
        {
            _script.Dequeue()();
            isAnything = true;
        }
        if (!isAnything)
            return;
        Client.Turn(Now);
        Server.Turn(Now);
    }

    private Instant NextEchoAck => _inputs.TryPeek(out (ulong Number, Instant At) oldest) && Server.Session.Phase == SessionPhase.Open ? oldest.At + EchoTimeout : Instant.Never;

    private void ActAsClient(Instant now)
    {
        Client.Session.Current.WritesPlainKeys = Client.Session.SpeaksFrames;
        if (!Client.Session.TryTakeRemote(out EchoScreen? screen))
            return;
        while (FirstMs.Count * _writesAtMs.Length < screen.Echoed)
            FirstMs.Add((now - _typed[FirstMs.Count]).TotalMilliseconds);
        while ((LatencyMs.Count + 1) * _writesAtMs.Length <= screen.Echoed)
            LatencyMs.Add((now - _typed[LatencyMs.Count]).TotalMilliseconds);
    }

    private void ActAsServer(Instant now)
    {
        SyncSession<EchoScreen, UserStream> session = Server.Session;
        if (session.TryTakeRemote(out UserStream? stream))
        {
            UserStreamReader reader = stream.ReadSince(_taken);
            bool isInput = false;
            while (reader.TryRead(out UserAction action))
            {
                isInput = true;
                Input.AddRange(action.Keys);
            }
            _taken = stream;
            if (isInput)
                _inputs.Enqueue((session.NewestRemoteNumber, now));
            if (Echoes && Input.Count > _received)
            {
                for (; _received < Input.Count; _received++)
                {
                    for (int write = 0; write < _writesAtMs.Length; write++)
                        React(_writesAtMs[write], _received * _writesAtMs.Length + write + 1);
                }
            }
        }
        while (_inputs.TryPeek(out (ulong Number, Instant At) oldest) && now - oldest.At >= EchoTimeout)
        {
            _inputs.Dequeue();
            if (session.Phase == SessionPhase.Open && session.EchoedNumber < oldest.Number)
                session.Current.EchoAck = Math.Max(session.Current.EchoAck, oldest.Number);
        }
    }
}
