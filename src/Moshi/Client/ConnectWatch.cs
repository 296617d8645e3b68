using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>Watches over a server that has not answered yet: the user is told after a moment, then the cause is looked for, and after a while the client gives up (mosh-protocol §3.5).</summary>
internal sealed class ConnectWatch(Instant started)
{
    /// <summary>Silence that is worth a notice.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Silence that is worth a search for its cause: longer than an answer takes on any way that is in order, and short enough for the search to end within ten seconds of the start.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromSeconds(3);

    /// <summary>Silence after which nobody is there.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private ConnectStep _next = ConnectStep.SayWaiting;
    private bool _isSettled;

    /// <summary>When <see cref="Advance"/> has something to say; <see cref="Instant.Never"/> once that is settled.</summary>
    public Instant NextDeadline => _isSettled ? Instant.Never : started + TimeOf(_next);

    /// <summary>What is to be done now. Each step comes once.</summary>
    /// <param name="isConnected">A state of the server has arrived.</param>
    /// <param name="now">The present.</param>
    public ConnectStep Advance(bool isConnected, Instant now)
    {
        if (_isSettled)
            return ConnectStep.None;
        if (isConnected)
        {
            _isSettled = true;
            return _next == ConnectStep.SayWaiting ? ConnectStep.None : ConnectStep.ClearNotice;
        }

        ConnectStep due = _next;
        if (now < NextDeadline)
            return ConnectStep.None;
        _isSettled = due == ConnectStep.GiveUp;
        _next = due == ConnectStep.SayWaiting ? ConnectStep.SeekCause : ConnectStep.GiveUp;
        return due;
    }

    private static TimeSpan TimeOf(ConnectStep step) => step switch
    {
        ConnectStep.SayWaiting => Patience,
        ConnectStep.SeekCause => Doubt,
        _ => Limit,
    };
}
