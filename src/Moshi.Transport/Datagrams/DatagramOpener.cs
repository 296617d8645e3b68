using System.Buffers.Binary;
using Moshi.Transport.Crypto;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Opens the datagrams of the peer and tells which of them are the newest so far. There is no replay window: older and repeated ones are handed up, since
/// the state layer is idempotent, but only the newest may move an address or a clock.
/// </summary>
public sealed class DatagramOpener
{
    private readonly KeyPhases _keys;
    private readonly ulong _directionBit;
    private readonly byte[] _plain = new byte[DatagramSizes.MaximumReceivedBytes + 1];

    /// <param name="cipher">The session's only key; not disposed here.</param>
    /// <param name="towardsUs">The direction in which the peer sends.</param>
    public DatagramOpener(IDatagramCipher cipher, Direction towardsUs)
        : this(new KeyPhases(cipher, later: null, default), towardsUs)
    {
    }

    /// <param name="keys">The session's keys; not disposed here.</param>
    /// <param name="towardsUs">The direction in which the peer sends.</param>
    public DatagramOpener(KeyPhases keys, Direction towardsUs)
    {
        _keys = keys;
        _directionBit = (ulong)towardsUs << 63;
    }

    /// <summary>One more than the highest sequence number opened so far.</summary>
    public ulong ExpectedSequence { get; private set; }

    /// <summary>True when the peer is one of ours, whose nonces hold connection id and key phase above the number (<see cref="FrameNonce"/>).</summary>
    public bool SplitsNonce { get; set; }

    /// <summary>True when the peer sends datagrams with a connection id in the short form (<see cref="DatagramSealer.IsShort"/>).</summary>
    public bool TakesShort { get; set; }

    /// <summary>The connection ids that are taken; null: any.</summary>
    public ConnectionIds? TakenIds { get; set; }

    /// <summary>Opens one datagram. <paramref name="packet"/> points into this object's buffer and is valid until the next call.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="packet">What was in it.</param>
    /// <param name="now">The time of arrival, for keys that are kept for a while; it does not matter where there is only one.</param>
    public OpenFailure Open(ReadOnlySpan<byte> datagram, out Packet packet, Instant now = default)
    {
        packet = default;
        bool isShort = TakesShort && datagram.Length >= DatagramSizes.ShortOverheadBytes && FrameNonce.IsShort(datagram);
        if (datagram.Length < (isShort ? DatagramSizes.ShortOverheadBytes : DatagramSizes.MinimumBytes))
            return OpenFailure.TooShort;
        if (datagram.Length > DatagramSizes.MaximumReceivedBytes)
            return OpenFailure.TooLong;
        ulong header = isShort ? FrameNonce.ReadShort(datagram, ExpectedSequence) : BinaryPrimitives.ReadUInt64BigEndian(datagram);
        FrameNonce split = SplitsNonce ? FrameNonce.Split(header) : new FrameNonce(0, 0, header & (DatagramSealer.SequenceEnd - 1));
        if (TakenIds?.Has(split.ConnectionId) == false)
            return OpenFailure.UnknownConnection;
        if (!_keys.TryPick(split.Phase, now, out IDatagramCipher? cipher, out ulong phase))
            return OpenFailure.BadTag;
        Span<byte> nonce = stackalloc byte[12];
        nonce[..4].Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[4..], header);
        Span<byte> plain = _plain.AsSpan(isShort ? 1 : 0, datagram.Length - (isShort ? DatagramSizes.ShortOverheadBytes : DatagramSizes.MinimumBytes));
        if (!cipher.TryOpen(nonce, default, datagram[(isShort ? FrameNonce.ShortBytes : DatagramSizes.NonceBytes)..], plain))
            return OpenFailure.BadTag;
        if ((header & DatagramSealer.SequenceEnd) != _directionBit)
            return OpenFailure.WrongDirection;
        if (isShort)
        {
            if (plain.Length < DatagramSizes.TimestampsBytes)
                return OpenFailure.BadPlaintext;
            plain = WithMark(plain.Length);
        }
        if (plain.Length < DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes && !Packet.HoldsWhole(plain))
            return OpenFailure.BadPlaintext;
        ulong sequence = split.PacketNumber;
        long skipped = sequence < ExpectedSequence ? -1 : (long)(sequence - ExpectedSequence);
        if (skipped >= 0)
            ExpectedSequence = sequence + 1;
        packet = new Packet(plain, sequence, skipped) { ConnectionId = split.ConnectionId, KeyPhase = phase };
        return OpenFailure.None;
    }

    // What the short form leaves out: behind the timestamps, for which there is room before them.
    private Span<byte> WithMark(int length)
    {
        Span<byte> plain = _plain.AsSpan(0, length + 1);
        plain.Slice(1, DatagramSizes.TimestampsBytes).CopyTo(plain);
        plain[DatagramSizes.TimestampsBytes] = FrameReader.ContainerMark;
        return plain;
    }
}
