using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// A client and a server that is not ours, while a program prints more than anybody reads: how often a frame may come is measured by how long one occupies the path, and a frame that is missing is
/// asked for by the only words that such a server understands: datagrams, and the round-trip times that they make it measure.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // A frame may occupy the path half of the time, and the interval is half of the round trip.
    private const double RoundTripsPerOccupancy = 4;
    private const double RoundTripsPerRepeat = 2.5;
    private const int LongestOccupancyMs = 500;

    // A screen of more pieces is hardly ever whole at the first try on a lossy path: then what matters is how soon the server learns of it.
    private const int MostPiecesOfShort = 10;
    private const double OccupancyGain = 1.0 / 2;
    private const double OccupancyLoss = 1.0 / 16;
    private const double PieceMemory = 0.98;

    // A stock server adds this to its retransmission timer, and has until then heard of a frame if it took no longer.
    private const double TimerSlackMs = 100;
    private const double AnswerSlackMs = 30;

    // A server that has nothing to send looks at its timers when a datagram arrives. Its next frame would do too, but the last one of a flood has none after it.
    private const int SamplesForLoss = 8;
    private static readonly TimeSpan SampleSpacing = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan ReminderSpacing = TimeSpan.FromMilliseconds(12);
    private static readonly TimeSpan ReminderTime = TimeSpan.FromMilliseconds(300);

    // From here on a frame that refers to a lost one is what a flood ends with more often than not.
    private const double WorthPatience = 0.01;
    private const double LeastPeerVarianceMs = 4;
    private const double PatienceMarginMs = 20;
    private const double LongestPatienceMs = 300;
    private const int MostUnacknowledged = 24;

    private readonly (ulong Number, Instant At)[] _unacknowledged = new (ulong Number, Instant At)[MostUnacknowledged];
    private int _unacknowledgedCount;
    private int _samplesOwed;
    private Instant _nextSampleAt = Instant.Never;
    private Instant _samplesAt = new(long.MinValue);
    private Instant _remindsUntil = new(long.MinValue);
    private double _occupancyMs;
    private int _queuedMs;
    private double _pieces;

    /// <summary>More comes in than keys ask for, from a server whose pace we can choose.</summary>
    private bool IsFlooded => _role == SessionRole.Client && IsPeerStock && InboundBytesPerSecond > SmallInboundBytesPerSecond;

    /// <summary>The round trip that a flooding server has to measure so that its frames leave the path room; nothing is known of it while little comes in.</summary>
    private double RoomyTargetMs => IsFlooded ? _occupancyMs * RoundTripsPerOccupancy : 0;

    /// <summary>
    /// The server measures the same each time, so that its timer falls to that: a frame that has not arrived comes again after 150 ms instead of a round trip and 100 ms more. Never sooner than our
    /// acknowledgement can be there.
    /// </summary>
    private bool HastensServer => _policy.HastensFloodingServers && IsFlooded && HasFewPieces && !IsLowData;

    private double HastyServerTargetMs => _rtt.Srtt + Math.Max(4 * _rtt.Rttvar, AnswerSlackMs) + _occupancyMs - TimerSlackMs;

    /// <summary>A datagram of the server has queued for so long: behind others, and behind its own beginning.</summary>
    private void NoteOccupancy(in Packet packet, int queuedMs)
    {
        _queuedMs = Math.Max(_queuedMs, Math.Min(queuedMs, LongestOccupancyMs));
        if (!packet.IsWhole)
            _pieces = Math.Max(_pieces, packet.Fragment.Index + 1);
        if (!packet.IsWhole && !packet.Fragment.IsFinal)
            return;
        _pieces *= PieceMemory;
        if (IsFlooded)
            _occupancyMs += (_queuedMs - _occupancyMs) * (_queuedMs > _occupancyMs ? OccupancyGain : OccupancyLoss);
        _queuedMs = 0;
    }

    private bool HasFewPieces => _pieces <= MostPiecesOfShort;

    // True while its frames are short enough that one more is no load.
    private bool AreFramesShort => _policy.HastensFloodingServers && HasFewPieces && Math.Max(_occupancyMs, _queuedMs) * RoundTripsPerOccupancy + RttSteering.MarginMs < _rtt.Srtt;

    /// <summary>
    /// A stock server refers to the newest of the states that it has sent within its retransmission timer and 100 ms, until the oldest of those that are not acknowledged is older than that: then it
    /// refers to the acknowledged one, and repeats its newest at each interval. On a lossy path acknowledgements wait so long, in a flood, of which each frame is a new screen anyway: then no frame
    /// depends on one that may be lost, and the last one is repeated until it is here.
    /// </summary>
    private bool AcknowledgesFramesLate => HastensServer && _loss.Loss >= WorthPatience && LeavesRoomForRepeats && Phase == SessionPhase.Open && _received.NewestNumber != Instruction.ShutdownNumber;

    // At its interval, which is no less than half of the round trip where it is not steered.
    private bool LeavesRoomForRepeats => _occupancyMs * RoundTripsPerRepeat < _rtt.Srtt;

    private TimeSpan Patience
    {
        get
        {
            // The oldest that is not acknowledged left one interval after the acknowledged one.
            double interval = _steering.PeerSrtt / 2;
            double timer = _steering.PeerSrtt + 4 * Math.Max(_rtt.Rttvar, LeastPeerVarianceMs) + TimerSlackMs;
            return TimeSpan.FromMilliseconds(Math.Clamp(timer + interval + PatienceMarginMs - _rtt.Srtt, 0, LongestPatienceMs));
        }
    }

    /// <summary>A new state has come; when it is to be acknowledged.</summary>
    private Instant WhenToAcknowledgeFrame(ulong number)
    {
        if (!AcknowledgesFramesLate)
            return (_wasFragmented && AnswersLargeFrames) || HastensServer ? _now : _now + AckDelayNow;
        if (number != _received.NewestNumber)
            return Instant.Never;
        if (_unacknowledgedCount == MostUnacknowledged)
            TakeUnacknowledged(1);
        _unacknowledged[_unacknowledgedCount++] = (number, _now);
        return _unacknowledged[0].At + Patience;
    }

    /// <summary>The state that the next instruction acknowledges.</summary>
    private ulong AcknowledgeFrames()
    {
        if (!AcknowledgesFramesLate)
            _unacknowledgedCount = 0;
        // Nothing waits that came before there was a reason to.
        if (_unacknowledgedCount == 0)
            return _received.NewestNumber;
        int due = 0;
        while (due < _unacknowledgedCount && _unacknowledged[due].At + Patience <= _now)
            due++;
        TakeUnacknowledged(due);
        return _acknowledged;
    }

    private void TakeUnacknowledged(int count)
    {
        if (count == 0)
            return;
        _acknowledged = _unacknowledged[count - 1].Number;
        _unacknowledgedCount -= count;
        _unacknowledged.AsSpan(count, _unacknowledgedCount).CopyTo(_unacknowledged);
    }

    /// <summary>An instruction has left; what it did not acknowledge yet is due later.</summary>
    private void AcknowledgeRest()
    {
        if (_unacknowledgedCount > 0)
            AcknowledgeBy(Instant.Max(_unacknowledged[0].At + Patience, _now + ReminderSpacing));
    }

    /// <summary>A frame has not arrived, or one that it refers to.</summary>
    private void OweSamples()
    {
        if (_role != SessionRole.Client || !_policy.SteersRtt || !IsPeerStock || IsLowData || AcknowledgesFramesLate)
            return;
        if (_policy.HastensFloodingServers && IsFlooded)
        {
            _remindsUntil = _now + ReminderTime;
            _nextSampleAt = Instant.Min(_nextSampleAt, _now + ReminderSpacing);
        }
        if (_now < _samplesAt)
            return;
        _samplesOwed = SamplesForLoss;
        _nextSampleAt = _now;
        _samplesAt = _now + SampleInterval;
    }

    /// <summary>Sends what was sent last once more, for the sake of the timestamp that goes with it.</summary>
    private void SendSample()
    {
        _samplesOwed = Math.Max(_samplesOwed - 1, 0);
        _nextSampleAt = _samplesOwed > 0 ? _now + SampleSpacing : _now < _remindsUntil ? _now + ReminderSpacing : Instant.Never;
        _echo.Renew();
        if (_frame.Length > 0 && !IsFrameFragmented && !_isFrameForContainer)
            Requeue();
    }

    /// <summary>What was missing is there.</summary>
    private void EndReminders()
    {
        _remindsUntil = new Instant(long.MinValue);
        if (_samplesOwed == 0)
            _nextSampleAt = Instant.Never;
    }
}
