using System.Buffers;

namespace Moshi.Transport.Sync;

/// <summary>
/// An object that one end owns and the other end follows: the keys typed (client to server) or the screen (server to client).
/// SSP sends the difference between two of its states (docs/protocol/mosh.md, "State synchronisation").
/// </summary>
public interface ISyncState<TSelf>
    where TSelf : class, ISyncState<TSelf>
{
    /// <summary>
    /// A frozen copy of the present state; later changes of this object do not reach it. Must be cheap: one is kept per
    /// unacknowledged state. A snapshot is an ordinary state: it can be compared, diffed against, and (by the receiver, once, before
    /// it is shared) applied to.
    /// </summary>
    TSelf Snapshot();

    /// <summary>True when a peer that has <paramref name="other"/> needs nothing to have this state.</summary>
    bool Matches(TSelf other);

    /// <summary>
    /// False when all that a peer with <paramref name="reference"/> lacks is bookkeeping that nobody waits to see (an echo ack).
    /// Such a change travels with the next frame or a little later, and does not use up the frame rate. Asked only when the two do not match.
    /// </summary>
    bool IsUrgentSince(TSelf reference) => true;

    /// <summary>Appends the serialised UserMessage or HostMessage that turns <paramref name="reference"/> into this state; nothing if they match.</summary>
    void WriteDiff(TSelf reference, IBufferWriter<byte> diff);

    /// <summary>Applies a diff from the peer to this (not shared) object. False, with this object unspecified, when the bytes are not a valid diff.</summary>
    bool TryApply(ReadOnlySpan<byte> diff);

    /// <summary>
    /// Forgets what this state has in common with <paramref name="acknowledged"/>: the sender calls it with a state that the peer surely has, the
    /// receiver with one that its owner has already taken. A screen does nothing here.
    /// </summary>
    void DropPrefix(TSelf acknowledged);

    /// <summary>
    /// One more keeps this state. Whoever calls <see cref="Snapshot"/> holds what it returns; each further one who keeps it calls this first. Kinds of states that are never used again need neither
    /// this nor <see cref="LetGo"/>.
    /// </summary>
    void Hold()
    {
    }

    /// <summary>One who held this state does not look at it any more. After the last, the object may come out of <see cref="Snapshot"/> as another state.</summary>
    void LetGo()
    {
    }

    /// <summary>Nothing has changed for a while: memory that is kept for busy times only, by this state and its relatives, is given back.</summary>
    void Rest()
    {
    }
}
