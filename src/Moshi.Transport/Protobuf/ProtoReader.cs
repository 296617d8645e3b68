namespace Moshi.Transport.Protobuf;

/// <summary>
/// Walks the fields of one serialised protobuf message without copying. Use: <c>while (reader.TryReadTag(out var field, out var type))</c>,
/// one value or <see cref="TrySkip"/> per tag; afterwards <see cref="IsMalformed"/> tells an end from a fault.
/// </summary>
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int MaxGroupDepth = 32;
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The bytes were not a protobuf message. Nothing more is read.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>False at the end of the message or at a fault.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        field = 0;
        type = default;
        if (_rest.IsEmpty || IsMalformed)
            return false;
        if (!TryReadVarint(out ulong tag))
            return false;
        field = (int)(uint)(tag >> 3);
        type = (WireType)(tag & 7);
        if (tag <= uint.MaxValue && field != 0 && type <= WireType.Fixed32)
            return true;
        return Fail();
    }

    /// <summary>A base-128 varint of at most ten bytes; bits above 64 are dropped, as protobuf does.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && i < _rest.Length; i++)
        {
            byte b = _rest[i];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }
        value = 0;
        return Fail();
    }

    /// <summary>The contents of a bytes field or an embedded message.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!TryReadVarint(out ulong length))
            return false;
        if (length > (ulong)_rest.Length)
            return Fail();
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>Passes over the value of a field that nobody here knows.</summary>
    public bool TrySkip(int field, WireType type) => TrySkip(field, type, 0);

    private bool TrySkip(int field, WireType type, int depth) => type switch
    {
        WireType.Varint => TryReadVarint(out _),
        WireType.Fixed64 => TryDrop(8),
        WireType.Fixed32 => TryDrop(4),
        WireType.LengthDelimited => TryReadBytes(out _),
        WireType.StartGroup when depth < MaxGroupDepth => TrySkipGroup(field, depth + 1),
        _ => Fail(),
    };

    private bool TrySkipGroup(int group, int depth)
    {
        while (TryReadTag(out int field, out WireType type))
        {
            if (type == WireType.EndGroup)
                return field == group || Fail();
            if (!TrySkip(field, type, depth))
                return false;
        }
        return Fail();
    }

    private bool TryDrop(int count)
    {
        if (_rest.Length < count)
            return Fail();
        _rest = _rest[count..];
        return true;
    }

    private bool Fail()
    {
        IsMalformed = true;
        _rest = default;
        return false;
    }
}
