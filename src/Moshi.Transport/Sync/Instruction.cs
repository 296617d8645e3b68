using System.Buffers;
using Moshi.Transport.Protobuf;

namespace Moshi.Transport.Sync;

/// <summary>
/// "Apply this diff to state old to have state new", with an acknowledgement: the message that mosh 1.4 calls TransportBuffers.Instruction, and our two
/// private fields, which a stock peer passes over.
/// </summary>
public ref struct Instruction
{
    /// <summary>The only version there ever was.</summary>
    public const uint ProtocolVersion = 2;

    /// <summary>A new or acknowledged state of this number means shutdown.</summary>
    public const ulong ShutdownNumber = ulong.MaxValue;

    /// <summary>Largest instruction before compression: a stock peer's buffer.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Private field: <see cref="Sync.Capabilities"/>.</summary>
    public const int CapabilitiesField = 64;

    /// <summary>Private field: exit status of the remote command, in a server's shutdown instructions.</summary>
    public const int ExitStatusField = 65;

    /// <summary>Longest chaff sent.</summary>
    public const int MaxChaffBytes = 16;

    /// <summary>All that an instruction needs besides diff and capabilities, at most.</summary>
    internal const int MaxOverheadBytes = 128;

    /// <summary>0 when absent.</summary>
    public uint Version { get; set; }

    /// <summary>The state that the diff starts from.</summary>
    public ulong OldNumber { get; set; }

    /// <summary>The state that the diff leads to.</summary>
    public ulong NewNumber { get; set; }

    /// <summary>The newest state of the other end that the sender has.</summary>
    public ulong AckNumber { get; set; }

    /// <summary>States below this will not be referred to again.</summary>
    public ulong ThrowawayNumber { get; set; }

    /// <summary>UserMessage or HostMessage; empty when the states are equal.</summary>
    public ReadOnlySpan<byte> Diff { get; set; }

    /// <summary>Random bytes that hide the length.</summary>
    public ReadOnlySpan<byte> Chaff { get; set; }

    /// <summary>Private: what the sender can do; empty when not shown.</summary>
    public ReadOnlySpan<byte> Capabilities { get; set; }

    /// <summary>Private: exit status of the remote command; null when not told.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Reads a message; unknown fields are passed over, and absent ones are zero or empty. False when it is not protobuf. Spans point into <paramref name="message"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out Instruction instruction)
    {
        instruction = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out WireType type))
        {
            if (type == WireType.Varint && field is >= 1 and <= 5 or ExitStatusField)
            {
                if (!reader.TryReadVarint(out ulong number))
                    return false;
                instruction.SetNumber(field, number);
            }
            else if (type == WireType.LengthDelimited && field is 6 or 7 or CapabilitiesField)
            {
                if (!reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
                    return false;
                instruction.SetBytes(field, bytes);
            }
            else if (!reader.TrySkip(field, type))
            {
                return false;
            }
        }
        return !reader.IsMalformed;
    }

    /// <summary>Fields that are zero or empty are not written, which a reader takes for the same. mosh 1.4 writes, and does not need, them all.</summary>
    public bool OmitsEmpty { get; set; }

    /// <summary>Appends the message: fields 1 to 7 in order and, as stock does, always, unless <see cref="OmitsEmpty"/>; then the private ones that are set.</summary>
    public readonly void Write(IBufferWriter<byte> to)
    {
        ProtoWriter.WriteVarintField(to, 1, Version);
        WriteNumber(to, 2, OldNumber);
        WriteNumber(to, 3, NewNumber);
        WriteNumber(to, 4, AckNumber);
        WriteNumber(to, 5, ThrowawayNumber);
        WriteBytes(to, 6, Diff);
        WriteBytes(to, 7, Chaff);
        if (!Capabilities.IsEmpty)
            ProtoWriter.WriteBytesField(to, CapabilitiesField, Capabilities);
        if (ExitStatus is { } status)
            ProtoWriter.WriteVarintField(to, ExitStatusField, (uint)status);
    }

    private readonly void WriteNumber(IBufferWriter<byte> to, int field, ulong number)
    {
        if (number != 0 || !OmitsEmpty)
            ProtoWriter.WriteVarintField(to, field, number);
    }

    private readonly void WriteBytes(IBufferWriter<byte> to, int field, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty || !OmitsEmpty)
            ProtoWriter.WriteBytesField(to, field, bytes);
    }

    private void SetBytes(int field, ReadOnlySpan<byte> bytes)
    {
        switch (field)
        {
            case 6:
                Diff = bytes;
                break;
            case 7:
                Chaff = bytes;
                break;
            default:
                Capabilities = bytes;
                break;
        }
    }

    private void SetNumber(int field, ulong number)
    {
        switch (field)
        {
            case 1:
                Version = (uint)number;
                break;
            case 2:
                OldNumber = number;
                break;
            case 3:
                NewNumber = number;
                break;
            case 4:
                AckNumber = number;
                break;
            case 5:
                ThrowawayNumber = number;
                break;
            default:
                ExitStatus = number <= int.MaxValue ? (int)number : null;
                break;
        }
    }
}
