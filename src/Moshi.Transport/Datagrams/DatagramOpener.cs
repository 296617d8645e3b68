using System.Buffers.Binary;
using Moshi.Transport.Crypto;

namespace Moshi.Transport.Datagrams;

/// <summary>
/// Opens the datagrams of the peer and tells which of them are the newest so far. There is no replay window: older and repeated ones are handed up, since
/// the state layer is idempotent, but only the newest may move an address or a clock.
/// </summary>
public sealed class DatagramOpener
{
    private readonly IDatagramCipher _cipher;
    private readonly ulong _directionBit;
    private readonly byte[] _plain = new byte[DatagramSizes.MaximumReceivedBytes];

    /// <param name="cipher">The session's key; not disposed here.</param>
    /// <param name="towardsUs">The direction in which the peer sends.</param>
    public DatagramOpener(IDatagramCipher cipher, Direction towardsUs)
    {
        _cipher = cipher;
        _directionBit = (ulong)towardsUs << 63;
    }

    /// <summary>One more than the highest sequence number opened so far.</summary>
    public ulong ExpectedSequence { get; private set; }

    /// <summary>Opens one datagram. <paramref name="packet"/> points into this object's buffer and is valid until the next call.</summary>
    public OpenFailure Open(ReadOnlySpan<byte> datagram, out Packet packet)
    {
        packet = default;
        if (datagram.Length < DatagramSizes.MinimumBytes)
            return OpenFailure.TooShort;
        if (datagram.Length > DatagramSizes.MaximumReceivedBytes)
            return OpenFailure.TooLong;
        Span<byte> nonce = stackalloc byte[12];
        nonce[..4].Clear();
        datagram[..DatagramSizes.NonceBytes].CopyTo(nonce[4..]);
        var plain = _plain.AsSpan(0, datagram.Length - DatagramSizes.MinimumBytes);
        if (!_cipher.TryOpen(nonce, default, datagram[DatagramSizes.NonceBytes..], plain))
            return OpenFailure.BadTag;
        var header = BinaryPrimitives.ReadUInt64BigEndian(datagram);
        if ((header & DatagramSealer.SequenceEnd) != _directionBit)
            return OpenFailure.WrongDirection;
        if (plain.Length < DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes && !Packet.HoldsWhole(plain))
            return OpenFailure.BadPlaintext;
        var sequence = header & (DatagramSealer.SequenceEnd - 1);
        var skipped = sequence < ExpectedSequence ? -1 : (long)(sequence - ExpectedSequence);
        if (skipped >= 0)
            ExpectedSequence = sequence + 1;
        packet = new Packet(plain, sequence, skipped);
        return OpenFailure.None;
    }
}
