namespace Moshi.Transport.Datagrams;

/// <summary>Smoothed round-trip time after RFC 6298 §2, with mosh's clamps. All values in milliseconds.</summary>
public sealed class RttEstimator
{
    /// <summary>Samples from here on are ignored: the 16-bit clock cannot tell them from older ones.</summary>
    public const int MaxSampleMs = 5000;

    private const int MinRtoMs = 50;
    private const int MaxRtoMs = 1000;
    private const int SamplesPerLeast = 64;

    // One round trip that took long, such as the first, must not look like a path on which all differ.
    private const double MaxStepMs = 24;
    private const double JitterGain = 1.0 / 8;

    private double _least = double.PositiveInfinity;
    private double _leastBefore = double.PositiveInfinity;
    private int _samples;
    private double _last;

    /// <param name="initialMs">What the path is believed to take until the first sample: 1000, as in mosh, unless something else has measured it.</param>
    public RttEstimator(double initialMs = 1000)
    {
        Srtt = Math.Clamp(initialMs, 1, MaxSampleMs);
        Rttvar = Srtt / 2;
    }

    public double Srtt { get; private set; }

    /// <summary>Mean deviation; half of <see cref="Srtt"/> until the second sample.</summary>
    public double Rttvar { get; private set; }

    /// <summary>By how much two round trips in a row differ, smoothed from 0 on as in RFC 3550 §6.4.1; of a single one that took long little is seen, unlike in <see cref="Rttvar"/>.</summary>
    public double Jitter { get; private set; }

    /// <summary>True once there are enough samples for <see cref="Rttvar"/> to mean something.</summary>
    public bool IsSettled => _samples >= 16;

    /// <summary>The least of the last 64 to 128 samples: the path without its queues.</summary>
    public double Least => _samples == 0 ? Srtt : Math.Min(_least, _leastBefore);

    public bool HasSample { get; private set; }

    /// <summary>SRTT + 4 RTTVAR, from 50 to 1000.</summary>
    public int Rto => (int)Math.Clamp(Math.Ceiling(Srtt + 4 * Rttvar), MinRtoMs, MaxRtoMs);

    public void AddSample(int milliseconds)
    {
        if (milliseconds >= MaxSampleMs)
            return;
        NoteLeast(milliseconds);
        if (HasSample)
        {
            Jitter += (Math.Min(Math.Abs(_last - milliseconds), MaxStepMs) - Jitter) * JitterGain;
            _last = milliseconds;
            Rttvar = 0.75 * Rttvar + 0.25 * Math.Abs(Srtt - milliseconds);
            Srtt = 0.875 * Srtt + 0.125 * milliseconds;
            return;
        }
        HasSample = true;
        _last = Srtt = milliseconds;
        Rttvar = milliseconds / 2.0;
    }

    private void NoteLeast(double milliseconds)
    {
        _least = Math.Min(_least, milliseconds);
        if (++_samples % SamplesPerLeast != 0)
            return;
        _leastBefore = _least;
        _least = milliseconds;
    }

    /// <summary>Half of SRTT, rounded up, within the bounds (mosh 1.4: 20 and 250).</summary>
    public int SendInterval(int minimum, int maximum) => (int)Math.Clamp(Math.Ceiling(Srtt / 2), minimum, maximum);
}
