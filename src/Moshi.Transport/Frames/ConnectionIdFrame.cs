using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>NEW_CID: the server takes packets under another connection id.</summary>
public readonly record struct ConnectionIdFrame
{
    /// <summary>Counts the ids of a session from 1; 0 is the all-zero id that a session begins with.</summary>
    public ulong Sequence { get; init; }

    /// <summary>Ids with a lower number are taken no longer: the client goes to a newer one.</summary>
    public ulong RetirePriorTo { get; init; }

    /// <summary>21 bits, not zero.</summary>
    public uint Id { get; init; }

    /// <summary>Appends the frame, type included.</summary>
    public void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.NewConnectionId);
        Varint.Append(to, Sequence);
        Varint.Append(to, RetirePriorTo);
        Varint.Append(to, Id);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out ConnectionIdFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong sequence) || !Varint.TryRead(ref rest, out ulong prior)
            || !Varint.TryRead(ref rest, FrameNonce.MaxConnectionId, out int id) || id == 0 || sequence == 0 || prior > sequence)
        {
            return false;
        }

        frame = new ConnectionIdFrame { Sequence = sequence, RetirePriorTo = prior, Id = (uint)id };
        return true;
    }
}
