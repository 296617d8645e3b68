using System.Diagnostics;

namespace Moshi.Lab.Link;

/// <summary>Decides the fate of the datagrams of one direction, with randomness of its own, so that traffic one way does not change the luck of the other.</summary>
internal sealed class LinkLane(LinkDirection direction, int seed)
{
    private readonly Random _random = new(seed);
    private long _bottleneckFree;
    private bool _isBad;
    private long _burstEnd = long.MinValue;

    private long _received, _receivedBytes, _lost, _queueDropped, _tooLong;
    private long _delivered, _worstLateness;

    /// <summary>The rules; may be replaced while traffic flows.</summary>
    public LinkDirection Direction { get; set; } = direction;

    /// <summary>The counters so far. Readable from any thread; not a consistent cut.</summary>
    public LinkCounters Counters => new(
        Volatile.Read(ref _received), Volatile.Read(ref _receivedBytes), Volatile.Read(ref _delivered), Volatile.Read(ref _lost),
        Volatile.Read(ref _queueDropped), Volatile.Read(ref _tooLong), Stopwatch.GetElapsedTime(0, Volatile.Read(ref _worstLateness)));

    /// <summary>Takes a datagram (may turn one of its bits) and says when to send it on; false when it is lost. <paramref name="copyDue"/> is 0 without a duplicate.</summary>
    public bool TryAdmit(Span<byte> payload, int headerBytes, long now, out long due, out long copyDue)
    {
        bool isAdmitted = TryPass(payload, headerBytes, now, out due, out copyDue);
        _receivedBytes += payload.Length;
        // Last, so that whoever sees this count also sees what became of the datagram.
        Volatile.Write(ref _received, _received + 1);
        return isAdmitted;
    }

    /// <summary>Notes that a datagram was sent on.</summary>
    public void NoteDelivered(long lateness)
    {
        _worstLateness = Math.Max(_worstLateness, lateness);
        Volatile.Write(ref _delivered, _delivered + 1);
    }

    private bool TryPass(Span<byte> payload, int headerBytes, long now, out long due, out long copyDue)
    {
        LinkDirection rules = Direction;
        due = copyDue = 0;
        int packetBytes = payload.Length + headerBytes;
        if (rules.MaxPacketBytes > 0 && packetBytes > rules.MaxPacketBytes)
        {
            _tooLong++;
            return false;
        }
        if (rules.Blackhole || IsLost(rules, now))
        {
            _lost++;
            return false;
        }
        if (rules.Corruption > 0 && _random.NextDouble() < rules.Corruption && payload.Length > 0)
            payload[_random.Next(payload.Length)] ^= (byte)(1 << _random.Next(8));
        long departure = now;
        if (rules.BitsPerSecond > 0 && rules.PolicerBurstBytes > 0)
        {
            // The credit is kept as the time at which it would be full.
            long cost = TicksOf(packetBytes, rules), full = Math.Max(now, _bottleneckFree);
            if (full + cost - now > TicksOf(rules.PolicerBurstBytes, rules))
            {
                _queueDropped++;
                return false;
            }
            _bottleneckFree = full + cost;
        }
        else if (rules.BitsPerSecond > 0)
        {
            long start = Math.Max(now, _bottleneckFree);
            if (start - now > Ticks(rules.QueueLimit))
            {
                _queueDropped++;
                return false;
            }
            departure = start + TicksOf(packetBytes, rules);
            _bottleneckFree = departure;
        }
        due = departure + Ticks(rules.Delay) + Jitter(rules);
        if (rules.Duplication > 0 && _random.NextDouble() < rules.Duplication)
            copyDue = departure + Ticks(rules.Delay) + Jitter(rules);
        return true;
    }

    private static long TicksOf(int bytes, LinkDirection rules) => (long)(bytes * 8.0 / rules.BitsPerSecond * Stopwatch.Frequency);

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private bool IsLost(LinkDirection rules, long now)
    {
        if (rules.Loss <= 0)
            return false;
        if (rules.LossBurst == TimeSpan.Zero)
            return _random.NextDouble() < rules.Loss;
        // An on-off process in continuous time: exponential bad periods, and good periods that make the bad share of the time the loss.
        while (now >= _burstEnd)
        {
            bool first = _burstEnd == long.MinValue;
            _isBad = first ? _random.NextDouble() < rules.Loss : !_isBad;
            double mean = _isBad ? Ticks(rules.LossBurst) : Ticks(rules.LossBurst) * (1 - rules.Loss) / rules.Loss;
            _burstEnd = (first ? now : _burstEnd) + (long)Exponential(mean);
        }
        return _isBad;
    }

    private long Jitter(LinkDirection rules)
    {
        long jitter = 0;
        if (rules.UniformJitter > TimeSpan.Zero)
            jitter += (long)(_random.NextDouble() * Ticks(rules.UniformJitter));
        if (rules.ExponentialJitter > TimeSpan.Zero)
            jitter += (long)Exponential(Ticks(rules.ExponentialJitter));
        return jitter;
    }

    private double Exponential(double mean) => -mean * Math.Log(1 - _random.NextDouble());
}
