using System.Runtime.InteropServices;

namespace Moshi.Terminal.Prediction;

/// <summary>
/// The typed bytes that the server has not acknowledged yet, oldest first, so that their effect can be guessed anew from where the host turned
/// out to be. Used by the engine only.
/// </summary>
internal sealed class KeysInFlight
{
    /// <summary>More than this is not worth remembering: when so much is under way, nobody is typing to be echoed.</summary>
    public const int Capacity = 256;

    private readonly Key[] _keys = new Key[Capacity];
    private int _start;
    private bool _hasOverflowed;

    /// <summary>Number of bytes that can be replayed.</summary>
    public int Count { get; private set; }

    /// <summary>The byte at an index from 0 (oldest) to <see cref="Count"/> - 1.</summary>
    public Key this[int index] => _keys[(_start + index) % Capacity];

    /// <summary>Remembers bytes of one read.</summary>
    public void Add(ReadOnlySpan<byte> keys, ulong expiration, long typedMs)
    {
        if (_hasOverflowed || Count + keys.Length > Capacity)
        {
            // A part of them would be replayed at the wrong place. The newest expiration is kept, to know when the memory is whole again.
            _hasOverflowed = true;
            _start = 0;
            Count = 0;
            _keys[0] = new Key(0, expiration, typedMs);
            return;
        }

        foreach (byte key in keys)
        {
            _keys[(_start + Count++) % Capacity] = new Key(key, expiration, typedMs);
        }
    }

    /// <summary>Forgets what the server has acknowledged.</summary>
    public void Acknowledge(ulong echoAck)
    {
        if (_hasOverflowed)
        {
            _hasOverflowed = echoAck < _keys[0].Expiration;
            return;
        }

        while (Count > 0 && _keys[_start].Expiration <= echoAck)
        {
            _start = (_start + 1) % Capacity;
            Count--;
        }
    }

    /// <summary>One byte, the client state that carries it, and when it was typed.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Key(byte Value, ulong Expiration, long TypedMs);
}
