using Moshi.Transport.Time;

namespace Moshi.Transport.Sync;

/// <summary>
/// The states that the peer has or may have, oldest first. The first is the newest acknowledged one, the last the newest sent; never empty. Each is held for each of its numbers.
/// </summary>
internal sealed class SentStates<T>
    where T : class, ISyncState<T>
{
    // On overflow the state this many places from the end goes: old ones are good references, new ones are likely to be acknowledged.
    private const int CulledFromEnd = 16;

    private readonly int _capacity;
    private readonly SentState<T>[] _states;
    private int _count = 1;

    public SentStates(T initial, int capacity, Instant now)
    {
        _capacity = Math.Max(capacity, CulledFromEnd + 1);
        _states = new SentState<T>[_capacity + 1];
        _states[0] = new SentState<T> { State = initial, SentAt = now, IsAssumed = true };
    }

    public ref SentState<T> Front => ref _states[0];
    public ref SentState<T> Back => ref _states[_count - 1];
    public Span<SentState<T>> All => _states.AsSpan(0, _count);
    public ref SentState<T> this[int index] => ref _states[index];

    /// <summary>Takes over the caller's hold of the state.</summary>
    public void Add(in SentState<T> state)
    {
        _states[_count++] = state;
        if (_count <= _capacity)
            return;
        int culled = _count - CulledFromEnd;
        _states[culled].State.LetGo();
        _states.AsSpan(culled + 1, _count - culled - 1).CopyTo(_states.AsSpan(culled));
        _states[--_count] = default;
    }

    /// <summary>True when the acknowledgement moved the front. One for a state that is not (or no longer) here changes nothing.</summary>
    public bool TryAcknowledge(ulong number)
    {
        int index = IndexOf(number);
        if (index <= 0)
            return false;
        for (int i = 0; i < index; i++)
            _states[i].State.LetGo();
        _states.AsSpan(index, _count - index).CopyTo(_states);
        _states.AsSpan(_count - index, index).Clear();
        _count -= index;
        return true;
    }

    public int IndexOf(ulong number)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            if (_states[i].Number == number)
                return i;
        }
        return -1;
    }
}
