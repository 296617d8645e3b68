namespace Moshi.Bench.Reporting;

/// <summary>Samples of one quantity, in milliseconds.</summary>
internal sealed class Distribution
{
    private readonly List<double> _samples = [];
    private bool _isSorted = true;

    /// <summary>How many.</summary>
    public int Count => _samples.Count;

    /// <summary>All, in no particular order.</summary>
    public IReadOnlyList<double> Values => _samples;

    /// <summary>The smallest.</summary>
    public double Minimum => Quantile(0);

    /// <summary>The middle one.</summary>
    public double Median => Quantile(0.5);

    /// <summary>The average.</summary>
    public double Mean => _samples.Count == 0 ? double.NaN : _samples.Average();

    /// <summary>The largest.</summary>
    public double Maximum => Quantile(1);

    /// <summary>Adds a sample.</summary>
    public void Add(double milliseconds)
    {
        _samples.Add(milliseconds);
        _isSorted = false;
    }

    /// <summary>Adds all of another's.</summary>
    public void Add(Distribution other)
    {
        _samples.AddRange(other._samples);
        _isSorted = false;
    }

    /// <summary>The smallest sample that at least this share of all does not exceed (nearest rank).</summary>
    public double Quantile(double share)
    {
        if (_samples.Count == 0)
            return double.NaN;
        if (!_isSorted)
        {
            _samples.Sort();
            _isSorted = true;
        }
        return _samples[Math.Clamp((int)Math.Ceiling(share * _samples.Count) - 1, 0, _samples.Count - 1)];
    }
}
