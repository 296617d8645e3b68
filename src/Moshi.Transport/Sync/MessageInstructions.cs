using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>The instructions of a UserMessage or HostMessage, one after the other: both are a repeated field of them, and all else in them is passed over.</summary>
internal ref struct MessageInstructions(ReadOnlySpan<byte> message)
{
    private ProtoReader _reader = new(message);

    /// <summary>After <see cref="TryRead"/> has returned false: a fault, not the end.</summary>
    public readonly bool IsMalformed => _reader.IsMalformed;

    /// <summary>The bytes of the next instruction.</summary>
    public bool TryRead(out ReadOnlySpan<byte> instruction)
    {
        while (_reader.TryReadTag(out int field, out WireType type))
        {
            if (field == MessageFields.Instruction && type == WireType.LengthDelimited)
                return _reader.TryReadBytes(out instruction);
            if (!_reader.TrySkip(field, type))
                break;
        }
        instruction = default;
        return false;
    }
}
