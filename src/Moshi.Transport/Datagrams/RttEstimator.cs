namespace Moshi.Transport.Datagrams;

/// <summary>Smoothed round-trip time after RFC 6298 §2, with mosh's clamps. All values in milliseconds.</summary>
public sealed class RttEstimator
{
    /// <summary>Samples from here on are ignored: the 16-bit clock cannot tell them from older ones.</summary>
    public const int MaxSampleMs = 5000;

    private const int MinRtoMs = 50;
    private const int MaxRtoMs = 1000;

    /// <summary>1000 until the first sample.</summary>
    public double Srtt { get; private set; } = 1000;

    /// <summary>Mean deviation; 500 until the first sample.</summary>
    public double Rttvar { get; private set; } = 500;

    public bool HasSample { get; private set; }

    /// <summary>SRTT + 4 RTTVAR, from 50 to 1000.</summary>
    public int Rto => (int)Math.Clamp(Math.Ceiling(Srtt + 4 * Rttvar), MinRtoMs, MaxRtoMs);

    public void AddSample(int milliseconds)
    {
        if (milliseconds >= MaxSampleMs)
            return;
        if (HasSample)
        {
            Rttvar = 0.75 * Rttvar + 0.25 * Math.Abs(Srtt - milliseconds);
            Srtt = 0.875 * Srtt + 0.125 * milliseconds;
            return;
        }
        HasSample = true;
        Srtt = milliseconds;
        Rttvar = milliseconds / 2.0;
    }

    /// <summary>Half of SRTT, rounded up, within the bounds (mosh 1.4: 20 and 250).</summary>
    public int SendInterval(int minimum, int maximum) => (int)Math.Clamp(Math.Ceiling(Srtt / 2), minimum, maximum);
}
