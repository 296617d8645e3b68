using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// Heartbeats between two ends of ours: the client asks and the server answers at once, so an interval costs the server one wake-up and the client two, and
/// a round trip is known to work each time. A question without an answer is repeated soon, so that one lost datagram is no silence.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    private const int QuickRepeats = 4;
    private static readonly TimeSpan QuickRepeatTime = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan AnswerSlack = TimeSpan.FromMilliseconds(300);

    // A server speaks by itself only if the client has missed its turn.
    private static readonly TimeSpan ServerGrace = TimeSpan.FromMilliseconds(1500);

    // A server that has spoken since then is heard anyway.
    private static readonly TimeSpan RecentSpeech = TimeSpan.FromSeconds(1);

    private int _openQuestions;

    private bool IsPeerOurs => PeerCapabilities is not null && _policy.AsksForHeartbeats;

    private TimeSpan HeartbeatInterval => !IsPeerOurs ? _policy.HeartbeatInterval
        : _role == SessionRole.Client ? _policy.OwnHeartbeatInterval
        : _policy.OwnHeartbeatInterval + ServerGrace;

    /// <summary>A datagram has arrived: it answers a client's question, or is a question to a server that has been silent.</summary>
    private void NoteOwnHeartbeat()
    {
        if (_role == SessionRole.Client)
        {
            if (_openQuestions > 0)
                _heartbeatAt = _sent.Back.SentAt + HeartbeatInterval;
            _openQuestions = 0;
        }
        else if (_ackAt == Instant.Never && _now - _sent.Back.SentAt >= RecentSpeech)
        {
            BeatNow();
        }
    }

    /// <summary>How long a client waits for the answer to the heartbeat that it has just sent.</summary>
    private TimeSpan AskedTime()
    {
        _openQuestions++;
        if (_openQuestions > QuickRepeats)
            return _policy.HeartbeatInterval;
        TimeSpan answer = Srtt * 1.5 + AnswerSlack;
        return answer > QuickRepeatTime ? answer : QuickRepeatTime;
    }
}
