using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// Watches over a server when the login that has started it ends: what a login leaves behind may be ended with it (logind, the unit of a sshd), and the silence after that would be seen only
/// when the next heartbeat is missing. The server is asked for a sign of life, twice, because a login takes its time to end; without an answer the cause is worth looking for. No I/O and no clock.
/// </summary>
internal sealed class LoginEndWatch
{
    /// <summary>From the end of the login, and from one question to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600);

    /// <summary>Time for the sign of life.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1500);

    private const int Questions = 2;

    private int _left;
    private Instant _askAt = Instant.Never;
    private Instant _askedAt = Instant.Never;
    private Instant _doubtAt = Instant.Never;

    /// <summary>When <see cref="Advance"/> has something to say.</summary>
    public Instant NextDeadline => Instant.Min(_askAt, _doubtAt);

    /// <summary>ssh is let go now.</summary>
    public void LoginEnds(Instant now)
    {
        _left = Questions;
        _askAt = now + Pause;
    }

    /// <summary>What is to be done now.</summary>
    /// <param name="lastHeard">When the server was heard last.</param>
    /// <param name="srtt">The smoothed round trip.</param>
    /// <param name="now">The present.</param>
    public LoginEndStep Advance(Instant lastHeard, TimeSpan srtt, Instant now)
    {
        if (now >= _askAt)
        {
            _askAt = --_left > 0 ? now + Pause * 2 : Instant.Never;
            if (_doubtAt == Instant.Never)
            {
                _askedAt = now;
                _doubtAt = now + (srtt * 4 > Patience ? srtt * 4 : Patience);
            }

            return LoginEndStep.Ask;
        }

        if (_doubtAt == Instant.Never || (lastHeard <= _askedAt && now < _doubtAt))
            return LoginEndStep.None;
        _doubtAt = Instant.Never;
        if (lastHeard <= _askedAt)
            _askAt = Instant.Never;
        return lastHeard <= _askedAt ? LoginEndStep.SeekCause : LoginEndStep.None;
    }
}
