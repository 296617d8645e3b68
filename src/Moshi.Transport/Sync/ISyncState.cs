using System.Buffers;

namespace Moshi.Transport.Sync;

/// <summary>
/// An object that one end owns and the other end follows: the keys typed (client to server) or the screen (server to client).
/// SSP sends the difference between two of its states (mosh 1.4 wire; docs/protocol).
/// </summary>
public interface ISyncState<TSelf>
    where TSelf : class, ISyncState<TSelf>
{
    /// <summary>A frozen copy of the present state; later changes of this object do not reach it. Must be cheap: one is kept per unacknowledged state.</summary>
    TSelf Snapshot();

    /// <summary>True when a peer that has <paramref name="other"/> needs nothing to have this state.</summary>
    bool Matches(TSelf other);

    /// <summary>Appends the serialised UserMessage or HostMessage that turns <paramref name="reference"/> into this state; nothing if they match.</summary>
    void WriteDiff(TSelf reference, IBufferWriter<byte> diff);

    /// <summary>Applies a diff from the peer to this (not shared) object. False, with this object unspecified, when the bytes are not a valid diff.</summary>
    bool TryApply(ReadOnlySpan<byte> diff);

    /// <summary>Forgets what this state has in common with <paramref name="acknowledged"/>, a state that the peer surely has. A screen does nothing here.</summary>
    void DropPrefix(TSelf acknowledged);
}
