using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// SCREEN_CHUNK: one of <see cref="Count"/> pieces of a <see cref="SyncFrame"/> that is too long for a packet. All but the last piece are equally long. The last frame of its packet.
/// </summary>
public ref struct ChunkFrame
{
    /// <summary>Most pieces of one frame: 4 MiB and a little, in the shortest packets.</summary>
    public const int MaxCount = 16_384;

    /// <summary>All that a chunk needs besides its contents, type included, at most.</summary>
    public const int MaxHeaderBytes = 1 + Varint.MaxBytes + 4 + 4;

    /// <summary>Which frame: grows by one with each, so that a newer one ends the assembly of an older one.</summary>
    public ulong Id { get; set; }

    /// <summary>Which piece, from 0.</summary>
    public int Index { get; set; }

    /// <summary>How many there are, at least 2.</summary>
    public int Count { get; set; }

    /// <summary>At least one byte.</summary>
    public ReadOnlySpan<byte> Contents { get; set; }

    /// <summary>Appends the frame, type included; it must be the last one of its packet.</summary>
    public readonly void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.Chunk);
        Varint.Append(to, Id);
        Varint.Append(to, (ulong)Index);
        Varint.Append(to, (ulong)Count);
        to.Append(Contents);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ChunkFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong id) || !Varint.TryRead(ref rest, MaxCount - 1, out int index) || !Varint.TryRead(ref rest, MaxCount, out int count))
            return false;
        if (count < 2 || index >= count || rest.IsEmpty)
            return false;
        frame.Id = id;
        frame.Index = index;
        frame.Count = count;
        frame.Contents = rest;
        rest = default;
        return true;
    }
}
