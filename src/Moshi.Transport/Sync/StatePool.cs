using System.Diagnostics.CodeAnalysis;

namespace Moshi.Transport.Sync;

/// <summary>States that nobody holds any more, for the next snapshots. All states of one object share one. Not thread-safe.</summary>
/// <param name="capacity">Most that are kept.</param>
public sealed class StatePool<TState>(int capacity)
    where TState : class
{
    /// <summary>Kept while nothing happens: a key takes one and gives one back.</summary>
    private const int Resting = 4;

    private TState?[] _spare = new TState?[Resting];
    private int _count;

    /// <summary>States at hand.</summary>
    public int Count => _count;

    /// <summary>Takes one; its contents are those that it had.</summary>
    public bool TryTake([NotNullWhen(true)] out TState? state)
    {
        state = null;
        if (_count == 0)
            return false;
        state = _spare[--_count]!;
        _spare[_count] = null;
        return true;
    }

    /// <summary>Gives back one that nobody will look at any more. When there are enough, the collector gets it.</summary>
    public void Return(TState state)
    {
        if (_count >= capacity)
            return;
        if (_count == _spare.Length)
            Array.Resize(ref _spare, Math.Min(2 * _count, Math.Max(capacity, Resting)));
        _spare[_count++] = state;
    }

    /// <summary>Nothing has changed for a while: keeps only what a single key needs.</summary>
    public void Rest()
    {
        if (_count <= Resting)
            return;
        _spare.AsSpan(Resting, _count - Resting).Clear();
        _count = Resting;
    }
}
