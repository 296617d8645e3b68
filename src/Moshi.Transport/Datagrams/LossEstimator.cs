using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// The share of the peer's datagrams that do not arrive, from the gaps in their sequence numbers. A gap counts only when it has stayed open for a while: reordering is
/// not loss.
/// </summary>
public sealed class LossEstimator
{
    private const double RunGain = 1.0 / 16;
    private const double QuickRunGain = 1.0 / 8;

    // How much likelier than any datagram the one after a lost one is to be lost, where losses come in bursts.
    private const double BurstExcess = 0.25;

    // Where few are lost two in a row are no accident, and the last few losses tell.
    private const double QuickBurstExcess = 0.1;
    private const int MaxMissing = 32;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(25);

    private readonly Missing[] _missing = new Missing[MaxMissing];
    private int _count;
    private bool _hasStarted;

    private readonly LossAverage _average = new();
    private double _inRow;
    private double _inRowLately;
    private ulong _lastLost;

    /// <summary>0 to 1: <see cref="LossAverage.Loss"/>.</summary>
    public double Loss => _average.Loss;

    /// <summary>What may be lost if the last losses were no accident: <see cref="LossAverage.Suspicion"/>.</summary>
    public double Suspicion => _average.Suspicion;

    /// <summary>True while clearly more is lost than has been on the whole.</summary>
    public bool IsRising => _average.IsRising;

    /// <summary>How many datagrams have arrived since one was found lost; <see cref="int.MaxValue"/> before the first.</summary>
    public int SinceLoss => _average.SinceLoss;

    /// <summary>How many were found lost.</summary>
    public long Lost { get; private set; }

    /// <summary>True where one loss makes the next likely, so that a copy sent soon after shares the fate of the first.</summary>
    public bool IsBursty => _inRow > Loss + BurstExcess || _inRowLately > 2 * Loss + QuickBurstExcess;

    /// <summary>Notes one authentic datagram.</summary>
    /// <param name="packet">Its number and the gap before it.</param>
    /// <param name="srttMs">How long the path is; a quarter of it is allowed for reordering.</param>
    /// <param name="now">The time of arrival.</param>
    public void Note(in Packet packet, double srttMs, Instant now)
    {
        _average.NoteArrival();
        if (!packet.IsNewest)
        {
            Forget(packet.Sequence);
            return;
        }
        var patience = TimeSpan.FromMilliseconds(srttMs / 4);
        CountLost(now - (patience > LeastPatience ? patience : LeastPatience));
        // What came before the first datagram that we saw was perhaps never meant for us.
        for (long i = _hasStarted ? Math.Min(packet.Skipped, MaxMissing) : 0; i > 0; i--)
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
        for (int i = 0; i < _count; i++)
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
        int kept = 0;
        for (int i = 0; i < _count; i++)
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
        _average.NoteLoss();
        Lost++;
        bool isInRow = missing.Sequence == _lastLost + 1;
        _inRow += ((isInRow ? 1 : 0) - _inRow) * RunGain;
        _inRowLately += ((isInRow ? 1 : 0) - _inRowLately) * QuickRunGain;
        _lastLost = missing.Sequence;
    }

    private void RemoveAt(int index)
    {
        _count--;
        for (int i = index; i < _count; i++)
            _missing[i] = _missing[i + 1];
    }

    private readonly record struct Missing(ulong Sequence, Instant Since);
}
