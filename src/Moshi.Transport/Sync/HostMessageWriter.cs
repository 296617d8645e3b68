using System.Buffers;
using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>
/// Appends parts to a HostMessage (the diff of the host direction). A stock client wants them in this order, each only if it changed:
/// echo ack, resize, bytes.
/// </summary>
public static class HostMessageWriter
{
    /// <summary>The newest client state whose effects are all on this screen. Must never go down: a stock client aborts.</summary>
    public static void WriteEchoAck(IBufferWriter<byte> to, ulong clientState)
    {
        int body = ProtoWriter.FieldBytes(MessageFields.EchoAckNumber, clientState);
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Instruction, ProtoWriter.FieldBytes(MessageFields.EchoAck, body));
        ProtoWriter.WriteLengthPrefix(to, MessageFields.EchoAck, body);
        ProtoWriter.WriteVarintField(to, MessageFields.EchoAckNumber, clientState);
    }

    /// <exception cref="ArgumentOutOfRangeException">A size outside 1x1 to 1000x1000.</exception>
    public static void WriteResize(IBufferWriter<byte> to, WindowSize size) => UserMessageWriter.WriteResizeTo(to, size);

    /// <summary>Terminal output that paints the change: complete escape sequences only, and nothing that a terminal answers.</summary>
    public static void WriteBytes(IBufferWriter<byte> to, ReadOnlySpan<byte> hostBytes)
    {
        int body = ProtoWriter.FieldBytes(MessageFields.HostString, hostBytes.Length);
        ProtoWriter.WriteLengthPrefix(to, MessageFields.Instruction, ProtoWriter.FieldBytes(MessageFields.HostBytes, body));
        ProtoWriter.WriteLengthPrefix(to, MessageFields.HostBytes, body);
        ProtoWriter.WriteBytesField(to, MessageFields.HostString, hostBytes);
    }
}
