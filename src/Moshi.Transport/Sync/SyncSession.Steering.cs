using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// Towards a peer that is not ours: which round-trip time it is made to measure (<see cref="RttSteering"/>), and when it is left alone. Two ends of ours never do this
/// to each other.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // A stock client starts to show predictions when its frame interval exceeds 30 ms, and stops at 20 ms: it is left alone until it has started, and held
    // well above 20.
    private const double PredictingSrttMs = 60;
    private const double ClientTargetMs = 60;

    // Lost replies make the emulation of the peer uncertain, the more so the larger the samples are that are mixed.
    private const double UncertainLoss = 0.03;
    private const double HighestClientTargetMs = 80;
    private const double ServerTargetMs = 46;

    // With keys this near to each other the echo ack of one leaves with the echo of another if the server's interval is some 38 ms.
    private const double FastServerTargetMs = 78;
    private const double FastGapMs = 85;
    private const double LongestGapMs = 120;
    private const double GapGain = 1.0 / 8;

    // From here on a stock client, whose only copies are its retransmissions, is better off with early ones. It measures the same each time, so that this can be nearer to 40,
    // where its interval would be 20.
    private const double HopelessLoss = 0.1;
    private const double HastyTargetMs = 50;

    // The timer of a hasty client runs for 150 ms: what is acknowledged within that is not repeated in vain, and then a few lost are reason enough.
    private const double UnhurriedRttMs = 140;

    // No mixture of samples lifts an RTO to more than this many times the mean.
    private const double LongestRtoInTargets = 8.5;

    // More than a path's own frames are expected to occupy: pacing it is then the peer's job.
    private const double HighInboundBytesPerSecond = 256_000;
    private const double LowInboundBytesPerSecond = 128_000;

    // Less than this cannot be what fills a queue.
    private const double SmallInboundBytesPerSecond = 16_000;

    // Once it takes a large frame for lost, a stock server repeats it at its frame rate until it hears otherwise: where that happens, the rate had better be the path's.
    private static readonly TimeSpan HonestTime = TimeSpan.FromSeconds(10);

    private readonly RttSteering _steering = new();
    private Instant _bendsFrom = new(long.MinValue);
    private double _keyGapMs = LongestGapMs;
    private Instant _keyAt;
    private double _inbound;
    private Instant _inboundAt;
    private bool _mayBend;
    private bool _isInboundHigh;

    /// <summary>True while the peer, a stock one, is given other round-trip times than the path's.</summary>
    public bool IsSteering => _steering.IsSteering;

    /// <summary>Bytes a second that have come in lately.</summary>
    private double InboundBytesPerSecond => _inbound * Math.Exp(-(_now - _inboundAt).TotalSeconds);

    private void NoteInbound(int bytes)
    {
        _inbound = InboundBytesPerSecond + bytes;
        _inboundAt = _now;
        if (_inbound > HighInboundBytesPerSecond)
            _isInboundHigh = true;
        else if (_inbound < LowInboundBytesPerSecond)
            _isInboundHigh = false;
    }

    // Echoes are not what congests a path, and a stock peer would answer the mark with four frames a second.
    private bool PassesMarkOn => !_policy.IgnoresMarksOnSmallTraffic || InboundBytesPerSecond > SmallInboundBytesPerSecond;

    /// <summary>The peer's timestamp to return with the next datagram.</summary>
    private ushort TakeTimestampReply()
    {
        if (!_echo.HasReply(_now) || PeerCapabilities is not null)
            return _echo.Take(_now);
        return _echo.Take(_now, _steering.Bend(_rtt, _policy.SteersRtt && IsPeerStock && MayBend() ? SteeringTarget : null, HastensPeer || HastensServer));
    }

    /// <summary>Keys have left.</summary>
    private void NoteTyping()
    {
        _keyGapMs += (Math.Min((_now - _keyAt).TotalMilliseconds, LongestGapMs) - _keyGapMs) * GapGain;
        _keyAt = _now;
    }

    // A peer of ours shows that it is one in every instruction until we have answered, if we have shown it first or are the server.
    private bool IsPeerStock => _hasContact && PeerCapabilities is null && _options.Capabilities is not null;

    private bool MayBend()
    {
        if (_role == SessionRole.Server)
            return _mayBend |= _steering.PeerSrtt > PredictingSrttMs;
        bool isRising = _loss.IsRising && InboundBytesPerSecond > SmallInboundBytesPerSecond;
        return !_isInboundHigh && !isRising && _now >= _bendsFrom;
    }

    private double SteeringTarget =>
        HastensServer ? Math.Max(Math.Max(ServerTargetMs, RoomyTargetMs), HastyServerTargetMs)
        : Math.Max(_role == SessionRole.Client ? Math.Max(ServerTarget, RoomyTargetMs) : ClientTarget, _rtt.Srtt / LongestRtoInTargets);

    private double ServerTarget => _policy.SparesFastTypists && _keyGapMs < FastGapMs && _loss.Loss < LossyPath ? FastServerTargetMs : ServerTargetMs;

    private double ClientTarget =>
        HastensPeer ? HastyTargetMs
        : _loss.Loss < UncertainLoss ? ClientTargetMs
        : Math.Clamp(ClientTargetMs + (_rtt.Srtt - 100) / 5, ClientTargetMs, HighestClientTargetMs);

    private bool HastensPeer => _policy.HastensLossyClients && _role == SessionRole.Server && !IsLowData && (_loss.Loss >= HopelessLoss || (_loss.Loss >= LossyPath && _rtt.Srtt + 4 * _rtt.Rttvar < UnhurriedRttMs));
}
