using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// Decides which client state the screen may claim to show: an input counts as echoed once it has been at the application for
/// 50 ms (mosh-protocol "echo ack", mosh 1.4 wire). The server enqueues each client state that carried input, and asks at its deadline.
/// </summary>
public sealed class EchoAckClock
{
    /// <summary>How long an application gets to answer before its screen counts as the answer.</summary>
    public static readonly TimeSpan EchoTimeout = TimeSpan.FromMilliseconds(50);

    private readonly Queue<(ulong Number, Instant Arrival)> _waiting = new();
    private ulong _newest;

    /// <summary>Newest client state whose effects are on the screen; never decreases, 0 before the first.</summary>
    public ulong EchoAck { get; private set; }

    /// <summary>When <see cref="Advance"/> will change <see cref="EchoAck"/>; <see cref="Instant.Never"/> when nothing waits.</summary>
    public Instant NextDeadline => _waiting.TryPeek(out (ulong Number, Instant Arrival) oldest) ? oldest.Arrival + EchoTimeout : Instant.Never;

    /// <summary>Notes that client state <paramref name="number"/> reached the application. Older or repeated numbers are ignored.</summary>
    public void Enqueue(ulong number, Instant now)
    {
        if (number > _newest)
        {
            _newest = number;
            _waiting.Enqueue((number, now));
        }
    }

    /// <summary>The client is told of the states up to this one otherwise: nobody needs to wake for them.</summary>
    public void Forget(ulong number)
    {
        while (_waiting.TryPeek(out (ulong Number, Instant Arrival) oldest) && oldest.Number <= number)
            _waiting.Dequeue();
    }

    /// <summary>True when <see cref="EchoAck"/> has moved on.</summary>
    public bool Advance(Instant now)
    {
        ulong before = EchoAck;
        while (_waiting.TryPeek(out (ulong Number, Instant Arrival) oldest) && oldest.Arrival + EchoTimeout <= now)
        {
            EchoAck = oldest.Number;
            _waiting.Dequeue();
        }

        return EchoAck != before;
    }
}
