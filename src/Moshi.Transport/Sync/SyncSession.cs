using Moshi.Transport.Crypto;
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
/// handed out by <see cref="TryTakeRemote"/> and <see cref="NewestRemote"/> are shared: read them, do not change them. The cipher is disposed with the session.
/// A <c>now</c> before an earlier one is taken as that earlier one.
/// </remarks>
/// <typeparam name="TLocal">What this end owns: <see cref="UserStream"/> in a client, the screen in a server.</typeparam>
/// <typeparam name="TRemote">What the peer owns.</typeparam>
public sealed partial class SyncSession<TLocal, TRemote> : IDisposable
    where TLocal : class, ISyncState<TLocal>
    where TRemote : class, ISyncState<TRemote>
{
    /// <summary>Opens a session at state 0 of both objects.</summary>
    /// <param name="options">Role, policy, address.</param>
    /// <param name="cipher">The session's key; owned and disposed by the session.</param>
    /// <param name="current">Our object in state 0; from now on <see cref="Current"/>.</param>
    /// <param name="remote">The peer's object in state 0.</param>
    /// <param name="now">The present.</param>
    public SyncSession(SyncSessionOptions options, IDatagramCipher cipher, TLocal current, TRemote remote, Instant now) => throw new NotSupportedException();

    /// <summary>The live object of this end. Change it, then call <see cref="Advance"/>.</summary>
    public TLocal Current => throw new NotSupportedException();

    /// <summary>The newest state of the peer's object (state 0 at first). Shared; read only.</summary>
    public TRemote NewestRemote => throw new NotSupportedException();

    /// <summary>Number of <see cref="NewestRemote"/>; what a server reports in its echo ack.</summary>
    public ulong NewestRemoteNumber => throw new NotSupportedException();

    /// <summary>Number of the newest state of ours that was sent; prediction counts from it.</summary>
    public ulong LastSentNumber => throw new NotSupportedException();

    /// <summary>Number of the newest state of ours that the peer has acknowledged.</summary>
    public ulong AcknowledgedNumber => throw new NotSupportedException();

    /// <summary>Takes one datagram from the network. Never throws, whatever the bytes are.</summary>
    /// <param name="datagram">The UDP payload. Received into a buffer of more than 2048 bytes, so that a longer one is refused rather than cut off.</param>
    /// <param name="from">Where it came from; a server follows it when the datagram is authentic and the newest.</param>
    /// <param name="ceMarked">The IP header carried Congestion Experienced.</param>
    /// <param name="now">The time of arrival.</param>
    public ReceiveVerdict Receive(ReadOnlySpan<byte> datagram, NetworkPath from, bool ceMarked, Instant now) => throw new NotSupportedException();

    /// <summary>The newest state of the peer, if it is newer than the one taken last.</summary>
    public bool TryTakeRemote(out TRemote newest) => throw new NotSupportedException();

    /// <summary>Compares <see cref="Current"/> with what the peer has, and decides what is due. At most one instruction per call.</summary>
    public void Advance(Instant now) => throw new NotSupportedException();

    /// <summary>Writes the next datagram. Call until false after each <see cref="Advance"/>: the pieces of an instruction belong together.</summary>
    /// <param name="buffer">At least the datagram budget (1252 bytes) long.</param>
    /// <param name="now">The time of sending; goes into the packet.</param>
    /// <param name="transmit">How much of the buffer to send, and where.</param>
    public bool TryTransmit(Span<byte> buffer, Instant now, out Transmit transmit) => throw new NotSupportedException();

    /// <summary>When <see cref="Advance"/> has something to do if nothing else happens; <see cref="Instant.Never"/> for a server without a client.</summary>
    public Instant NextDeadline => throw new NotSupportedException();

    /// <summary>What happened since the last call.</summary>
    public SessionEvents TakeEvents() => throw new NotSupportedException();

    /// <summary>False for a server that has not heard a client, or not for 40 s. Nothing is sent then.</summary>
    public bool HasPath => throw new NotSupportedException();

    /// <summary>Where datagrams go.</summary>
    public NetworkPath Path => throw new NotSupportedException();

    /// <summary>
    /// Client: from now on send to (or through) another path: the socket opened after <see cref="SessionEvents.PortHopAdvised"/>. Restarts the 10 s after
    /// which the next hop is advised.
    /// </summary>
    public void ChangePath(NetworkPath path, Instant now) => throw new NotSupportedException();

    /// <summary>The last datagram was refused as too long (EMSGSIZE): for the rest of the session they are at most 500 bytes.</summary>
    public void DatagramTooLarge(Instant now) => throw new NotSupportedException();

    /// <summary>Starts to leave: what <see cref="Current"/> is now is delivered as the last state. Ends in <see cref="SessionPhase.Closed"/> or <see cref="SessionPhase.Abandoned"/>.</summary>
    /// <param name="now">The present.</param>
    /// <param name="exitStatus">Server: the exit status of the command, told to a peer that is one of ours.</param>
    public void BeginShutdown(Instant now, int? exitStatus = null) => throw new NotSupportedException();

    /// <summary>How far the session is on its way out.</summary>
    public SessionPhase Phase => throw new NotSupportedException();

    /// <summary>True while the peer may still need our acknowledgement of its shutdown (about 2 s). The host may leave earlier, at the risk that the peer calls it unclean.</summary>
    public bool IsLingering => Phase == SessionPhase.Lingering;

    /// <summary>Exit status of the remote command, once a peer of ours has told it.</summary>
    public int? PeerExitStatus => throw new NotSupportedException();

    /// <summary>What the peer can do, if it is one of ours; null for a stock peer.</summary>
    public Capabilities? PeerCapabilities => throw new NotSupportedException();

    /// <summary>When the newest state of the peer arrived; state 0 counts as arrived at the start. "Last contact" is the time since then.</summary>
    public Instant LastContact => throw new NotSupportedException();

    /// <summary>When the newest state of ours that the peer acknowledged was sent. "Last reply" is the time since then.</summary>
    public Instant LastRoundTrip => throw new NotSupportedException();

    /// <summary>When the last authentic datagram in order arrived; <see cref="HasHeard"/> tells whether there was one.</summary>
    public Instant LastHeard => throw new NotSupportedException();

    /// <summary>True once an authentic datagram has arrived.</summary>
    public bool HasHeard => throw new NotSupportedException();

    /// <summary>Smoothed round-trip time; 1 s until the first sample.</summary>
    public TimeSpan Srtt => throw new NotSupportedException();

    /// <summary>Half of SRTT within the policy's bounds: the frame interval that mosh's prediction thresholds are written in.</summary>
    public TimeSpan SendInterval => throw new NotSupportedException();

    /// <summary>Totals since the start.</summary>
    public SessionCounters Counters => throw new NotSupportedException();

    public void Dispose() => throw new NotSupportedException();
}
