using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// The peer's states that it may still refer to, by number. Bounded: an honest peer lets go of old ones, a lying one is quenched. Each is held for each of its numbers.
/// </summary>
internal sealed class ReceivedStates<T>
    where T : class, ISyncState<T>
{
    /// <summary>Number of states above which only one is taken per <see cref="QuenchTime"/>.</summary>
    public const int QuenchCount = 1024;

    /// <summary>Number of states above which none is taken.</summary>
    public const int MaxCount = QuenchCount + 64;

    /// <summary>Most bytes of diff behind the states held.</summary>
    public const long MaxDiffBytes = 64 << 20;

    private static readonly TimeSpan QuenchTime = TimeSpan.FromSeconds(15);

    private readonly List<Entry> _entries = [];
    private Instant _quenchedUntil = new(long.MinValue);
    private long _diffBytes;

    public ReceivedStates(T initial) => _entries.Add(new Entry(0, initial, 0, default));

    public T Newest => _entries[^1].State;
    public ulong NewestNumber => _entries[^1].Number;
    public Instant NewestArrival => _entries[^1].ArrivedAt;
    public int Count => _entries.Count;

    public bool Contains(ulong number) => IndexOf(number) >= 0;

    public bool TryFind(ulong number, out T state)
    {
        int index = IndexOf(number);
        state = index < 0 ? _entries[0].State : _entries[index].State;
        return index >= 0;
    }

    /// <summary>The newest that was here at a time, or the oldest of all.</summary>
    public ulong NewestAt(Instant time)
    {
        int index = _entries.Count - 1;
        while (index > 0 && _entries[index].ArrivedAt > time)
            index--;
        return _entries[index].Number;
    }

    /// <summary>What a STATE_ACK says of the states held.</summary>
    public StateAckFrame Acknowledge()
    {
        int older = 0;
        for (int i = _entries.Count - 2; i >= 0; i--)
        {
            ulong distance = NewestNumber - _entries[i].Number;
            if (distance > StateAckFrame.OlderStates)
                break;
            older |= 1 << (int)(distance - 1);
        }
        return new StateAckFrame { Newest = NewestNumber, Older = (ushort)older };
    }

    /// <summary>Forgets the states below <paramref name="number"/>; the newest one always stays.</summary>
    public void DropBelow(ulong number)
    {
        int count = 0;
        while (count < _entries.Count - 1 && _entries[count].Number < number)
        {
            _entries[count].State.LetGo();
            _diffBytes -= _entries[count++].DiffBytes;
        }
        if (count > 0)
            _entries.RemoveRange(0, count);
    }

    /// <summary>False while the peer holds on to too many states.</summary>
    public bool HasRoom(Instant now)
    {
        if (_entries.Count >= MaxCount || _diffBytes > MaxDiffBytes)
            return false;
        if (_entries.Count <= QuenchCount)
            return true;
        if (now < _quenchedUntil)
            return false;
        _quenchedUntil = now + QuenchTime;
        return true;
    }

    /// <summary>Files a state that is not here yet, and takes over the caller's hold of it. True when it is the newest.</summary>
    public bool Insert(ulong number, T state, int diffBytes, Instant now)
    {
        int at = _entries.Count;
        while (at > 0 && _entries[at - 1].Number > number)
            at--;
        _entries.Insert(at, new Entry(number, state, diffBytes, now));
        _diffBytes += diffBytes;
        return at == _entries.Count - 1;
    }

    /// <summary>Lets all states forget what the owner has taken.</summary>
    public void DropPrefix(T taken)
    {
        foreach (Entry entry in _entries)
            entry.State.DropPrefix(taken);
    }

    private int IndexOf(ulong number)
    {
        for (int i = _entries.Count - 1; i >= 0 && _entries[i].Number >= number; i--)
        {
            if (_entries[i].Number == number)
                return i;
        }
        return -1;
    }

    private readonly record struct Entry(ulong Number, T State, int DiffBytes, Instant ArrivedAt);
}
