using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Crypto;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// One end of a mosh session: follows the peer's object and keeps the peer informed of ours, over datagrams that may be lost, doubled,
/// reordered or rerouted. Sans-IO and single-threaded.
/// </summary>
/// <remarks>
/// One turn of the host's loop, with one <c>now</c> for all of it:
/// <list type="number">
/// <item><see cref="Receive"/> each datagram that is there;</item>
/// <item><see cref="TakeEvents"/>; <see cref="TryTakeRemote"/> and act on it; change <see cref="Current"/> (a client appends keys, a server runs output through its screen);</item>
/// <item><see cref="Advance"/>, always, also when nothing happened;</item>
/// <item><see cref="TryTransmit"/> until it returns false, sending each datagram;</item>
/// <item>sleep until <see cref="NextDeadline"/> or input.</item>
/// </list>
/// The session owns <see cref="Current"/> as an object but only the host changes it, and never between <see cref="BeginShutdown"/> and the end. States
/// handed out by <see cref="TryTakeRemote"/> and <see cref="NewestRemote"/> are shared: read them, do not change them, and hold what you keep (<see cref="ISyncState{TSelf}.Hold"/>): states are
/// used again. The cipher is disposed with the session.
/// A <c>now</c> before an earlier one is taken as that earlier one.
/// <para>
/// Its parts are files by concern. Whoever the peer is: Receiving, Sending, Timing, Closing; what is repeated (Redundancy) and how fast (Pacing, PathSize, Answering); Resting. A peer that is not
/// ours: what it is made to measure (Steering), what it is spared (Sparing), how it is hurried where much is lost or printed (LateAcks, Floods). A peer that is: Frames, FrameReceiving, Chunks,
/// Connection, LossReports, OwnHeartbeat. A field is declared in the part that it belongs to.
/// </para>
/// </remarks>
/// <typeparam name="TLocal">What this end owns: <see cref="UserStream"/> in a client, the screen in a server.</typeparam>
/// <typeparam name="TRemote">What the peer owns.</typeparam>
public sealed partial class SyncSession<TLocal, TRemote> : IDisposable
    where TLocal : class, ISyncState<TLocal>
    where TRemote : class, ISyncState<TRemote>
{
    private readonly SyncSessionOptions _options;
    private readonly SessionRole _role;
    private readonly TimerPolicy _policy;
    private readonly DatagramSealer _sealer;
    private readonly DatagramOpener _opener;
    private readonly RttEstimator _rtt;
    private readonly SentStates<TLocal> _sent;
    private readonly ReceivedStates<TRemote> _received;
    private TimestampEcho _echo;
    private TRemote? _taken;
    private TRemote? _takenBefore;
    private ulong _takenNumber;
    private SessionEvents _events;
    private Instant _now;

    /// <summary>Opens a session at state 0 of both objects.</summary>
    /// <param name="options">Role, policy, address.</param>
    /// <param name="cipher">The session's key; owned and disposed by the session.</param>
    /// <param name="current">Our object in state 0; from now on <see cref="Current"/>.</param>
    /// <param name="remote">The peer's object in state 0; owned by the session from now on.</param>
    /// <param name="now">The present.</param>
    public SyncSession(SyncSessionOptions options, IDatagramCipher cipher, TLocal current, TRemote remote, Instant now)
    {
        bool isClient = options.Role == SessionRole.Client;
        if (isClient && options.InitialPath is null)
            throw new ArgumentException("A client needs the server's address.", nameof(options));
        _options = options;
        _role = options.Role;
        _policy = options.Policy;
        _keys = new KeyPhases(cipher, options.PhaseCiphers, now);
        _reassembler = new Reassembler { KeepsPieces = _policy.KeepsPieces };
        _chunks = new ChunkSender { AddsParity = _policy.AddsParity };
        _rtt = new RttEstimator((options.InitialRtt ?? _policy.InitialRtt).TotalMilliseconds);
        _sealer = new DatagramSealer(cipher, isClient ? Direction.ToServer : Direction.ToClient, options.InitialSequence);
        _opener = new DatagramOpener(_keys, isClient ? Direction.ToClient : Direction.ToServer);
        if (!isClient)
            _opener.TakenIds = _ids;
        _sent = new SentStates<TLocal>(current.Snapshot(), _policy.MaxSentStates, now);
        _received = new ReceivedStates<TRemote>(remote);
        _chaff = new ChaffSource(options.ChaffSeed);
        _budget = Math.Clamp(options.DatagramBudgetBytes, DatagramSizes.FallbackBudgetBytes, DatagramSizes.MaximumReceivedBytes);
        Current = current;
        _now = _heartbeatAt = _tokensAt = _dataSentAt = _pathChosenAt = _frameClock = _inboundAt = now;
        _largeSentAt = now - LongestInterval;
        _inputAt = now - LongestInterval;
        LastContact = LastHeard = now;
        NextDeadline = Instant.Never;
        if (options.InitialPath is { } path)
        {
            Path = path;
            HasPath = true;
            NextDeadline = now;
        }
    }

    /// <summary>The live object of this end. Change it, then call <see cref="Advance"/>.</summary>
    public TLocal Current { get; }

    /// <summary>
    /// True while changes of <see cref="Current"/> are not to be sent, because the host knows that it is in the middle of one: the session then behaves as
    /// if nothing had changed since the last state that was sent. Acknowledgements and repetitions go on. For a short time only.
    /// </summary>
    public bool HoldsChanges { get; set; }

    /// <summary>Our object as far as it may be shown.</summary>
    private TLocal Shown => HoldsChanges ? _sent.Back.State : Current;

    /// <summary>The newest state of the peer's object (state 0 at first). Shared; read only. Until the next <see cref="Receive"/>, if the caller does not hold it.</summary>
    public TRemote NewestRemote => _received.Newest;

    /// <summary>Number of <see cref="NewestRemote"/>; what a server reports in its echo ack.</summary>
    public ulong NewestRemoteNumber => _received.NewestNumber;

    /// <summary>Number of the newest state of ours that was sent; prediction counts from it.</summary>
    public ulong LastSentNumber => _sent.Back.Number;

    /// <summary>Number of the newest state of ours that the peer has acknowledged.</summary>
    public ulong AcknowledgedNumber => _sent.Front.Number;

    /// <summary>The newest state of the peer, if it is newer than the one taken last. Both, this one and the one taken last, are there until the next call, so that what is new between them can be read (<see cref="UserStream.ReadSince"/>).</summary>
    public bool TryTakeRemote(out TRemote newest)
    {
        newest = _received.Newest;
        if (_received.NewestNumber == _takenNumber)
            return false;
        if (_taken is not null)
            _received.DropPrefix(_taken);
        _takenBefore?.LetGo();
        (_takenBefore, _taken) = (_taken, newest);
        newest.Hold();
        _takenNumber = _received.NewestNumber;
        return true;
    }

    /// <summary>When <see cref="Advance"/> has something to do if nothing else happens; <see cref="Instant.Never"/> for a server without a client. Valid after <see cref="Advance"/> and a full drain.</summary>
    public Instant NextDeadline { get; private set; }

    /// <summary>What happened since the last call.</summary>
    public SessionEvents TakeEvents()
    {
        SessionEvents events = _events;
        _events = SessionEvents.None;
        return events;
    }

    /// <summary>False for a server that has not heard a client, or not for 40 s. Nothing is sent then.</summary>
    public bool HasPath { get; private set; }

    /// <summary>Where datagrams go.</summary>
    public NetworkPath Path { get; private set; }

    /// <summary>
    /// Client: from now on send to (or through) another path: the socket opened after <see cref="SessionEvents.PortHopAdvised"/>, or after the host has seen its
    /// network change. Restarts the 10 s after which the next hop is advised.
    /// </summary>
    public void ChangePath(NetworkPath path, Instant now)
    {
        _now = Instant.Max(_now, now);
        Path = path;
        HasPath = true;
        _pathChosenAt = _now;
        if (_speaksFrames)
            UseNextId(0);
        if (_policy.AnnouncesPath)
            BeatNow();
        NextDeadline = _now;
    }

    /// <summary>The last datagram was refused as too long (EMSGSIZE): for the rest of the session they are at most 500 bytes. What was not sent yet is sent anew.</summary>
    public void DatagramTooLarge(Instant now)
    {
        _now = Instant.Max(_now, now);
        if (_budget > DatagramSizes.FallbackBudgetBytes)
            ShrinkBudget();
        DropFrame();
        PresumeLost();
        NextDeadline = _now;
    }

    /// <summary>Longest datagram that is sent.</summary>
    public int DatagramBudgetBytes => _budget;

    /// <summary>How far the session is on its way out.</summary>
    public SessionPhase Phase { get; private set; }

    /// <summary>True while the peer may still need our acknowledgement of its shutdown (about 2 s). The host may leave earlier, at the risk that the peer calls it unclean.</summary>
    public bool IsLingering => Phase == SessionPhase.Lingering;

    /// <summary>True once nothing will be sent any more.</summary>
    public bool IsOver => Phase is SessionPhase.Closed or SessionPhase.Abandoned or SessionPhase.Exhausted;

    /// <summary>Exit status of the remote command, once a peer of ours has told it.</summary>
    public int? PeerExitStatus { get; private set; }

    /// <summary>What the peer can do, if it is one of ours; null for a stock peer.</summary>
    public Capabilities? PeerCapabilities { get; private set; }

    /// <summary>When the newest state of the peer arrived; state 0 counts as arrived at the start. "Last contact" is the time since then.</summary>
    public Instant LastContact { get; private set; }

    /// <summary>When the newest state of ours that the peer acknowledged was sent. "Last reply" is the time since then.</summary>
    public Instant LastRoundTrip => _sent.Front.SentAt;

    /// <summary>When the last authentic datagram in order arrived; <see cref="HasHeard"/> tells whether there was one.</summary>
    public Instant LastHeard { get; private set; }

    /// <summary>How many authentic datagrams in order have arrived: it grows with the newest only, not with late or repeated ones, which say nothing about the path.</summary>
    public ulong HeardInOrder { get; private set; }

    /// <summary>True once an authentic datagram has arrived.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Smoothed round-trip time; 1 s until the first sample.</summary>
    public TimeSpan Srtt => TimeSpan.FromMilliseconds(_rtt.Srtt);

    /// <summary>Half of SRTT within the policy's bounds: the frame interval that mosh's prediction thresholds are written in.</summary>
    public TimeSpan SendInterval =>
        TimeSpan.FromMilliseconds(_rtt.SendInterval((int)_policy.MinSendInterval.TotalMilliseconds, (int)_policy.MaxSendInterval.TotalMilliseconds));

    /// <summary>The sequence number that the next datagram will carry, for whoever must not let it repeat.</summary>
    public ulong NextSequence => _sealer.NextSequence;

    /// <summary>Totals since the start.</summary>
    public SessionCounters Counters { get; } = new();

    public void Dispose()
    {
        _encoder.Dispose();
        _keys.Dispose();
    }

    private void SetPhase(SessionPhase phase)
    {
        Phase = phase;
        _events |= SessionEvents.PhaseChanged;
    }
}
