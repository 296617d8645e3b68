namespace Moshi.Transport.Sync;

/// <summary>How far a session is on its way out.</summary>
public enum SessionPhase
{
    /// <summary>Neither end has begun to shut down.</summary>
    Open,

    /// <summary>We have begun (<c>BeginShutdown</c>) and wait for the peer's acknowledgement.</summary>
    Closing,

    /// <summary>The peer has begun; our acknowledgement is due but not sent yet.</summary>
    PeerClosing,

    /// <summary>Our acknowledgement of the peer's shutdown is out; it is repeated for as long as the peer asks, for about 2 s. Clean: the host may leave at any time.</summary>
    Lingering,

    /// <summary>Over and clean: the peer has acknowledged our shutdown, or the lingering is over.</summary>
    Closed,

    /// <summary>Over and not clean: 16 shutdown instructions or 10 s without an answer.</summary>
    Abandoned,

    /// <summary>The key is used up (2^47 blocks or the last sequence number). Nothing is ever sent again.</summary>
    Exhausted,
}
