using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// Sees every packet of a session in clear, for traces and tests. Called in the middle of the session's work: it must not call the session, and spans are valid during the call only. What it sees are
/// keys that the user types: it belongs to the user who started it.
/// </summary>
public interface IPacketObserver
{
    /// <summary>A packet was sealed and is about to be sent.</summary>
    /// <param name="now">The time of sending.</param>
    /// <param name="sequence">The nonce without its direction bit.</param>
    /// <param name="datagramBytes">Length of the datagram.</param>
    /// <param name="plain">Timestamps (2 + 2 bytes) and payload.</param>
    void Sent(Instant now, ulong sequence, int datagramBytes, ReadOnlySpan<byte> plain);

    /// <summary>An authentic packet has arrived and was worked off.</summary>
    /// <param name="now">The time of arrival.</param>
    /// <param name="sequence">The nonce without its direction bit.</param>
    /// <param name="datagramBytes">Length of the datagram.</param>
    /// <param name="plain">Timestamps (2 + 2 bytes) and payload.</param>
    /// <param name="verdict">What became of it.</param>
    void Received(Instant now, ulong sequence, int datagramBytes, ReadOnlySpan<byte> plain, ReceiveVerdict verdict);
}
