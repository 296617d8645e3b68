using System.Buffers.Binary;
using Moshi.Transport.Sync;

namespace Moshi.Transport.Nat;

/// <summary>
/// The least of STUN (RFC 8489): a binding request, and the address in its answer, which is where the asking socket is seen to be. No authentication: whoever answers can only
/// name an address to which sealed datagrams are then sent.
/// </summary>
public static class StunBinding
{
    /// <summary>What names a request and its answer (§5).</summary>
    public const int TransactionBytes = 12;

    /// <summary>Header and FINGERPRINT.</summary>
    public const int RequestBytes = HeaderBytes + FingerprintBytes;

    /// <summary>Longer answers are not looked at; one with all attributes of RFC 5780 has some 100 bytes.</summary>
    public const int MaxResponseBytes = 548;

    private const int HeaderBytes = 20, AttributeHeaderBytes = 4, FingerprintBytes = 8;
    private const ushort BindingRequest = 0x0001, BindingSuccess = 0x0101;
    private const ushort MappedAddress = 0x0001, XorMappedAddress = 0x0020, Fingerprint = 0x8028;
    private const uint Cookie = 0x2112A442;
    private const uint FingerprintMask = 0x5354554E;
    private const byte FamilyIPv4 = 1, FamilyIPv6 = 2;

    /// <summary>Writes a request of <see cref="RequestBytes"/>.</summary>
    /// <param name="destination">At least that long.</param>
    /// <param name="transaction"><see cref="TransactionBytes"/> bytes, unpredictable, another for each request that is not a repetition.</param>
    public static void WriteRequest(Span<byte> destination, ReadOnlySpan<byte> transaction)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, BindingRequest);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], FingerprintBytes);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Cookie);
        transaction[..TransactionBytes].CopyTo(destination[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[HeaderBytes..], Fingerprint);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(HeaderBytes + 2)..], sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(destination[(HeaderBytes + AttributeHeaderBytes)..], Crc32(destination[..HeaderBytes]) ^ FingerprintMask);
    }

    /// <summary>
    /// True when a datagram is an answer to a request with this beginning of a transaction id. Datagrams of a session begin with the same bits, so the cookie and the id
    /// decide (§5): 32 bits that are fixed and as many as are given here.
    /// </summary>
    public static bool IsAnswer(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> transaction) =>
        datagram.Length is >= HeaderBytes and <= MaxResponseBytes &&
        datagram[0] < 0x40 &&
        BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == Cookie &&
        datagram.Slice(8, TransactionBytes).StartsWith(transaction) &&
        datagram.Length == HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);

    /// <summary>The length of the message at the start of <paramref name="bytes"/>; false when it is not all there.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes.Length < HeaderBytes ? 0 : HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return length > 0 && length <= bytes.Length;
    }

    /// <summary>Reads where the asking socket was seen. False for errors, for answers without an address, and for damaged ones.</summary>
    /// <param name="answer">One for which <see cref="IsAnswer"/> holds.</param>
    /// <param name="seen">Address and port.</param>
    public static bool TryReadMapped(ReadOnlySpan<byte> answer, out NetworkPath seen)
    {
        seen = default;
        if (answer.Length is < HeaderBytes or > MaxResponseBytes || BinaryPrimitives.ReadUInt16BigEndian(answer) != BindingSuccess)
            return false;
        bool isFound = false;
        bool hasXor = false;
        for (int at = HeaderBytes; at < answer.Length;)
        {
            if (answer.Length - at < AttributeHeaderBytes)
                return false;
            ushort type = BinaryPrimitives.ReadUInt16BigEndian(answer[at..]);
            ushort length = BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 2)..]);
            if (answer.Length - at - AttributeHeaderBytes < length)
                return false;
            ReadOnlySpan<byte> value = answer.Slice(at + AttributeHeaderBytes, length);
            switch (type)
            {
                // §14.2: what matters; translators that rewrite addresses in packets do not find it.
                case XorMappedAddress when !hasXor:
                    hasXor = isFound = TryReadAddress(value, answer.Slice(4, 16), out seen);
                    if (!isFound)
                        return false;
                    break;

                // §14.1: servers of RFC 3489 know no other.
                case MappedAddress when !isFound:
                    isFound = TryReadAddress(value, default, out seen);
                    break;
                case Fingerprint:
                    return isFound && length == sizeof(uint) && at + FingerprintBytes == answer.Length &&
                        BinaryPrimitives.ReadUInt32BigEndian(value) == (Crc32(answer[..at]) ^ FingerprintMask);

                // §14: below 0x8000 an attribute must be understood. Those of success answers to plain requests are all informative.
                default:
                    break;
            }

            at += AttributeHeaderBytes + ((length + 3) & ~3);
        }

        return isFound;
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> value, ReadOnlySpan<byte> mask, out NetworkPath seen)
    {
        seen = default;
        if (value.Length < 4)
            return false;
        int bytes = value[1] switch { FamilyIPv4 => 4, FamilyIPv6 => 16, _ => 0 };
        if (bytes == 0 || value.Length != 4 + bytes)
            return false;
        Span<byte> address = stackalloc byte[16];
        value[4..].CopyTo(address);
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
        if (!mask.IsEmpty)
        {
            port ^= BinaryPrimitives.ReadUInt16BigEndian(mask);
            for (int i = 0; i < bytes; i++)
                address[i] ^= mask[i];
        }

        if (port == 0)
            return false;
        seen = bytes == 4 ? NetworkPath.FromIPv4(address[..4], port) : NetworkPath.FromIPv6(address, port);
        return true;
    }

    /// <summary>CRC-32 of IEEE 802.3 (§14.7). Twice per session: not worth a table.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }
}
