using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>
/// Reads a UserMessage (the diff of the user direction) action by action, in order, without copying. Unknown fields and actions are
/// passed over. After <see cref="TryRead"/> has returned false, <see cref="IsMalformed"/> tells a fault from the end.
/// </summary>
public ref struct UserMessageReader(ReadOnlySpan<byte> diff)
{
    private MessageInstructions _instructions = new(diff);

    public bool IsMalformed { get; private set; }

    public bool TryRead(out UserAction action)
    {
        action = default;
        while (_instructions.TryRead(out ReadOnlySpan<byte> instruction))
        {
            if (!TryReadInstruction(instruction, out action, out bool isKnown))
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

    // A stock peer acts on only one action of an instruction: keystroke before resize.
    private static bool TryReadInstruction(ReadOnlySpan<byte> bytes, out UserAction action, out bool isKnown)
    {
        action = default;
        isKnown = false;
        var reader = new ProtoReader(bytes);
        bool hasKeys = false;
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (type == WireType.LengthDelimited && field is MessageFields.Keystroke or MessageFields.Resize or MessageFields.TerminalFacts)
            {
                if (!reader.TryReadBytes(out ReadOnlySpan<byte> body))
                    return false;
                if (field == MessageFields.Keystroke)
                {
                    if (!MessageFields.TryReadBytesField(body, MessageFields.Keys, out ReadOnlySpan<byte> keys))
                        return false;
                    hasKeys = true;
                    isKnown = true;
                    action = new UserAction(keys);
                }
                else if (field == MessageFields.TerminalFacts)
                {
                    isKnown = true;
                    if (!hasKeys)
                        action = new UserAction(body, UserActionKind.TerminalFacts);
                }
                else
                {
                    if (!MessageFields.TryReadSize(body, out WindowSize size))
                        return false;
                    isKnown = true;
                    if (!hasKeys)
                        action = new UserAction(size);
                }
            }
            else if (!reader.TrySkip(field, type))
            {
                return false;
            }
        }
        return !reader.IsMalformed;
    }
}
