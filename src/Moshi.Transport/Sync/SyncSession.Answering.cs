using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>
/// What a server does for a key that meets a flood. Large pictures are kept apart so that none waits behind another; but after a key the program often falls silent (Ctrl-C), and then the next picture
/// is the one that somebody waits for, and the last.
/// </content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    // Between the echo of a key and what the program says to it, a shell takes about a millisecond.
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(2.5);

    // A program that says more after a pause, and no third time: on a slow link each of them delays the next.
    private const int EarlyAnswers = 2;

    private int _earlyAnswersLeft;
    private Instant _outputAt;
    private bool _isOutputRead;

    /// <summary>Server: the host has shown some output in <see cref="Current"/>.</summary>
    /// <param name="isAll">The program has written nothing more so far.</param>
    /// <param name="now">The present.</param>
    public void NoteOutput(bool isAll, Instant now)
    {
        _now = _outputAt = Instant.Max(_now, now);
        _isOutputRead = isAll;
        // What was to wait for its turn is looked at again.
        if (WhenToAnswerEarly < _heldUntil)
            _heldUntil = WhenToAnswerEarly;
    }

    // Somebody has just typed and waits for the answer: a flood that has emptied the bucket must not keep it back.
    private bool IsAnswering => _now - _inputAt < _policy.AnswerWindow;

    /// <summary>When a large frame may leave though the last one was not long ago; Never when it may not.</summary>
    private Instant WhenToAnswerEarly =>
        _policy.AnswersWhenSettled && _earlyAnswersLeft > 0 && IsAnswering && _isOutputRead && _outputAt >= _inputAt && !IsQueueFilling ? _outputAt + SettlingTime : Instant.Never;

    /// <summary>When a large frame may leave.</summary>
    private Instant WhenLargeIsAllowed => Instant.Min(_largeSentAt + LargeSpacing, WhenToAnswerEarly);

    private void NoteLargeSent()
    {
        if (_now < _largeSentAt + LargeSpacing)
            _earlyAnswersLeft--;
        _largeSentAt = _now;
    }
}
