using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>One state of ours that the peer has, or may have.</summary>
internal struct SentState<T>
{
    /// <summary>Its number on the wire.</summary>
    public ulong Number;

    /// <summary>The state that its newest transmission was relative to: the peer can only have this one if it had that one.</summary>
    public ulong ReferenceNumber;

    /// <summary>When it was last sent.</summary>
    public Instant SentAt;

    /// <summary>Our capabilities were in every transmission of it.</summary>
    public bool ShowedCapabilities;

    /// <summary>Presumed to have arrived; worked out anew before each use.</summary>
    public bool IsAssumed;

    /// <summary>The peer has said that it did not arrive.</summary>
    public bool IsLost;

    public T State;
}
