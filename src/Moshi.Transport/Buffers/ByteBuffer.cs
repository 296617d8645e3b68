using System.Buffers;

namespace Moshi.Transport.Buffers;

/// <summary>
/// A growing byte array that is cleared and used again, so that the packets of a session cost no garbage. Unlike <see cref="ArrayBufferWriter{T}"/> it
/// gives memory back after one unusually large use.
/// </summary>
public sealed class ByteBuffer : IBufferWriter<byte>
{
    private const int KeptBytes = 64 * 1024;
    private byte[] _bytes = new byte[512];

    /// <summary>How much is written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written; valid until the next write or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear()
    {
        if (_bytes.Length > KeptBytes)
            _bytes = new byte[512];
        Length = 0;
    }

    /// <summary>Forgets what was written after <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    public void Append(byte value)
    {
        if (Length == _bytes.Length)
            Grow(1);
        _bytes[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> values)
    {
        values.CopyTo(GetSpan(values.Length));
        Length += values.Length;
    }

    /// <summary>Replaces a byte that is written already.</summary>
    public void Overwrite(int at, byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)at, (uint)Length, nameof(at));
        _bytes[at] = value;
    }

    /// <summary>Repeats <paramref name="length"/> bytes from <paramref name="distance"/> bytes back, overlapping or not. The distance must be within what is written.</summary>
    public void AppendCopy(int distance, int length)
    {
        Span<byte> to = GetSpan(length)[..length];
        int from = Length - distance;
        if (distance >= length)
        {
            _bytes.AsSpan(from, length).CopyTo(to);
        }
        else
        {
            for (int i = 0; i < length; i++)
                _bytes[Length + i] = _bytes[from + i];
        }
        Length += length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    private void Grow(int more)
    {
        if (_bytes.Length - Length < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + more)));
    }
}
