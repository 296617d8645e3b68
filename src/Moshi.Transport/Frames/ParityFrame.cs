using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// Parity of a group of up to <see cref="GroupSize"/> consecutive chunks: their XOR, each continued with zeros to the length of the longest. Restores any one of them. The last frame of its packet.
/// </summary>
public ref struct ParityFrame
{
    /// <summary>Chunks in a group; the last group may have fewer.</summary>
    public const int GroupSize = 8;

    /// <summary>The frame that the chunks belong to.</summary>
    public ulong Id { get; set; }

    /// <summary>Which group: chunks 8 · group and on.</summary>
    public int Group { get; set; }

    /// <summary>Chunks of the whole frame.</summary>
    public int Count { get; set; }

    /// <summary>Length of the last chunk of the frame, which is the only one that may be shorter than the others.</summary>
    public int LastLength { get; set; }

    /// <summary>The XOR, as long as a chunk that is not the last.</summary>
    public ReadOnlySpan<byte> Contents { get; set; }

    /// <summary>Appends the frame, type included; it must be the last one of its packet.</summary>
    public readonly void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.Parity);
        Varint.Append(to, Id);
        Varint.Append(to, (ulong)Group);
        Varint.Append(to, (ulong)Count);
        Varint.Append(to, (ulong)LastLength);
        to.Append(Contents);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ParityFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong id) || !Varint.TryRead(ref rest, ChunkFrame.MaxCount / GroupSize, out int group)
            || !Varint.TryRead(ref rest, ChunkFrame.MaxCount, out int count) || !Varint.TryRead(ref rest, rest.Length, out int lastLength))
        {
            return false;
        }

        if (count < 2 || group * GroupSize >= count || lastLength == 0 || lastLength > rest.Length)
            return false;
        frame.Id = id;
        frame.Group = group;
        frame.Count = count;
        frame.LastLength = lastLength;
        frame.Contents = rest;
        rest = default;
        return true;
    }
}
