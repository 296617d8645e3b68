using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>Field numbers of the mosh 1.4 messages inside a diff (packages ClientBuffers and HostBuffers), and what both readers share.</summary>
internal static class MessageFields
{
    public const int Instruction = 1;
    public const int Keystroke = 2;
    public const int HostBytes = 2;
    public const int Resize = 3;
    public const int EchoAck = 7;
    public const int Keys = 4;
    public const int HostString = 4;
    public const int Width = 5;
    public const int Height = 6;
    public const int EchoAckNumber = 8;

    /// <summary>Private: what the client's terminal is and can do, in an instruction of its own; opaque here.</summary>
    public const int TerminalFacts = 67;

    public static bool TryReadBytesField(ReadOnlySpan<byte> message, int wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            bool isRead = field == wanted && type == WireType.LengthDelimited ? reader.TryReadBytes(out value) : reader.TrySkip(field, type);
            if (!isRead)
                return false;
        }
        return !reader.IsMalformed;
    }

    public static bool TryReadVarintField(ReadOnlySpan<byte> message, int wanted, out ulong value)
    {
        value = 0;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            bool isRead = field == wanted && type == WireType.Varint ? reader.TryReadVarint(out value) : reader.TrySkip(field, type);
            if (!isRead)
                return false;
        }
        return !reader.IsMalformed;
    }

    public static bool TryReadSize(ReadOnlySpan<byte> message, out WindowSize size)
    {
        size = default;
        // int32 travels as a 64-bit varint: the low half is the value.
        if (!TryReadVarintField(message, Width, out ulong width) || !TryReadVarintField(message, Height, out ulong height))
            return false;
        size = new WindowSize((int)(uint)width, (int)(uint)height);
        return true;
    }
}
