using System.Net;
using System.Net.Sockets;

namespace Moshi.Ssh.Addresses;

/// <summary>What the bytes of an address say about it.</summary>
internal static class AddressBlocks
{
    // A tailnet and a carrier's translator hand out single addresses of these blocks, without a prefix that would show who is near.
    private const int SharedSpaceBits = 10;
    private const int UniqueLocalSiteBits = 48;

    public static AddressReach ReachOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? ReachOfIPv4(bytes) : ReachOfIPv6(address, bytes);
    }

    /// <summary>IPv4 in its own form, never as ::ffff:a.b.c.d, which sshd tells when its socket serves both families.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Same address, whatever the zones: the zone of a peer says nothing here.</summary>
    public static bool AreSame(IPAddress one, IPAddress other)
    {
        Span<byte> a = stackalloc byte[16];
        Span<byte> b = stackalloc byte[16];
        return one.TryWriteBytes(a, out int length) && other.TryWriteBytes(b, out int otherLength) && a[..length].SequenceEqual(b[..otherLength]);
    }

    /// <summary>True when an address of the server lies in a network that we are in ourselves.</summary>
    public static bool IsNear(LocalNetwork own, IPAddress address)
    {
        AddressReach reach = ReachOf(address);
        int bits = own.PrefixLength;
        bool isSingle = bits == (own.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        if (isSingle && reach == AddressReach.Private && ReachOf(own.Address) == AddressReach.Private)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out int length);
            if (length == 16)
                bits = UniqueLocalSiteBits;
            else if (bytes[0] == 100)
                bits = SharedSpaceBits;
        }

        return SharePrefix(own.Address, address, bits);
    }

    private static bool SharePrefix(IPAddress one, IPAddress other, int bits)
    {
        Span<byte> a = stackalloc byte[16];
        Span<byte> b = stackalloc byte[16];
        one.TryWriteBytes(a, out int length);
        other.TryWriteBytes(b, out int otherLength);
        if (length != otherLength || bits < 1 || bits > length * 8)
            return false;
        int whole = bits / 8;
        int rest = bits % 8;
        return a[..whole].SequenceEqual(b[..whole]) && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
    }

    private static AddressReach ReachOfIPv4(ReadOnlySpan<byte> bytes) => (bytes[0], bytes[1]) switch
    {
        (0 or >= 224, _) => AddressReach.None,
        (127, _) => AddressReach.Loopback,
        (169, 254) => AddressReach.LinkLocal,
        (10, _) or (192, 168) or (172, >= 16 and <= 31) or (100, >= 64 and <= 127) => AddressReach.Private,
        _ => AddressReach.Global,
    };

    private static AddressReach ReachOfIPv6(IPAddress address, ReadOnlySpan<byte> bytes)
    {
        if (address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any))
            return AddressReach.None;
        if (IPAddress.IsLoopback(address))
            return AddressReach.Loopback;
        if (address.IsIPv6LinkLocal)
            return AddressReach.LinkLocal;
        return (bytes[0] & 0xFE) == 0xFC || address.IsIPv6SiteLocal ? AddressReach.Private : AddressReach.Global;
    }
}
