namespace Moshi.Transport.Datagrams;

/// <summary>The share of datagrams that get lost, smoothed: what has arrived and what has not is noted one by one, in any order.</summary>
public sealed class LossAverage
{
    private const double Gain = 1.0 / 64;
    private const double SlowGain = 1.0 / 256;
    private const double QuickGain = 1.0 / 16;

    // At first a plain mean, as if so many had arrived before: a path that loses a third shows it within a dozen datagrams, and one lost among the first ten is no third.
    private const int Prior = 16;

    private double _fast;
    private double _slow;
    private double _quick;
    private int _noted;

    /// <summary>0 to 1, smoothed over some 64 datagrams; a path that loses one in a hundred is not clean again after 64 good ones, so the mean of some 256 counts too.</summary>
    public double Loss => Math.Max(_fast, _slow);

    /// <summary>As <see cref="Loss"/>, but not below the mean of some 16 datagrams: too much after a single loss, and right at once after several.</summary>
    public double Suspicion => Math.Max(Loss, _quick);

    /// <summary>True while clearly more is lost than has been on the whole.</summary>
    public bool IsRising => _fast > _slow + 0.05;

    /// <summary>How many have arrived since one was lost; <see cref="int.MaxValue"/> before the first.</summary>
    public int SinceLoss { get; private set; } = int.MaxValue;

    /// <summary>One has arrived.</summary>
    public void NoteArrival()
    {
        Note(0);
        if (SinceLoss < int.MaxValue)
            SinceLoss++;
    }

    /// <summary>One has not.</summary>
    public void NoteLoss()
    {
        Note(1);
        SinceLoss = 0;
    }

    private void Note(double value)
    {
        double plain = 1.0 / (_noted + Prior + 1);
        if (plain > SlowGain)
            _noted++;
        _fast += (value - _fast) * Math.Max(Gain, plain);
        _slow += (value - _slow) * Math.Max(SlowGain, plain);
        _quick += (value - _quick) * QuickGain;
    }
}
