using Moshi.Platform.Net;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Session;

/// <summary>Between what a session has to send and the system call that sends it: both loops drain their session so.</summary>
public static class Departures
{
    /// <summary>
    /// Puts the next datagrams that are due into a batch, as many as it holds; what it held is gone. False when there are none: to be called until then
    /// (<see cref="SyncSession{TLocal,TRemote}.TryTransmit"/>).
    /// </summary>
    public static bool TryTransmit<TLocal, TRemote>(this SyncSession<TLocal, TRemote> session, DatagramBatch batch, Instant now)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        batch.Clear();
        while (!batch.IsFull && session.TryTransmit(batch.Next, now, out Transmit transmit))
            batch.Add(transmit.Length);
        return batch.Count > 0;
    }
}
