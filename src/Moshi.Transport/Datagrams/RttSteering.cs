namespace Moshi.Transport.Datagrams;

/// <summary>
/// Chooses the round-trip time that a mosh 1.4 peer measures. Such a peer paces its frames by half of its SRTT, which it computes from the timestamps that we return; returned
/// a little early or late, they hold its SRTT near a target while its RTTVAR keeps its retransmission timer at the true round trip. The peer's SRTT is emulated here.
/// For peers of our own, which pace themselves otherwise, there is no use for it.
/// </summary>
/// <remarks>All values in milliseconds. The average is that of RFC 6298 §2.</remarks>
public sealed class RttSteering
{
    // Draws an average down as well as 0 does, and is still not negative on a path that has become a little faster.
    private const double LowSample = 2;

    // Closer above the target there is nothing to gain.
    internal const double MarginMs = 20;

    // Samples that are high, at least: fewer would hold the average up, but let the deviation decay between them.
    private const double LeastShare = 0.06;

    private double _srtt;
    private bool _hasReplied;

    /// <summary>What the peer's SRTT should be by now; 0 before the first reply.</summary>
    public double PeerSrtt => _srtt;

    /// <summary>True while replies are bent.</summary>
    public bool IsSteering { get; private set; }

    /// <summary>How many milliseconds to add to the timestamp that is returned now; 0 is honest. Call once for each timestamp that goes out.</summary>
    /// <param name="rtt">The path as we measure it ourselves.</param>
    /// <param name="target">Where the peer's SRTT shall stay; null: wherever the path puts it.</param>
    /// <param name="isHasty">The peer shall measure nothing but the target: then its retransmission timer falls to it, and does not allow for the true round trip.</param>
    public int Bend(RttEstimator rtt, double? target, bool isHasty = false)
    {
        ArgumentNullException.ThrowIfNull(rtt);
        IsSteering = rtt.HasSample && target is { } wanted && rtt.Srtt > wanted + MarginMs;
        if (!rtt.HasSample)
            return 0;
        if (!IsSteering)
        {
            Emulate(rtt.Srtt);
            return 0;
        }
        double sample = Math.Round(isHasty ? target!.Value : Choose(rtt.Srtt, target!.Value));
        // The peer will measure this much, and whatever the path takes beyond its best.
        Emulate(sample + Math.Max(rtt.Srtt - rtt.Least, 0));
        return (int)(rtt.Least - sample);
    }

    // A share q of samples H, and none else, has the mean q H and the mean deviation 2 H q (1 - q). With the mean at the target, q follows from the deviation
    // that lifts the retransmission timer, which counts it four times, to the true round trip.
    private double Choose(double srtt, double target)
    {
        if (_srtt > target)
            return LowSample;
        double deviation = (srtt + MarginMs - target) / 4;
        double share = Math.Max(LeastShare, 1 - deviation / (2 * target));
        return Math.Min(srtt * 1.5, target / share);
    }

    private void Emulate(double sample)
    {
        _srtt += _hasReplied ? (sample - _srtt) / 8 : sample;
        _hasReplied = true;
    }
}
