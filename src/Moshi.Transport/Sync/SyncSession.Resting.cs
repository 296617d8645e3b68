using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>States are used again, so that keys and frames cost no garbage; a session that nobody uses gives that memory back.</content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(2);

    private Instant _activeAt = new(long.MinValue);
    private bool _isResting = true;

    private void NoteActivity() => (_activeAt, _isResting) = (_now, false);

    private void RestWhenIdle()
    {
        if (_isResting || _now - _activeAt < RestAfter)
            return;
        _isResting = true;
        _encoder.Rest();
        Current.Rest();
        _received.Newest.Rest();
    }
}
