using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// The share of the peer's datagrams that do not arrive, from the gaps in their sequence numbers. A gap counts only when it has stayed open for a while: reordering is
/// not loss.
/// </summary>
public sealed class LossEstimator
{
    private const double Gain = 1.0 / 64;
    private const int MaxMissing = 32;
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(25);

    private readonly Missing[] _missing = new Missing[MaxMissing];
    private int _count;
    private bool _hasStarted;

    /// <summary>0 to 1, smoothed over some 64 datagrams.</summary>
    public double Loss { get; private set; }

    /// <summary>Notes one authentic datagram.</summary>
    /// <param name="packet">Its number and the gap before it.</param>
    /// <param name="srttMs">How long the path is; a quarter of it is allowed for reordering.</param>
    /// <param name="now">The time of arrival.</param>
    public void Note(in Packet packet, double srttMs, Instant now)
    {
        Loss -= Loss * Gain;
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
            Loss += (1 - Loss) * Gain;
        else
            _missing[_count++] = missing;
    }

    private void Forget(ulong sequence)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_missing[i].Sequence != sequence)
                continue;
            _missing[i] = _missing[--_count];
            return;
        }
    }

    private void CountLost(Instant missedBefore)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_missing[i].Since > missedBefore)
                continue;
            Loss += (1 - Loss) * Gain;
            _missing[i] = _missing[--_count];
        }
    }

    private readonly record struct Missing(ulong Sequence, Instant Since);
}
