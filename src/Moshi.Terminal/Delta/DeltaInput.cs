using System.Text;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Delta;

/// <summary>Reads the elements of a delta. Once something is missing or out of bounds <see cref="IsMalformed"/> stays true and all reads give nothing.</summary>
internal ref struct DeltaInput(ReadOnlySpan<byte> bytes)
{
    /// <summary>Most bytes of a text: titles are short, a clipboard may be long.</summary>
    internal const int MaxTextBytes = 4 * 1024 * 1024;

    private ReadOnlySpan<byte> _rest = bytes;

    internal bool IsMalformed { get; private set; }

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal void Fail()
    {
        IsMalformed = true;
        _rest = default;
    }

    internal void Advance(int count) => _rest = _rest[count..];

    internal byte ReadByte()
    {
        if (_rest.IsEmpty)
        {
            Fail();
            return 0;
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    internal ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return IsMalformed ? 0 : value;
        }

        Fail();
        return 0;
    }

    /// <summary>A varint of at most <paramref name="highest"/>; more is malformed and read as 0.</summary>
    internal int ReadInt32(int highest)
    {
        ulong value = ReadVarint();
        if (value <= (ulong)highest)
            return (int)value;

        Fail();
        return 0;
    }

    internal ReadOnlySpan<byte> ReadBytes(int highest)
    {
        int length = ReadInt32(highest);
        if (length > _rest.Length)
        {
            Fail();
            return default;
        }

        ReadOnlySpan<byte> read = _rest[..length];
        _rest = _rest[length..];
        return read;
    }

    internal string ReadString() => Encoding.UTF8.GetString(ReadBytes(MaxTextBytes));

    internal Color ReadColor()
    {
        int code = ReadInt32(257);
        return code switch
        {
            0 => Color.Default,
            257 => Color.Rgb(ReadByte(), ReadByte(), ReadByte()),
            _ => Color.Indexed(code - 1),
        };
    }

    internal bool ReadFlag() => ReadInt32(1) == 1;
}
