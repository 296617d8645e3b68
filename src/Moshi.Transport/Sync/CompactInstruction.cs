using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;

namespace Moshi.Transport.Sync;

/// <summary>
/// The short form of an instruction, between two ends of ours that have both shown <see cref="Capabilities.CompactInstructions"/>: numbers instead of protobuf fields,
/// a compressed diff only where that pays, and lengths rounded up instead of chaff (docs/protocol/mosh.md, "Compact instructions").
/// </summary>
public static class CompactInstruction
{
    /// <summary>Set in the first byte of every compact instruction; neither a zlib stream nor a fragment id begins so.</summary>
    public const byte Mark = 0x80;

    /// <summary>A diff that is shorter is not worth a try.</summary>
    private const int WorthDeflating = 256;

    /// <summary>Lengths up to <see cref="RoundedBytes"/> are made multiples of this: what was typed and echoed shall not show in them.</summary>
    private const int Granularity = 8;

    private const int RoundedBytes = 256;

    private const byte FarReference = 1;
    private const byte FarThrowaway = 2;
    private const byte Padded = 4;
    private const byte Deflated = 8;
    private const byte KnownFlags = Mark | FarReference | FarThrowaway | Padded | Deflated;

    public static bool IsCompact(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] >= Mark;

    /// <summary>False for an instruction that says more than the short form can.</summary>
    public static bool CanWrite(in Instruction instruction) =>
        instruction.Capabilities.IsEmpty && instruction.ExitStatus is null && instruction.Version == Instruction.ProtocolVersion;

    /// <summary>Replaces the contents of <paramref name="to"/>.</summary>
    public static void Write(in Instruction instruction, ZlibEncoder encoder, ByteBuffer scratch, ByteBuffer to)
    {
        ReadOnlySpan<byte> diff = instruction.Diff;
        byte flags = Mark;
        if (diff.Length >= WorthDeflating)
        {
            encoder.Compress(diff, scratch);
            if (scratch.Length < diff.Length)
            {
                diff = scratch.Written;
                flags |= Deflated;
            }
        }

        // Modulo 2^64, so that the shutdown state has a distance too.
        ulong toReference = instruction.NewNumber - instruction.OldNumber;
        ulong toThrowaway = instruction.OldNumber - instruction.ThrowawayNumber;
        flags |= toReference == 1 ? (byte)0 : FarReference;
        flags |= toThrowaway == 0 ? (byte)0 : FarThrowaway;
        to.Clear();
        to.Append(flags);
        AppendVarint(to, instruction.NewNumber);
        AppendVarint(to, instruction.AckNumber);
        if (toReference != 1)
            AppendVarint(to, toReference);
        if (toThrowaway != 0)
            AppendVarint(to, toThrowaway);
        int padding = to.Length + diff.Length > RoundedBytes ? 0 : -(to.Length + diff.Length) & (Granularity - 1);
        if (padding > 0)
        {
            to.Append((byte)(padding - 1));
            for (int count = padding - 1; count > 0; count--)
                to.Append(0);
            flags |= Padded;
        }

        to.Append(diff);
        to.Overwrite(0, flags);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Spans point into the message or into the decoder's buffer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, ZlibDecoder decoder, out Instruction instruction)
    {
        instruction = default;
        byte flags = message[0];
        ReadOnlySpan<byte> rest = message[1..];
        ulong toReference = 1;
        ulong toThrowaway = 0;
        if ((flags & ~KnownFlags) != 0 || !TryReadVarint(ref rest, out ulong number) || !TryReadVarint(ref rest, out ulong ack)
            || ((flags & FarReference) != 0 && !TryReadVarint(ref rest, out toReference))
            || ((flags & FarThrowaway) != 0 && !TryReadVarint(ref rest, out toThrowaway)))
        {
            return false;
        }

        if ((flags & Padded) != 0)
        {
            if (rest.IsEmpty || rest.Length <= rest[0])
                return false;
            rest = rest[(1 + rest[0])..];
        }

        if ((flags & Deflated) != 0 && !decoder.TryInflate(rest, Instruction.MaxBytes, out rest))
            return false;
        instruction.Version = Instruction.ProtocolVersion;
        instruction.NewNumber = number;
        instruction.AckNumber = ack;
        instruction.OldNumber = number - toReference;
        instruction.ThrowawayNumber = instruction.OldNumber - toThrowaway;
        instruction.Diff = rest;
        return true;
    }

    private static void AppendVarint(ByteBuffer to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to.Append((byte)(value | 0x80));
        to.Append((byte)value);
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (int at = 0; at < rest.Length && at < 10; at++)
        {
            value |= (ulong)(rest[at] & 0x7F) << (7 * at);
            if (rest[at] < 0x80)
            {
                rest = rest[(at + 1)..];
                return true;
            }
        }

        return false;
    }
}
