using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>One direction of a path: a seeded queue of datagrams with arrival times.</summary>
internal sealed class SimulatedLink(Random random)
{
    private readonly PriorityQueue<(byte[] Bytes, NetworkPath From, bool CeMarked), (long At, long Order)> _queue = new();
    private long _order;
    private bool _isBad;
    private Instant _weatherUntil;
    private Instant _bottleneckFreeAt;
    private Instant _policedAt;
    private double _policed;

    public LinkProfile Profile { get; set; } = new();

    public bool KeepsHistory { get; set; }

    /// <summary>Nothing passes.</summary>
    public bool IsDown { get; set; }

    public long Datagrams { get; set; }
    public long IpBytes { get; set; }

    /// <summary>Everything that was sent since <see cref="KeepsHistory"/>, oldest first.</summary>
    public List<byte[]> History { get; } = [];

    public Instant NextArrival => _queue.TryPeek(out _, out (long At, long Order) when) ? new Instant(when.At) : Instant.Never;

    /// <summary>False when the path refuses the length.</summary>
    public bool TrySend(ReadOnlySpan<byte> datagram, NetworkPath from, Instant now)
    {
        if (datagram.Length > Profile.RefusingMtu)
            return false;
        Datagrams++;
        IpBytes += datagram.Length + 28;
        if (KeepsHistory)
            History.Add(datagram.ToArray());
        if (IsDown || datagram.Length > Profile.SilentMtu || IsLost(now) || IsPoliced(datagram.Length + 28, now) || IsQueueFull(datagram.Length + 28, now))
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

    private bool IsPoliced(int bytes, Instant now)
    {
        if (Profile.PolicedBytesPerSecond <= 0)
            return false;
        _policed = Math.Min(Profile.PolicedBurstBytes, _policed + ((now - _policedAt).TotalSeconds * Profile.PolicedBytesPerSecond));
        _policedAt = now;
        if (_policed < bytes)
            return true;
        _policed -= bytes;
        return false;
    }

    private bool IsQueueFull(int bytes, Instant now)
    {
        if (Profile.BytesPerSecond <= 0)
            return false;
        _bottleneckFreeAt = Instant.Max(_bottleneckFreeAt, now);
        if ((_bottleneckFreeAt - now).TotalSeconds * Profile.BytesPerSecond + bytes > Profile.QueueBytes)
            return true;
        _bottleneckFreeAt += TimeSpan.FromSeconds(bytes / Profile.BytesPerSecond);
        return false;
    }

    // Loss in bursts is a process in time: bad periods with an exponential length, as many as make the mean.
    private bool IsLost(Instant now)
    {
        if (Profile.LossBurstMs <= 0 || Profile.Loss <= 0)
            return random.NextDouble() < Profile.Loss;
        while (now >= _weatherUntil)
        {
            _isBad = _weatherUntil != default ? !_isBad : random.NextDouble() < Profile.Loss;
            if (_weatherUntil == default)
                _weatherUntil = now;
            double mean = _isBad ? Profile.LossBurstMs : Profile.LossBurstMs * (1 - Profile.Loss) / Profile.Loss;
            _weatherUntil += TimeSpan.FromMilliseconds(-mean * Math.Log(1 - random.NextDouble()));
        }
        return _isBad;
    }

    private void Deliver(ReadOnlySpan<byte> datagram, NetworkPath from, Instant now)
    {
        double delay = Profile.DelayMs;
        if (Profile.JitterMs > 0)
            delay -= Profile.JitterMs * Math.Log(1 - random.NextDouble());
        delay += Math.Max(0, (_bottleneckFreeAt - now).TotalMilliseconds);
        _queue.Enqueue((datagram.ToArray(), from, random.NextDouble() < Profile.CeMarks), (now.Micros + (long)(delay * 1000), _order++));
    }
}
