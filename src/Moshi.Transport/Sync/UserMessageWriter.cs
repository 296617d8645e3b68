using System.Buffers;
using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>Appends actions to a UserMessage: one instruction per call, in the order of the calls.</summary>
public static class UserMessageWriter
{
    /// <summary>Bytes for the host. The caller merges neighbouring keys into one call.</summary>
    public static void WriteKeys(IBufferWriter<byte> to, ReadOnlySpan<byte> keys)
    {
        int body = ProtoWriter.FieldBytes(MessageFields.Keys, keys.Length);
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Instruction, ProtoWriter.FieldBytes(MessageFields.Keystroke, body));
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Keystroke, body);
        ProtoWriter.WriteBytesField(to, MessageFields.Keys, keys);
    }

    /// <exception cref="ArgumentOutOfRangeException">A size that a stock server aborts on, or larger than any that is believed.</exception>
    public static void WriteResize(IBufferWriter<byte> to, WindowSize size) => WriteResizeTo(to, size);

    /// <summary>What the client's terminal is and can do; a stock server passes over it.</summary>
    public static void WriteTerminalFacts(IBufferWriter<byte> to, ReadOnlySpan<byte> facts)
    {
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Instruction, ProtoWriter.FieldBytes(MessageFields.TerminalFacts, facts.Length));
        ProtoWriter.WriteBytesField(to, MessageFields.TerminalFacts, facts);
    }

    internal static void WriteResizeTo(IBufferWriter<byte> to, WindowSize size)
    {
        if (!size.IsValid)
            throw new ArgumentOutOfRangeException(nameof(size), size, "Sizes from 1x1 to 1000x1000 can be sent.");
        int body = ProtoWriter.FieldBytes(MessageFields.Width, (ulong)size.Columns) + ProtoWriter.FieldBytes(MessageFields.Height, (ulong)size.Rows);
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Instruction, ProtoWriter.FieldBytes(MessageFields.Resize, body));
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Resize, body);
        ProtoWriter.WriteVarintField(to, MessageFields.Width, (ulong)size.Columns);
        ProtoWriter.WriteVarintField(to, MessageFields.Height, (ulong)size.Rows);
    }
}
