using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>
/// Reads a HostMessage (the diff of the host direction) part by part, in order, without copying. Unknown fields and parts are passed
/// over. After <see cref="TryRead"/> has returned false, <see cref="IsMalformed"/> tells a fault from the end.
/// </summary>
public ref struct HostMessageReader(ReadOnlySpan<byte> diff)
{
    private MessageInstructions _instructions = new(diff);

    public bool IsMalformed { get; private set; }

    public bool TryRead(out HostPart part)
    {
        part = default;
        while (_instructions.TryRead(out ReadOnlySpan<byte> instruction))
        {
            if (!TryReadInstruction(instruction, out part, out bool isKnown))
            {
                IsMalformed = true;
                return false;
            }
            if (isKnown)
                return true;
        }
        IsMalformed |= _instructions.IsMalformed;
        return false;
    }

    // A stock peer acts on only one part of an instruction: bytes before resize before echo ack.
    private static bool TryReadInstruction(ReadOnlySpan<byte> bytes, out HostPart part, out bool isKnown)
    {
        part = default;
        isKnown = false;
        int best = int.MaxValue;
        var reader = new ProtoReader(bytes);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (type != WireType.LengthDelimited
                || field is not (MessageFields.HostBytes or MessageFields.Resize or MessageFields.EchoAck))
            {
                if (!reader.TrySkip(field, type))
                    return false;
                continue;
            }
            if (!reader.TryReadBytes(out ReadOnlySpan<byte> body) || !TryReadPart(field, body, out HostPart candidate))
                return false;
            isKnown = true;
            if (field > best)
                continue;
            best = field;
            part = candidate;
        }
        return !reader.IsMalformed;
    }

    private static bool TryReadPart(int field, ReadOnlySpan<byte> body, out HostPart part)
    {
        part = default;
        switch (field)
        {
            case MessageFields.HostBytes:
                if (!MessageFields.TryReadBytesField(body, MessageFields.HostString, out ReadOnlySpan<byte> bytes))
                    return false;
                part = new HostPart(bytes);
                return true;
            case MessageFields.Resize:
                if (!MessageFields.TryReadSize(body, out WindowSize size))
                    return false;
                part = new HostPart(size);
                return true;
            default:
                if (!MessageFields.TryReadVarintField(body, MessageFields.EchoAckNumber, out ulong number))
                    return false;
                part = new HostPart(number);
                return true;
        }
    }
}
