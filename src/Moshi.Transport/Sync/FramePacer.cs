using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// Spreads the datagrams of large frames at nine tenths of the rate at which the path has delivered such frames, so that they neither fill a queue in front of the keys nor vanish at a
/// policer. A path that has never been seen to limit anything gets each frame at once. Sans-IO.
/// </summary>
/// <remarks>
/// What the path delivers is seen in two ways: the last datagram of a frame took longer than the path needs (a queue), or a frame did not arrive although little is lost
/// (a policer, or a queue that has overflowed).
/// </remarks>
public sealed class FramePacer
{
    /// <summary>Slower than 32 kbit/s nothing is assumed to be.</summary>
    public const double LeastBytesPerSecond = 4_000;

    // Beyond 100 Mbit/s no screen takes long enough to be worth it.
    private const double MostBytesPerSecond = 12_500_000;
    private const double Utilisation = 0.9;
    private const double Growth = 1.4;
    private const double FastGrowth = 3;
    private const double BackOff = 0.4;
    private const int BurstBytes = 2_600;

    // A queue shorter than this may be anything.
    private static readonly TimeSpan LeastQueue = TimeSpan.FromMilliseconds(10);

    // A frame that failed before any rate was known is tried again over this time, or two round trips.
    private static readonly TimeSpan LeastSpread = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CeilingTime = TimeSpan.FromSeconds(60);

    private double _rate = double.PositiveInfinity;
    private double _ceiling = double.PositiveInfinity;
    private Instant _ceilingUntil;
    private double _good;
    private bool _isGuess;
    private double _tokens = BurstBytes;
    private Instant _tokensAt;
    private Instant _firstAt;
    private Instant _lastAt;
    private int _bytes;

    /// <summary>What the path has delivered; infinite while nothing has limited it.</summary>
    public double BytesPerSecond => _rate;

    /// <summary>True once something has.</summary>
    public bool IsLimited => !double.IsPositiveInfinity(_rate);

    /// <summary>True for a minute after a frame was taken for lost because of its rate.</summary>
    public bool HasFailed(Instant now) => now < _ceilingUntil;

    /// <summary>When the first datagram of the frame, or of its repetition, left.</summary>
    public Instant StartedAt => _firstAt;

    /// <summary>How often the rate was lowered since a frame last arrived.</summary>
    public int FailuresInRow { get; private set; }

    /// <summary>How long so many bytes are going to take.</summary>
    public TimeSpan TimeFor(int bytes) => IsLimited ? TimeSpan.FromSeconds(bytes / (_rate * Utilisation)) : TimeSpan.Zero;

    /// <summary>When the next datagram of a large frame may leave.</summary>
    public Instant WhenFree(Instant now)
    {
        if (!IsLimited)
            return now;
        Refill(now);
        return _tokens > 0 ? now : now + TimeSpan.FromSeconds(-_tokens / (_rate * Utilisation)) + TimeSpan.FromMicroseconds(1);
    }

    /// <summary>A frame, or a repetition of one, begins.</summary>
    public void Begin() => _bytes = 0;

    /// <summary>A datagram of it has left.</summary>
    public void Spend(int bytes, Instant now)
    {
        Refill(now);
        _tokens = Math.Max(_tokens - bytes, -MostBytesPerSecond);
        if (!IsLimited)
            _tokens = BurstBytes;
        if (_bytes == 0)
            _firstAt = now;
        _bytes += bytes;
        _lastAt = now;
    }

    /// <summary>The frame has arrived whole.</summary>
    /// <param name="longest">The time from its last datagram on, less a round trip, within which the path must have delivered it.</param>
    /// <param name="queued">How much longer than the path needs the last datagram took.</param>
    /// <param name="jitter">By how much round trips differ anyway.</param>
    /// <param name="now">The present.</param>
    public void NoteArrival(TimeSpan longest, TimeSpan queued, TimeSpan jitter, Instant now)
    {
        if (_bytes == 0)
            return;
        TimeSpan least = jitter * 4 > LeastQueue ? jitter * 4 : LeastQueue;
        FailuresInRow = 0;
        _good = IsLimited ? _rate : 0;
        if (queued > least)
        {
            _rate = Math.Max(_bytes / (_lastAt - _firstAt + longest).TotalSeconds, LeastBytesPerSecond);
            _isGuess = false;
        }
        else if (IsLimited)
        {
            _rate *= _isGuess ? FastGrowth : Growth;
        }
        _rate = Math.Min(_rate, HasFailed(now) ? _ceiling : double.PositiveInfinity);
        if (_rate > MostBytesPerSecond)
            _rate = double.PositiveInfinity;
        _bytes = 0;
    }

    /// <summary>The frame has arrived whole, and it is not known at which rate.</summary>
    public void NoteArrival()
    {
        FailuresInRow = 0;
        _bytes = 0;
    }

    /// <summary>The frame has not arrived, and loss as usual does not explain it.</summary>
    /// <param name="roundTrip">The path's.</param>
    /// <param name="isCertain">False when it may also be the acknowledgement that was lost: then what is concluded is soon forgotten.</param>
    /// <param name="now">The present.</param>
    public void NoteFailure(TimeSpan roundTrip, bool isCertain, Instant now)
    {
        if (_bytes == 0)
            return;
        FailuresInRow++;
        double took = (_lastAt - _firstAt).TotalSeconds;
        TimeSpan spread = roundTrip * 2 > LeastSpread ? roundTrip * 2 : LeastSpread;
        _isGuess = !isCertain;
        if (isCertain)
            _ceilingUntil = now + CeilingTime;
        if (!IsLimited)
        {
            _rate = _bytes / Math.Max(took, spread.TotalSeconds);
        }
        else if (_good < _rate)
        {
            // Half-way back to what has worked.
            _ceiling = (_good + _rate) / 2;
            _rate = Math.Max(_good, _rate * BackOff);
        }
        else
        {
            _ceiling = _rate * Utilisation;
            _rate *= BackOff;
            _good = 0;
        }
        _rate = Math.Max(_rate, LeastBytesPerSecond);
    }

    private void Refill(Instant now)
    {
        if (IsLimited)
            _tokens = Math.Min(BurstBytes, _tokens + (now - _tokensAt).TotalSeconds * _rate * Utilisation);
        _tokensAt = now;
    }
}
