using System.Net;
using System.Net.Sockets;
using Moshi.Commands.Doctor.Facts;
using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Moshi.Transport.Sync;

namespace Moshi.Commands.Doctor.Gathering;

/// <summary>
/// Exchanges datagrams with the server that a host has started, to see which get through: a small first one to every candidate, then larger ones without fragmenting,
/// then a screenful back, and again when ssh has left. Driven by <see cref="HostProbe"/>'s loop; every stage has a limit of its own.
/// </summary>
internal sealed class PathProbe : IDisposable
{
    private const int SmallBytes = 120;
    private const int HeadersV4 = 28;
    private const int HeadersV6 = 48;
    private const int PortsPerTurn = 40;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan ContactTime = TimeSpan.FromMilliseconds(1300);
    private static readonly TimeSpan SearchTime = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan SizesTime = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan WatchTime = TimeSpan.FromMilliseconds(1200);
    private static readonly TimeSpan WatchLimit = TimeSpan.FromMilliseconds(1900);

    // IP packets. What a session sends is at most 1280; 1100 and below are what tunnels in tunnels leave.
    private static readonly int[] Sizes = [600, 800, 1000, 1050, 1100, 1150, 1200, 1240, 1280];

    private readonly PollLoop _poll;
    private readonly ProbeSession _session;
    private readonly IReadOnlyList<IPEndPoint> _targets;
    private readonly List<IPEndPoint> _answered = [];
    private readonly List<(UdpSocket Socket, int Slot)> _sockets = [];
    private readonly List<Socket> _refusable = [];
    private readonly byte[] _datagram = new byte[UdpSocket.MaxDatagramBytes];
    private readonly IEnumerator<int> _ports;
    private readonly HashSet<int> _searched = [];
    private readonly Dictionary<ulong, int> _sizeOf = [];
    private IPEndPoint? _peer;
    private ulong _state = 1;
    private ulong _fullSizeState;
    private ulong _ackedOfSizes;
    private bool? _hasFullSize;
    private long _started;
    private long _stageStarted;
    private long _nextBeat;
    private long _lastAnswer;
    private long _firstAnswer;
    private int _largestBack;
    private int _contacted;
    private string _sendError = "";
    private bool _wasRefused;
    private bool _wasSearched;
    private bool _answersAfterLogin;
    private bool _wasWatched;
    private bool _saidGoodbye;

    /// <param name="poll">Watches the sockets.</param>
    /// <param name="key">The session's.</param>
    /// <param name="targets">Where the server may be, the best guess first.</param>
    /// <param name="sshPort">For the search: a router that maps ssh's port may map others beside it.</param>
    public PathProbe(PollLoop poll, ReadOnlySpan<byte> key, IReadOnlyList<IPEndPoint> targets, int sshPort)
    {
        _poll = poll;
        _targets = targets;
        _session = new ProbeSession(key, new WindowSize(160, 50));
        _ports = PortsToSearch(sshPort).GetEnumerator();
        _started = _stageStarted = Clock.NowMicros();
        foreach (AddressFamily family in targets.Select(static target => target.AddressFamily).Distinct())
            Open(family == AddressFamily.InterNetworkV6 ? UdpFamily.V6 : UdpFamily.V4);
        foreach (IPEndPoint target in targets)
            Watch(target);
    }

    public PathStage Stage { get; private set; }

    /// <summary>Where the server may be.</summary>
    public IReadOnlyList<IPEndPoint> Targets => _targets;

    /// <summary>The server has said over ssh that something has arrived.</summary>
    public bool HasArrived { get; set; }

    /// <summary>The server has answered.</summary>
    public bool HasAnswer => _peer is not null;

    /// <summary>When <see cref="Advance"/> has something to do.</summary>
    public long NextDeadline => Stage is PathStage.Done or PathStage.Over ? PollLoop.Never : _nextBeat;

    /// <summary>Receives what has come and sends what is due.</summary>
    public void Advance()
    {
        long now = Clock.NowMicros();
        Receive(now);
        if (Stage is PathStage.Done or PathStage.Over)
            return;
        if (now >= _nextBeat)
        {
            _nextBeat = now + (Stage == PathStage.Search ? 20_000 : (long)Beat.TotalMicroseconds);
            Send();
        }

        Step(now - _stageStarted);
    }

    /// <summary>ssh has left: watches whether the server stays.</summary>
    public void BeginWatch()
    {
        _wasWatched = _answered.Count > 0;
        Enter(_wasWatched ? PathStage.AfterLogin : PathStage.Over);
        foreach (Socket socket in _refusable)
            Poke(socket);
    }

    /// <summary>Ends the session: an answer is not waited for.</summary>
    public void End()
    {
        for (int i = 0; i < 3; i++)
            SendTo(_peer is { } peer ? [peer] : _targets, Instruction.ShutdownNumber, SmallBytes);
        Stage = PathStage.Over;
    }

    /// <summary>What was seen.</summary>
    public PathFacts ToFacts()
    {
        CollectRefusals();
        int headers = Headers(_peer);
        int acked = _sizeOf.Where(entry => entry.Key <= _ackedOfSizes).Select(static entry => entry.Value).DefaultIfEmpty(0).Max();
        int lost = _sizeOf.Values.Where(size => size > acked).DefaultIfEmpty(0).Min();
        return new PathFacts
        {
            Tried = _targets,
            Own = [.. _refusable.Select(static socket => (socket.LocalEndPoint as IPEndPoint)?.Address).OfType<IPAddress>().Distinct()],
            WasSearched = _wasSearched && (_answered.Count == 0 || _searched.Contains(_answered[0].Port)),
            Answered = [.. _answered],
            WasRefused = _wasRefused,
            SendError = _sendError,
            HasArrived = HasArrived || _answered.Count > 0,
            FirstAnswer = _firstAnswer == 0 ? null : TimeSpan.FromMicroseconds(_firstAnswer - _started),
            LargestOut = _sizeOf.Count == 0 ? 0 : Math.Max(acked, SmallBytes + headers),
            LostOut = lost,
            FullSizeOut = _hasFullSize,
            LargestBack = _largestBack == 0 ? 0 : _largestBack + headers,
            IsLargeBackMissing = _session.IsFirstPartMissing,
            WasWatchedAfterLogin = _wasWatched,
            AnswersAfterLogin = _answersAfterLogin,
            SaidGoodbye = _saidGoodbye,
            ServerClockJump = _session.ClockJump,
        };
    }

    public void Dispose()
    {
        foreach ((UdpSocket socket, int slot) in _sockets)
        {
            _poll.Remove(slot);
            socket.Dispose();
        }

        foreach (Socket socket in _refusable)
            socket.Dispose();
        _ports.Dispose();
        _session.Dispose();
    }

    private void Step(long micros)
    {
        var time = TimeSpan.FromMicroseconds(micros);
        switch (Stage)
        {
            case PathStage.Contact or PathStage.Search when _peer is not null:
                Enter(PathStage.SizesOut);
                break;
            case PathStage.Contact when HasArrived ? time >= ContactTime * 2 : time >= ContactTime:
                Enter(HasArrived ? PathStage.Done : PathStage.Search);
                break;

            // On a busy host the server may need a second before it answers what has arrived.
            case PathStage.Search when HasArrived ? time >= SearchTime * 2 : time >= SearchTime:
                Enter(PathStage.Done);
                break;
            case PathStage.SizesOut when _sizeOf.Count > 0 && _session.NewestAcked >= _sizeOf.Keys.Max():
                _ackedOfSizes = _session.NewestAcked;
                BeginSizesBack();
                break;
            case PathStage.SizesOut when time >= SizesTime:
                _ackedOfSizes = _session.NewestAcked;
                Enter(PathStage.FullSizeOut);
                break;
            case PathStage.FullSizeOut when time >= SizesTime || (_fullSizeState != 0 && _session.NewestAcked >= _fullSizeState):
                _hasFullSize = _session.NewestAcked >= _fullSizeState;
                BeginSizesBack();
                break;
            case PathStage.SizesBack when time >= SizesTime * 2 || (_session.LargestReceived + Headers(_peer) > 1200 && time >= Beat * 2):
                _largestBack = _session.LargestReceived;
                Enter(PathStage.Done);
                break;
            case PathStage.AfterLogin:
                _answersAfterLogin = _lastAnswer > _stageStarted + (long)WatchTime.TotalMicroseconds && !_session.IsOver;
                _saidGoodbye = _session.IsOver;
                if (_answersAfterLogin || _saidGoodbye || time >= WatchLimit)
                    Stage = PathStage.Over;
                break;
            default:
                break;
        }
    }

    private void BeginSizesBack()
    {
        _session.Type("\r"u8);
        Enter(PathStage.SizesBack);
    }

    private void Enter(PathStage stage)
    {
        Stage = stage;
        _stageStarted = Clock.NowMicros();
        _nextBeat = 0;
    }

    private void Send()
    {
        switch (Stage)
        {
            case PathStage.Contact:
                // One more with each beat, as a session does: a server answers the newest address, and among equals chance would say that the best does not answer.
                _contacted = Math.Min(_contacted + 1, _targets.Count);
                SendTo([.. _targets.Take(_contacted)], _state, SmallBytes);
                break;
            case PathStage.Search:
                _wasSearched = true;
                for (int i = 0; i < PortsPerTurn && _ports.MoveNext(); i++)
                {
                    _searched.Add(_ports.Current);
                    SendTo([new IPEndPoint(_targets[0].Address, _ports.Current)], _state, SmallBytes);
                }

                break;
            case PathStage.SizesOut:
                SendSizes();
                break;
            case PathStage.FullSizeOut:
                _fullSizeState = _fullSizeState == 0 ? ++_state : _fullSizeState;
                SendTo([_peer!], _fullSizeState, Sizes[^1] - Headers(_peer));
                break;
            case PathStage.SizesBack:
                SendTo([_peer!], ++_state, SmallBytes);
                break;
            case PathStage.AfterLogin:
                SendTo([_peer!], ++_state, SmallBytes);
                break;
            default:
                break;
        }
    }

    // Each size is a state of its own, and the newest that the server confirms is the largest that has arrived. Each beat repeats them, against chance losses.
    private void SendSizes()
    {
        if (_sizeOf.Count == 0)
        {
            foreach (int size in Sizes)
                _sizeOf.Add(++_state, size);
        }

        foreach ((UdpSocket socket, int _) in _sockets)
            socket.AllowFragments(isAllowed: false);
        foreach ((ulong state, int size) in _sizeOf)
            SendTo([_peer!], state, size - Headers(_peer));
        foreach ((UdpSocket socket, int _) in _sockets)
            socket.AllowFragments(isAllowed: true);
    }

    private void SendTo(IReadOnlyList<IPEndPoint> targets, ulong state, int bytes)
    {
        foreach (IPEndPoint target in targets)
        {
            var endpoint = UdpEndpoint.FromAddress(target.Address, target.Port);
            UdpSocket? socket = _sockets.Find(entry => entry.Socket.Family == endpoint.Family).Socket;
            if (socket is null)
                continue;
            int length = _session.Write(state, bytes, Milliseconds(), _datagram);
            Errno error = socket.Send(_datagram.AsSpan(0, length), endpoint);
            if (error is not (Errno.None or Errno.EAGAIN or Errno.EMSGSIZE) && _sendError.Length == 0)
                _sendError = $"{target}: {error.Describe()}{(error == Errno.EPERM ? " (a rule of this machine's firewall)" : "")}";
        }
    }

    private void Receive(long now)
    {
        foreach ((UdpSocket socket, int slot) in _sockets)
        {
            if (!_poll.IsReadable(slot))
                continue;
            for (int i = 0; i < 64; i++)
            {
                Errno error = socket.Receive(_datagram, out ReceivedDatagram received);
                if (error == Errno.EAGAIN)
                    break;
                if (error != Errno.None || !_session.Receive(_datagram.AsSpan(0, received.Length), Milliseconds()))
                    continue;
                var from = new IPEndPoint(received.From.ToIPAddress(), received.From.Port);
                _lastAnswer = now;
                if (_firstAnswer == 0)
                    _firstAnswer = now;
                if (!_answered.Contains(from))
                    _answered.Add(from);

                // An answer from a port that nobody has asked is a rule's doing on the way back, also when it comes late; datagrams still have to go where they went.
                _peer ??= _searched.Contains(from.Port) || _targets.Contains(from) ? from : _targets.FirstOrDefault(target => target.Address.Equals(from.Address)) ?? from;
            }
        }
    }

    private void Open(UdpFamily family)
    {
        try
        {
            var socket = UdpSocket.Open(family);
            _sockets.Add((socket, _poll.Add(socket.Descriptor)));
        }
        catch (OsException e)
        {
            _sendError = e.Message;
        }
    }

    // A connected socket is told of "port unreachable"; the one that the session uses must not be connected. One byte is no datagram to a server: it is passed over.
    private void Watch(IPEndPoint target)
    {
        try
        {
            var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
            _refusable.Add(socket);
            socket.Connect(target);
            Poke(socket);
        }
        catch (SocketException e)
        {
            _sendError = $"{target}: {e.Message}";
        }
    }

    private void Poke(Socket socket)
    {
        try
        {
            socket.Send([0]);
        }
        catch (SocketException e)
        {
            _wasRefused |= e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    private void CollectRefusals()
    {
        foreach (Socket socket in _refusable)
        {
            try
            {
                if (socket.Connected && socket.Poll(0, SelectMode.SelectRead))
                    _ = socket.Receive(new byte[1]);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                _wasRefused = true;
            }
            catch (SocketException)
            {
                // Another error, such as an unreachable network, is not an answer of the host.
            }
        }
    }

    private static IEnumerable<int> PortsToSearch(int sshPort)
    {
        for (int port = 60_000; port <= 61_000; port++)
            yield return port;
        for (int port = Math.Max(1025, sshPort - 50); sshPort > 1024 && port <= Math.Min(65_535, sshPort + 50); port++)
            yield return port;
        foreach (int start in new[] { 61_001, 50_000, 40_000, 30_000, 20_000 })
        {
            for (int port = start; port < start + 100; port++)
                yield return port;
        }
    }

    private static int Headers(IPEndPoint? peer) => peer?.AddressFamily == AddressFamily.InterNetworkV6 ? HeadersV6 : HeadersV4;

    private static long Milliseconds() => Clock.NowMicros() / 1000;
}
