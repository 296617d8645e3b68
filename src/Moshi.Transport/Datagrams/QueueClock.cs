using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// How long a datagram has queued on its way: what it took longer than the quickest of late, by the two ends' clocks, whose difference nobody knows and nobody needs to.
/// </summary>
public struct QueueClock
{
    private const int SamplesPerLeast = 64;

    private ushort _origin;
    private int _least;
    private int _leastBefore;
    private int _samples;

    /// <summary>Milliseconds that this datagram has queued.</summary>
    /// <param name="timestamp">The sender's clock when it left.</param>
    /// <param name="now">The time of arrival.</param>
    public int Note(ushort timestamp, Instant now)
    {
        ushort journey = (ushort)(Timestamp16.At(now) - timestamp);
        if (_samples == 0)
        {
            _origin = journey;
            (_least, _leastBefore) = (0, int.MaxValue);
        }

        // Clocks drift, paths change: the quickest is forgotten in time.
        int journeyMs = (short)(journey - _origin);
        _least = Math.Min(_least, journeyMs);
        if (++_samples % SamplesPerLeast == 0)
            (_leastBefore, _least) = (_least, journeyMs);
        return journeyMs - Math.Min(_least, _leastBefore);
    }
}
