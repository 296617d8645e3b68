using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Returns the peer's newest timestamp to it, once, with the time that we held it added, so that the peer measures the path and not our
/// patience.
/// </summary>
public struct TimestampEcho
{
    /// <summary>How much a Congestion Experienced mark adds to the round-trip time that the peer will measure, in milliseconds.</summary>
    public const int CongestionPenaltyMs = 500;

    private const long MaxHeldMs = 1000;

    private Instant _savedAt;
    private ushort _saved;
    private bool _isSaved;

    /// <summary>Notes the timestamp of the newest datagram.</summary>
    /// <param name="timestamp">The peer's clock.</param>
    /// <param name="ceMarked">The datagram carried Congestion Experienced.</param>
    /// <param name="now">When it arrived, or, less what is not to be counted of its journey, should have arrived.</param>
    public void Save(ushort timestamp, bool ceMarked, Instant now)
    {
        if (timestamp == Timestamp16.None)
            return;
        _saved = ceMarked ? (ushort)(timestamp - CongestionPenaltyMs) : timestamp;
        _savedAt = now;
        _isSaved = true;
    }

    /// <summary>True when <see cref="Take"/> has a timestamp to return.</summary>
    public readonly bool HasReply(Instant now) => _isSaved && HeldMs(now) < MaxHeldMs;

    /// <summary>The reply for the next packet; <see cref="Timestamp16.None"/> when there is none, or it is a second old.</summary>
    /// <param name="now">The time of sending.</param>
    /// <param name="bendMs">By how much the round trip that the peer will measure shall be shorter than the true one, in milliseconds.</param>
    public ushort Take(Instant now, int bendMs = 0)
    {
        if (!HasReply(now))
            return Timestamp16.None;
        _isSaved = false;
        // The sum may hit the value that means "none": one millisecond later says nearly the same.
        return Timestamp16.Avoid((ushort)(_saved + HeldMs(now) + bendMs));
    }

    /// <summary>The timestamp that was returned last can be returned once more: another sample for an estimator that needs many.</summary>
    public void Renew() => _isSaved = _savedAt != default;

    private readonly long HeldMs(Instant now) => now.Milliseconds - _savedAt.Milliseconds;
}
