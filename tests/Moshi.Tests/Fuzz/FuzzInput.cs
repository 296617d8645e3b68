namespace Moshi.Tests.Fuzz;

/// <summary>Decisions read from fuzz bytes, front to back; when they run out, every decision is the first one.</summary>
internal ref struct FuzzInput(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>All bytes that no decision has used.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsEmpty => _rest.IsEmpty;

    public byte NextByte()
    {
        if (_rest.IsEmpty)
            return 0;

        byte next = _rest[0];
        _rest = _rest[1..];
        return next;
    }

    public bool NextBool() => (NextByte() & 1) != 0;

    /// <summary>A number from <paramref name="atLeast"/> to below <paramref name="below"/>; two bytes are used for a range beyond 256.</summary>
    public int Next(int atLeast, int below)
    {
        int range = below - atLeast;
        int value = NextByte();
        if (range > 256)
            value = (value << 8) | NextByte();

        return atLeast + (value % range);
    }

    public ReadOnlySpan<byte> NextBytes(int most)
    {
        int length = Math.Min(most, _rest.Length);
        ReadOnlySpan<byte> next = _rest[..length];
        _rest = _rest[length..];
        return next;
    }

    /// <summary>A piece whose length is told by the byte in front of it.</summary>
    public ReadOnlySpan<byte> NextPiece() => NextBytes(NextByte());
}
