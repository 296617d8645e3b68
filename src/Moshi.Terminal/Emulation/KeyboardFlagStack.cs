using System.Runtime.CompilerServices;

namespace Moshi.Terminal.Emulation;

/// <summary>The flags of kitty's keyboard protocol for one screen: the current ones, and those that programs have put aside.</summary>
/// <remarks>A mutable value, so that copying the owner copies it. When it is full the oldest entry is forgotten, as the protocol asks for.</remarks>
internal struct KeyboardFlagStack
{
    /// <summary>Entries that are kept.</summary>
    internal const int Depth = 16;

    private const int AllFlags = 31;

    private Entries _below;
    private int _count;

    /// <summary>The flags in force, 0 to 31.</summary>
    internal byte Current { get; private set; }

    /// <summary>Number of entries put aside.</summary>
    internal readonly int Count => _count;

    /// <summary><c>CSI &gt; flags u</c>.</summary>
    internal void Push(int flags)
    {
        if (_count == Depth)
        {
            Span<byte> entries = _below;
            entries[1..].CopyTo(entries);
            _count--;
        }

        _below[_count++] = Current;
        Current = (byte)(flags & AllFlags);
    }

    /// <summary><c>CSI &lt; count u</c>; popping more than there is turns everything off.</summary>
    internal void Pop(int count)
    {
        for (; count > 0 && _count > 0; count--)
            Current = _below[--_count];

        if (count > 0)
            Current = 0;
    }

    /// <summary><c>CSI = flags ; how u</c>: 1 replaces, 2 adds, 3 removes.</summary>
    internal void Set(int flags, int how)
    {
        flags &= AllFlags;
        Current = how switch
        {
            1 => (byte)flags,
            2 => (byte)(Current | flags),
            3 => (byte)(Current & ~flags),
            _ => Current,
        };
    }

    [InlineArray(Depth)]
    private struct Entries
    {
        private byte _first;
    }
}
