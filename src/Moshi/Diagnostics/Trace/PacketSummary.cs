using System.Buffers.Binary;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Sync;

namespace Moshi.Diagnostics.Trace;

/// <summary>What a trace tells of a packet: its form, numbers and lengths, never what was typed or shown. Reads the three payloads of docs/protocol.</summary>
internal ref struct PacketSummary
{
    private const int TimestampsBytes = 4;

    /// <summary>stock (a whole instruction), piece (of one), compact, frames or unknown.</summary>
    public ReadOnlySpan<byte> Form { get; private set; }

    /// <summary>Whether <see cref="Old"/> and <see cref="New"/> were told.</summary>
    public bool HasState { get; private set; }

    public ulong Old { get; private set; }

    public ulong New { get; private set; }

    /// <summary>The newest state of the other end that the sender has; null when not told.</summary>
    public ulong? Ack { get; private set; }

    /// <summary>Length of the diff before compression, in a compact instruction or frame as it travels; -1 when not known.</summary>
    public int DiffBytes { get; private set; }

    /// <summary>Index of the piece, or of the chunk; -1 for a whole.</summary>
    public int Piece { get; private set; }

    /// <summary>Microseconds that the program took to answer; -1 when not told.</summary>
    public int EchoMicros { get; private set; }

    /// <summary>The timestamp reply, or <see cref="Timestamp16.None"/>.</summary>
    public ushort TimestampReply { get; private set; }

    /// <summary>Reads a packet's plaintext. <paramref name="decoder"/> is the trace's own.</summary>
    public static PacketSummary Read(ReadOnlySpan<byte> plain, ZlibDecoder decoder)
    {
        var summary = new PacketSummary { Form = "unknown"u8, DiffBytes = -1, Piece = -1, EchoMicros = -1, TimestampReply = Timestamp16.None };
        if (plain.Length <= TimestampsBytes)
            return summary;
        summary.TimestampReply = BinaryPrimitives.ReadUInt16BigEndian(plain[2..]);
        ReadOnlySpan<byte> payload = plain[TimestampsBytes..];
        if (FrameReader.IsContainer(payload))
            summary.TakeFrames(payload[1..]);
        else if (CompactInstruction.IsCompact(payload))
            summary.TakeInstruction("compact"u8, CompactInstruction.TryParse(payload, decoder, out Instruction compact), compact);
        else if (payload.Length >= DatagramSizes.FragmentHeaderBytes)
            summary.TakePiece(FragmentHeader.Read(payload), payload[DatagramSizes.FragmentHeaderBytes..], decoder);
        return summary;
    }

    private void TakePiece(FragmentHeader header, ReadOnlySpan<byte> contents, ZlibDecoder decoder)
    {
        if (header.Index > 0 || !header.IsFinal)
        {
            Form = "piece"u8;
            Piece = header.Index;
            return;
        }

        Instruction instruction = default;
        bool isReadable = decoder.TryInflate(contents, Instruction.MaxBytes, out ReadOnlySpan<byte> message) && Instruction.TryParse(message, out instruction);
        TakeInstruction("stock"u8, isReadable, instruction);
    }

    private void TakeInstruction(ReadOnlySpan<byte> form, bool isReadable, in Instruction instruction)
    {
        Form = form;
        if (!isReadable)
            return;
        HasState = true;
        Old = instruction.OldNumber;
        New = instruction.NewNumber;
        Ack = instruction.AckNumber;
        DiffBytes = instruction.Diff.Length;
    }

    private void TakeFrames(ReadOnlySpan<byte> contents)
    {
        Form = "frames"u8;
        var reader = new FrameReader(contents);
        while (reader.TryReadType(out FrameType type) && TakeFrame(ref reader, type))
        {
        }
    }

    private bool TakeFrame(ref FrameReader reader, FrameType type)
    {
        switch (type)
        {
            case FrameType.Sync:
                if (!reader.TryReadSync(out SyncFrame sync))
                    return false;
                HasState = true;
                Old = sync.Old;
                New = sync.Number;
                Ack = sync.Ack ?? Ack;
                DiffBytes = sync.Diff.Length;
                return true;
            case FrameType.StateAck:
                bool isAck = reader.TryReadStateAck(out StateAckFrame ack);
                Ack = isAck ? ack.Newest : Ack;
                return isAck;
            case FrameType.Echo:
                bool isEcho = reader.TryReadEcho(out EchoFrame echo);
                EchoMicros = isEcho ? echo.Micros : EchoMicros;
                return isEcho;
            case FrameType.Chunk:
                bool isChunk = reader.TryReadChunk(out ChunkFrame chunk);
                Piece = isChunk ? chunk.Index : Piece;
                return isChunk;
            case FrameType.Ping:
                return true;
            case FrameType.Ack:
                return reader.TryReadAck(out _);
            case FrameType.Parity:
                return reader.TryReadParity(out _);
            case FrameType.PathChallenge or FrameType.PathResponse:
                return reader.TryReadChallenge(out _);
            case FrameType.NewConnectionId:
                return reader.TryReadConnectionId(out _);
            case FrameType.RetireConnectionId:
                return reader.TryReadRetirement(out _);
            case FrameType.KeyNext:
                return reader.TryReadKeyPhase(out _);
            case FrameType.Close:
                return reader.TryReadClose(out _);
            default:
                return false;
        }
    }
}
