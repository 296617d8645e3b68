namespace Moshi.Commands.Trace;

/// <summary>Samples and their ranks (nearest rank).</summary>
internal sealed class Percentiles
{
    private readonly List<long> _samples = [];
    private bool _isSorted = true;

    public int Count => _samples.Count;

    public void Add(long sample)
    {
        _isSorted &= _samples.Count == 0 || sample >= _samples[^1];
        _samples.Add(sample);
    }

    /// <summary>The smallest sample that at least this share of all does not exceed; 0 without samples.</summary>
    public long At(double share)
    {
        if (_samples.Count == 0)
            return 0;
        if (!_isSorted)
        {
            _samples.Sort();
            _isSorted = true;
        }

        return _samples[Math.Clamp((int)Math.Ceiling(share * _samples.Count) - 1, 0, _samples.Count - 1)];
    }

    /// <summary>The share of samples up to this one; 0 without samples.</summary>
    public double ShareWithin(long limit) => _samples.Count == 0 ? 0 : (double)_samples.FindAll(sample => sample <= limit).Count / _samples.Count;
}
