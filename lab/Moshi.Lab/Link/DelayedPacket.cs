using System.Buffers;

namespace Moshi.Lab.Link;

/// <summary>A packet of a <see cref="DelayQueue{TTag}"/>, in a rented buffer, due at a time of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal readonly record struct DelayedPacket<TTag>(TTag Tag, byte[] Buffer, int Length, long Due)
{
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>Gives the buffer back; the packet is not used after it.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
