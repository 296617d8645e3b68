namespace Moshi.Transport.Compression;

/// <summary>Takes bits from the low end of bytes, as deflate packs them. Past the end it delivers zeros and says so.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private ulong _window;
    private int _bits;
    private int _next;
    private int _invented;

    /// <summary>More bits were used than there are.</summary>
    public readonly bool IsPastEnd => _invented > _bits;

    /// <summary>How many bits were used.</summary>
    public readonly int Used => _next * 8 - (_bits - _invented);

    /// <summary>At least 15 bits that come next, the first one lowest.</summary>
    public uint Peek()
    {
        if (_bits < 16)
            Fill();
        return (uint)_window;
    }

    public void Drop(int count)
    {
        _window >>= count;
        _bits -= count;
    }

    /// <summary>Up to 15 bits as a number.</summary>
    public int Read(int count)
    {
        int value = (int)(Peek() & ((1u << count) - 1));
        Drop(count);
        return value;
    }

    /// <summary>Skips to the next whole byte and takes bytes from there.</summary>
    public bool TryAlignedTail(int count, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (IsPastEnd)
            return false;
        int start = _next - (_bits - _invented) / 8;
        if (count > _bytes.Length - start)
            return false;
        bytes = _bytes.Slice(start, count);
        _next = start + count;
        _window = 0;
        _bits = 0;
        _invented = 0;
        return true;
    }

    private void Fill()
    {
        while (_bits <= 56)
        {
            if (_next < _bytes.Length)
                _window |= (ulong)_bytes[_next++] << _bits;
            else
                _invented += 8;
            _bits += 8;
        }
    }
}
