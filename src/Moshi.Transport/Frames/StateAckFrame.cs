using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// STATE_ACK: the states of the peer that the sender has and could take a diff from. Says more than the number in a <see cref="SyncFrame"/>: also which older ones, so that the peer
/// finds a reference even when it has forgotten the newest, and it costs no state of its own.
/// </summary>
public readonly record struct StateAckFrame
{
    /// <summary>Longest encoding, type included.</summary>
    public const int MaxBytes = 1 + Varint.MaxBytes + 4;

    /// <summary>How many older states the bitmap covers.</summary>
    public const int OlderStates = 16;

    /// <summary>The newest state that the sender has.</summary>
    public ulong Newest { get; init; }

    /// <summary>Bit i: the state <see cref="Newest"/> − 1 − i is there too.</summary>
    public ushort Older { get; init; }

    /// <summary>True for the states named.</summary>
    public bool Has(ulong number) => number == Newest || (number < Newest && Newest - number <= OlderStates && (Older >> (int)(Newest - number - 1) & 1) != 0);

    /// <summary>Appends the frame, type included.</summary>
    public void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.StateAck);
        Varint.Append(to, SyncFrame.ToWire(Newest));
        Varint.Append(to, Older);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out StateAckFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong newest) || !Varint.TryRead(ref rest, ushort.MaxValue, out int older))
            return false;
        frame = new StateAckFrame { Newest = SyncFrame.FromWire(newest), Older = (ushort)older };
        return true;
    }
}
