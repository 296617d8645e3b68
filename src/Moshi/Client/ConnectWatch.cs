using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>Watches over a server that has not answered yet: the user is told after a moment, and after a while the client gives up (mosh-protocol §3.5).</summary>
internal sealed class ConnectWatch(Instant started)
{
    /// <summary>Silence that is worth a notice.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence after which nobody is there.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private bool _hasSpoken;
    private bool _isSettled;

    /// <summary>When <see cref="Advance"/> has something to say; <see cref="Instant.Never"/> once that is settled.</summary>
    public Instant NextDeadline => _isSettled ? Instant.Never : started + (_hasSpoken ? Limit : Patience);

    /// <summary>What is to be done now. Each step comes once.</summary>
    /// <param name="isConnected">A state of the server has arrived.</param>
    /// <param name="now">The present.</param>
    public ConnectStep Advance(bool isConnected, Instant now)
    {
        if (_isSettled)
            return ConnectStep.None;
        TimeSpan waited = now - started;
        _isSettled = isConnected || waited >= Limit;
        if (isConnected)
            return _hasSpoken ? ConnectStep.ClearNotice : ConnectStep.None;
        if (_isSettled)
            return ConnectStep.GiveUp;
        if (_hasSpoken || waited < Patience)
            return ConnectStep.None;
        _hasSpoken = true;
        return ConnectStep.SayWaiting;
    }
}
