using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// The share of the peer's datagrams that do not arrive, from the gaps in their sequence numbers. A gap counts only when it has stayed open for a while: reordering is
/// not loss.
/// </summary>
public sealed class LossEstimator
{
    private const double Gain = 1.0 / 64;
    private const double SlowGain = 1.0 / 256;
    private const double RunGain = 1.0 / 16;

    // How much likelier than any datagram the one after a lost one is to be lost, where losses come in bursts.
    private const double BurstExcess = 0.25;
    private const int MaxMissing = 32;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(25);

    private readonly Missing[] _missing = new Missing[MaxMissing];
    private int _count;
    private bool _hasStarted;

    private double _fast;
    private double _slow;
    private double _inRow;
    private ulong _lastLost;

    /// <summary>0 to 1, smoothed over some 64 datagrams; a path that loses one in a hundred is not clean again after 64 good ones, so the mean of some 256 counts too.</summary>
    public double Loss => Math.Max(_fast, _slow);

    /// <summary>True while clearly more is lost than has been on the whole.</summary>
    public bool IsRising => _fast > _slow + 0.05;

    /// <summary>True where one loss makes the next likely, so that a copy sent soon after shares the fate of the first.</summary>
    public bool IsBursty => _inRow > Loss + BurstExcess;

    /// <summary>Notes one authentic datagram.</summary>
    /// <param name="packet">Its number and the gap before it.</param>
    /// <param name="srttMs">How long the path is; a quarter of it is allowed for reordering.</param>
    /// <param name="now">The time of arrival.</param>
    public void Note(in Packet packet, double srttMs, Instant now)
    {
        _fast -= _fast * Gain;
        _slow -= _slow * SlowGain;
        if (!packet.IsNewest)
        {
            Forget(packet.Sequence);
            return;
        }
        var patience = TimeSpan.FromMilliseconds(srttMs / 4);
        CountLost(now - (patience > LeastPatience ? patience : LeastPatience));
        // What came before the first datagram that we saw was perhaps never meant for us.
        for (var i = _hasStarted ? Math.Min(packet.Skipped, MaxMissing) : 0; i > 0; i--)
            Add(new Missing(packet.Sequence - (ulong)i, now));
        _hasStarted = true;
    }

    private void Add(Missing missing)
    {
        if (_count == MaxMissing)
            CountLost(missing);
        else
            _missing[_count++] = missing;
    }

    private void Forget(ulong sequence)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Sequence != sequence)
                continue;
            RemoveAt(i);
            return;
        }
    }

    // Oldest first, as they are noted.
    private void CountLost(Instant missedBefore)
    {
        var kept = 0;
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Since > missedBefore)
                _missing[kept++] = _missing[i];
            else
                CountLost(_missing[i]);
        }
        _count = kept;
    }

    private void CountLost(Missing missing)
    {
        _fast += (1 - _fast) * Gain;
        _slow += (1 - _slow) * SlowGain;
        var isInRow = missing.Sequence == _lastLost + 1;
        _inRow += ((isInRow ? 1 : 0) - _inRow) * RunGain;
        _lastLost = missing.Sequence;
    }

    private void RemoveAt(int index)
    {
        _count--;
        for (var i = index; i < _count; i++)
            _missing[i] = _missing[i + 1];
    }

    private readonly record struct Missing(ulong Sequence, Instant Since);
}
