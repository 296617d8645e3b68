using System.Buffers.Binary;

namespace Moshi.Transport.Datagrams;

/// <summary>The authentic contents of one datagram: two 16-bit timestamps and a fragment.</summary>
public readonly ref struct Packet
{
    internal Packet(ReadOnlySpan<byte> plain, ulong sequence, long skipped)
    {
        Plain = plain;
        Sequence = sequence;
        Skipped = skipped;
        Timestamp = BinaryPrimitives.ReadUInt16BigEndian(plain);
        TimestampReply = BinaryPrimitives.ReadUInt16BigEndian(plain[2..]);
        IsWhole = HoldsWhole(plain);
        Fragment = IsWhole ? default : FragmentHeader.Read(plain[DatagramSizes.TimestampsBytes..]);
        Contents = plain[(DatagramSizes.TimestampsBytes + (IsWhole ? 0 : DatagramSizes.FragmentHeaderBytes))..];
    }

    /// <summary>A compact instruction starts with the bit that no fragment id ever reaches.</summary>
    internal static bool HoldsWhole(ReadOnlySpan<byte> plain) => plain.Length > DatagramSizes.TimestampsBytes && plain[DatagramSizes.TimestampsBytes] >= 0x80;

    /// <summary>All that was sealed: timestamps and payload.</summary>
    public ReadOnlySpan<byte> Plain { get; }

    /// <summary>The connection id in the nonce; 0 in stock's format.</summary>
    public uint ConnectionId { get; init; }

    /// <summary>The key phase that it was sealed in.</summary>
    public ulong KeyPhase { get; init; }

    /// <summary>The number in the nonce.</summary>
    public ulong Sequence { get; }

    /// <summary>Newest datagram so far; all others carry no news about the path or the clock.</summary>
    public bool IsNewest => Skipped >= 0;

    /// <summary>Sequence numbers passed over since the newest datagram before this one: lost, or still on the way. -1 when this one is older.</summary>
    public long Skipped { get; }

    /// <summary>The sender's clock, or <see cref="Timestamp16.None"/>.</summary>
    public ushort Timestamp { get; }

    /// <summary>Our own clock coming back, or <see cref="Timestamp16.None"/>.</summary>
    public ushort TimestampReply { get; }

    public FragmentHeader Fragment { get; }

    /// <summary>True when there is no fragment header and <see cref="Contents"/> is a whole compact instruction.</summary>
    public bool IsWhole { get; }

    /// <summary>A slice of a compressed instruction.</summary>
    public ReadOnlySpan<byte> Contents { get; }
}
