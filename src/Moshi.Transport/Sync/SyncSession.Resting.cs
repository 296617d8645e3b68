using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <content>States are used again, so that keys and frames cost no garbage; a session that nobody uses gives that memory back.</content>
public sealed partial class SyncSession<TLocal, TRemote>
{
    private static readonly TimeSpan RestAfter = TimeSpan.FromSeconds(2);

    private Instant _activeAt = new(long.MinValue);

    /// <summary>True when nothing but what keeps the session alive has happened for two seconds; then a loop may tidy up, too.</summary>
    public bool IsResting { get; private set; } = true;

    private void NoteActivity() => (_activeAt, IsResting) = (_now, false);

    private void RestWhenIdle()
    {
        if (IsResting || _now - _activeAt < RestAfter)
            return;
        IsResting = true;
        _encoder.Rest();
        Current.Rest();
        _received.Newest.Rest();
    }
}
