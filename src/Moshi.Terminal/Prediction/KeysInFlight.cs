namespace Moshi.Terminal.Prediction;

/// <summary>The keys that no frame has shown the effect of yet, oldest first. Used by the engine only.</summary>
internal sealed class KeysInFlight
{
    /// <summary>More than this is not worth remembering: when so much is under way, nobody is typing to be echoed.</summary>
    public const int Capacity = 256;

    private readonly KeyStroke[] _keys = new KeyStroke[Capacity];
    private int _start;

    /// <summary>Number of keys.</summary>
    public int Count { get; private set; }

    /// <summary>The key at an index from 0 (oldest) to <see cref="Count"/> - 1.</summary>
    public ref KeyStroke this[int index] => ref _keys[(_start + index) % Capacity];

    /// <summary>Adds the newest key. When there is no room, all are forgotten, and one <see cref="KeyKind.Opaque"/> key stands for them.</summary>
    public void Add(in KeyStroke key)
    {
        if (Count == Capacity)
        {
            Forget(key.State, key.TypedMs);
            return;
        }

        this[Count++] = key;
    }

    /// <summary>Replaces all keys by one of which nothing is known.</summary>
    public void Forget(ulong state, long typedMs)
    {
        Clear();
        Add(new KeyStroke { Kind = KeyKind.Opaque, State = state, TypedMs = typedMs });
    }

    /// <summary>Forgets the newest key.</summary>
    public void DropNewest() => Count--;

    /// <summary>Forgets the oldest keys.</summary>
    public void Drop(int count)
    {
        _start = (_start + count) % Capacity;
        Count -= count;
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => Drop(Count);

    /// <summary>How many of the oldest keys a client state contains.</summary>
    public int CountUpTo(ulong state)
    {
        int count = 0;
        while (count < Count && this[count].State <= state)
            count++;

        return count;
    }
}
