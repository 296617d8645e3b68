using Moshi.Transport.Buffers;
using Moshi.Transport.Time;

namespace Moshi.Client;

/// <summary>
/// Keys that wait at the client for those before them, so that what is under way to a server that is not ours stays short. Such a server takes a long input only when all of its pieces are there, and
/// forgets them for any other message: of a large paste, hardly ever on a path that loses. One of ours takes chunks (docs/protocol/frames.md), and needs no such care.
/// </summary>
/// <remarks>The window doubles while what it let through is acknowledged soon, and falls back when that takes long. Sans-IO.</remarks>
internal sealed class KeyBacklog
{
    /// <summary>Arrives whole in a pass or two also where much is lost, and fits the queue of a slow link.</summary>
    public const int LeastWindowBytes = 16 * 1024;

    /// <summary>Some forty datagrams at most.</summary>
    public const int MostWindowBytes = 64 * 1024;

    /// <summary>A round trip around the world, and the 100 ms that a stock server waits with an acknowledgement.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private readonly ByteBuffer _keys = new();
    private int _taken;
    private int _window = LeastWindowBytes;
    private long _underWay;
    private Instant _since;

    /// <summary>Bytes that wait.</summary>
    public int Count => _keys.Length - _taken;

    /// <summary>Adds keys behind those that wait.</summary>
    public void Add(ReadOnlySpan<byte> keys)
    {
        if (Count == 0)
        {
            _keys.Clear();
            _taken = 0;
        }

        _keys.Append(keys);
    }

    /// <summary>The keys that may go now, in order; empty while enough is under way. Valid until the next call of anything here.</summary>
    /// <param name="pending">Bytes that went and are not acknowledged.</param>
    /// <param name="isLimited">False for a server of ours: all may go.</param>
    /// <param name="now">The present.</param>
    public ReadOnlySpan<byte> Take(long pending, bool isLimited, Instant now)
    {
        if (pending == 0)
        {
            NoteArrival(now - _since);
            (_underWay, _since) = (0, now);
        }

        int free = isLimited ? (int)Math.Clamp(_window - pending, 0, Count) : Count;
        ReadOnlySpan<byte> keys = _keys.Written.Slice(_taken, free);
        _taken += free;
        _underWay += free;
        return keys;
    }

    // What did not fill the window says nothing of a larger one.
    private void NoteArrival(TimeSpan took)
    {
        if (_underWay >= _window && took < Soon)
            _window = Math.Min(_window * 2, MostWindowBytes);
        else if (_underWay > 0 && took > Late)
            _window = LeastWindowBytes;
    }
}
