namespace Moshi.Interop.Scripted;

/// <summary>As much of protobuf as mosh uses, apart from the product's: varints and length-delimited fields.</summary>
internal sealed class MiniProtobuf
{
    private readonly List<byte> _bytes = [];

    /// <summary>Writes a varint field.</summary>
    public void Number(int field, ulong value)
    {
        Varint((ulong)field << 3);
        Varint(value);
    }

    /// <summary>Writes a length-delimited field.</summary>
    public void Bytes(int field, byte[] value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        _bytes.AddRange(value);
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>The fields of a message: number and either a value or bytes.</summary>
    public static IEnumerable<(int Field, ulong Number, byte[]? Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        List<(int, ulong, byte[]?)> fields = [];
        for (int at = 0; at < message.Length;)
        {
            ulong key = Read(message, ref at), value = Read(message, ref at);
            switch (key & 7)
            {
                case 0:
                    fields.Add(((int)(key >> 3), value, null));
                    break;
                case 2:
                    fields.Add(((int)(key >> 3), 0, message.Slice(at, (int)value).ToArray()));
                    at += (int)value;
                    break;
                default:
                    throw new FormatException($"wire type {key & 7}");
            }
        }
        return fields;
    }

    private static ulong Read(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
    }
}
