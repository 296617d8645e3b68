using System.Buffers;
using System.Diagnostics;

namespace Moshi.Lab.Link;

/// <summary>
/// What is under way on a link: copies of packets, each with the time at which it is due and a <typeparamref name="TTag"/> that says where to. Packets that are due at the same
/// time leave in the order of their arrival. Times are ticks of <see cref="Stopwatch"/>. Not safe for more than one thread.
/// </summary>
internal sealed class DelayQueue<TTag>
{
    private readonly PriorityQueue<DelayedPacket<TTag>, (long Due, long Order)> _underWay = new();
    private long _order;

    /// <summary>Nanoseconds until a packet is due, 0 if one is already, -1 if there is none.</summary>
    public long NanosecondsToNext => _underWay.TryPeek(out _, out (long Due, long Order) next)
        ? Math.Max(0, (long)((next.Due - Stopwatch.GetTimestamp()) * (1e9 / Stopwatch.Frequency)))
        : -1;

    /// <summary>Takes a copy of a packet.</summary>
    public void Add(TTag tag, ReadOnlySpan<byte> packet, long due)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(packet.Length);
        packet.CopyTo(copy);
        _underWay.Enqueue(new DelayedPacket<TTag>(tag, copy, packet.Length, due), (due, _order++));
    }

    /// <summary>The next packet that is due, with how late it is in ticks; give it back with <see cref="DelayedPacket{TTag}.Return"/>.</summary>
    public bool TryTake(out DelayedPacket<TTag> next, out long lateness)
    {
        long now = Stopwatch.GetTimestamp();
        lateness = 0;
        if (!_underWay.TryPeek(out next, out _) || next.Due > now)
            return false;
        _underWay.Dequeue();
        lateness = now - next.Due;
        return true;
    }
}
