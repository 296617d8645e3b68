using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>One direction of a path: a seeded queue of datagrams with arrival times.</summary>
internal sealed class SimulatedLink(Random random)
{
    private readonly PriorityQueue<(byte[] Bytes, NetworkPath From, bool CeMarked), (long At, long Order)> _queue = new();
    private long _order;

    public LinkProfile Profile { get; set; } = new();

    public bool KeepsHistory { get; set; }

    /// <summary>Nothing passes.</summary>
    public bool IsDown { get; set; }

    public long Datagrams { get; set; }
    public long IpBytes { get; set; }

    /// <summary>Everything that was sent since <see cref="KeepsHistory"/>, oldest first.</summary>
    public List<byte[]> History { get; } = [];

    public Instant NextArrival => _queue.TryPeek(out _, out var when) ? new Instant(when.At) : Instant.Never;

    /// <summary>False when the path refuses the length.</summary>
    public bool TrySend(ReadOnlySpan<byte> datagram, NetworkPath from, Instant now)
    {
        if (datagram.Length > Profile.RefusingMtu)
            return false;
        Datagrams++;
        IpBytes += datagram.Length + 28;
        if (KeepsHistory)
            History.Add(datagram.ToArray());
        if (IsDown || datagram.Length > Profile.SilentMtu || random.NextDouble() < Profile.Loss)
            return true;
        Deliver(datagram, from, now);
        if (random.NextDouble() < Profile.Duplication)
            Deliver(datagram, from, now);
        return true;
    }

    public bool TryReceive(Instant now, out byte[] datagram, out NetworkPath from, out bool ceMarked)
    {
        datagram = [];
        from = default;
        ceMarked = false;
        if (NextArrival > now || _queue.Count == 0)
            return false;
        (datagram, from, ceMarked) = _queue.Dequeue();
        return true;
    }

    private void Deliver(ReadOnlySpan<byte> datagram, NetworkPath from, Instant now)
    {
        var delay = Profile.DelayMs;
        if (Profile.JitterMs > 0)
            delay -= Profile.JitterMs * Math.Log(1 - random.NextDouble());
        _queue.Enqueue((datagram.ToArray(), from, random.NextDouble() < Profile.CeMarks), (now.Micros + (long)(delay * 1000), _order++));
    }
}
