using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// The way out: the last state of the end that leaves, the answer of the other, and for how long either is repeated (docs/protocol/mosh.md, "Shutdown").
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    private const int MaxShutdownTries = 16;
    private const int SteadyShutdownTries = 4;
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(10);

    // Somebody who leaves a server that does not answer sits in front of it.
    private static readonly TimeSpan ClientShutdownTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestShutdownSpacing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private Instant _shutdownAt = Instant.Never;
    private TimeSpan _shutdownPatience;
    private Instant _shutdownStart;
    private Instant _lingerUntil = Instant.Never;
    private int _shutdownTries;
    private bool _peerShutdownAcknowledged;
    private int? _exitStatus;

    /// <summary>
    /// Starts to leave: what <see cref="Current"/> is now is delivered as the last state. Ends in <see cref="SessionPhase.Closed"/> or, after 16 instructions or 10 s
    /// without an answer, in <see cref="SessionPhase.Abandoned"/>. A server whose client is away tries the address that it last had.
    /// </summary>
    /// <param name="now">The present.</param>
    /// <param name="exitStatus">Server: the exit status of the command, told to a peer that is one of ours.</param>
    /// <param name="patience">
    /// How long to wait for a peer that does not answer, instead of 10 s: it is told as soon as it is heard again, so that a session which ended
    /// during an outage ends cleanly. Nothing is sent while it stays silent for more than 40 s.
    /// </param>
    public void BeginShutdown(Instant now, int? exitStatus = null, TimeSpan patience = default)
    {
        _now = Instant.Max(_now, now);
        _exitStatus ??= exitStatus;
        if (Phase is not (SessionPhase.Open or SessionPhase.PeerClosing))
            return;
        _shutdownStart = _now;
        _shutdownPatience = patience;
        _shutdownAt = _policy.BacksOffShutdown ? _now : Instant.Max(_now, _sent.Back.SentAt + SendInterval);
        HasPath |= HasHeard && !IsPatient;
        NextDeadline = _now;
        SetPhase(SessionPhase.Closing);
    }

    private bool IsPatient => _shutdownPatience > ShutdownTime;

    // The peer is there: what it may have missed while it was away is said again.
    private void HastenShutdown()
    {
        if (Phase == SessionPhase.Closing && IsPatient)
            _shutdownAt = Instant.Min(_shutdownAt, Instant.Max(_now, _sent.Back.SentAt + SendInterval));
    }

    private void NotePeerShutdown()
    {
        _peerIsClosing = true;
        // Closed: the same instruction has acknowledged our own shutdown.
        if (Phase is SessionPhase.Open or SessionPhase.Closed)
            SetPhase(SessionPhase.PeerClosing);
        else if (Phase == SessionPhase.Closing)
            _shutdownAt = Instant.Min(_shutdownAt, _sent.Back.SentAt + SendInterval);
    }

    private void AdvancePhase()
    {
        switch (Phase)
        {
            case SessionPhase.Closing when _now >= PhaseDeadline():
                FinishShutdown(_peerShutdownAcknowledged ? SessionPhase.Closed : SessionPhase.Abandoned);
                break;
            case SessionPhase.Lingering when _now >= _lingerUntil:
                SetPhase(SessionPhase.Closed);
                break;
            default:
                break;
        }
    }

    private Instant PhaseDeadline()
    {
        switch (Phase)
        {
            case SessionPhase.Closing:
                if (IsPatient)
                    return _shutdownStart + _shutdownPatience;
                Instant limit = _shutdownStart + (_role == SessionRole.Client && _policy.BacksOffShutdown ? ClientShutdownTime : ShutdownTime);
                return _shutdownTries >= MaxShutdownTries ? Instant.Min(limit, _shutdownAt) : limit;
            case SessionPhase.Lingering:
                return _lingerUntil;
            default:
                return Instant.Never;
        }
    }

    private void AfterSendInPhase()
    {
        if (_peerIsClosing && !_peerShutdownAcknowledged)
        {
            _peerShutdownAcknowledged = true;
            _lingerUntil = _now + LingerTime;
        }
        if (Phase == SessionPhase.PeerClosing)
        {
            SetPhase(SessionPhase.Lingering);
        }
        else if (Phase == SessionPhase.Closing && _now >= _shutdownAt)
        {
            _shutdownTries++;
            _shutdownAt = _now + ShutdownSpacing();
        }
    }

    private TimeSpan ShutdownSpacing()
    {
        if (!_policy.BacksOffShutdown || _shutdownTries < SteadyShutdownTries)
            return SendInterval;
        TimeSpan spacing = SendInterval * (1 << Math.Min(_shutdownTries - SteadyShutdownTries, 8));
        return spacing < LongestShutdownSpacing ? spacing : LongestShutdownSpacing;
    }

    // Both ends may leave at the same time: then the peer's shutdown needs our acknowledgement even when ours is over.
    private void FinishShutdown(SessionPhase phase)
    {
        if (_peerIsClosing && phase == SessionPhase.Closed && _now < _lingerUntil)
            phase = _peerShutdownAcknowledged ? SessionPhase.Lingering : SessionPhase.PeerClosing;
        SetPhase(phase);
    }
}
