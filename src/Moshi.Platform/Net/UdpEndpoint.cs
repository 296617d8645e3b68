using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Net;

/// <summary>
/// An IP address and UDP port as a value of 24 bytes: compared, hashed and sent to without allocation. IPv4 addresses seen through a
/// dual-stack socket (::ffff:a.b.c.d, RFC 4291 §2.5.5.2) are always held as IPv4, so equal peers compare equal on every socket.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UdpEndpoint
{
    private static readonly SearchValues<char> s_addressCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private readonly ulong _high;
    private readonly ulong _low;

    private UdpEndpoint(ulong high, ulong low, uint scope, ushort port, bool isV6)
    {
        _high = high;
        _low = low;
        ScopeId = scope;
        Port = port;
        Family = isV6 ? UdpFamily.V6 : UdpFamily.V4;
    }

    /// <summary>Interface index of a link-local IPv6 address, otherwise 0.</summary>
    public uint ScopeId { get; }

    public ushort Port { get; }

    /// <summary><see cref="UdpFamily.None"/> in <c>default</c>, which means "no endpoint".</summary>
    public UdpFamily Family { get; }

    public bool IsNone => Family == UdpFamily.None;

    /// <summary>0.0.0.0 or ::, with any port.</summary>
    public bool IsWildcard => _high == 0 && _low == 0;

    /// <summary>The wildcard address of a family.</summary>
    public static UdpEndpoint Any(UdpFamily family, int port = 0) => new(0, 0, 0, checked((ushort)port), family == UdpFamily.V6);

    public static UdpEndpoint Loopback(UdpFamily family, int port = 0) =>
        family == UdpFamily.V6 ? new(0, 1, 0, checked((ushort)port), true) : new(0, 0x7F00_0001, 0, checked((ushort)port), false);

    /// <summary>From address bytes in network order: 4 or 16; 16 that are v4-mapped become IPv4. Any other length is <c>default</c>.</summary>
    public static UdpEndpoint FromBytes(ReadOnlySpan<byte> address, int port, uint scopeId = 0)
    {
        if (address.Length == 4)
            return new(0, BinaryPrimitives.ReadUInt32BigEndian(address), 0, checked((ushort)port), false);
        if (address.Length != 16)
            return default;
        ulong high = BinaryPrimitives.ReadUInt64BigEndian(address), low = BinaryPrimitives.ReadUInt64BigEndian(address[8..]);
        if (high == 0 && low >> 32 == 0xFFFF)
            return new(0, (uint)low, 0, checked((ushort)port), false);
        return new(high, low, scopeId, checked((ushort)port), true);
    }

    /// <summary>Only allocates on the way in; meant for the results of <see cref="Resolver"/>.</summary>
    public static UdpEndpoint FromAddress(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return FromBytes(bytes[..written], port, address.AddressFamily == AddressFamily.InterNetworkV6 ? (uint)address.ScopeId : 0);
    }

    /// <summary>
    /// Reads a numeric address, never a name: "192.0.2.1", "2001:db8::1", "fe80::1%eth0" or with a numeric scope. Stricter than inet_aton on
    /// purpose: "127.1" and "0x7f000001" are refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, int port, out UdpEndpoint endpoint)
    {
        endpoint = default;
        if (port is < 0 or > ushort.MaxValue || text.IsEmpty)
            return false;
        uint scope = 0;
        int percent = text.IndexOf('%');
        if (percent >= 0)
        {
            if (!TryParseScope(text[(percent + 1)..], out scope))
                return false;
            text = text[..percent];
        }
        bool isV6 = text.Contains(':');
        // IPAddress would also take brackets and a prefix length.
        if (text.ContainsAnyExcept(s_addressCharacters))
            return false;
        if ((percent >= 0 && !isV6) || (!isV6 && text.Count('.') != 3) || !IPAddress.TryParse(text, out IPAddress? address))
            return false;
        if (!isV6 && HasLeadingZero(text))
            return false;
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out int written))
            return false;
        endpoint = FromBytes(bytes[..written], port, scope);
        return true;
    }

    public UdpEndpoint WithPort(int port) => new(_high, _low, ScopeId, checked((ushort)port), Family == UdpFamily.V6);

    /// <summary>Same address, whatever the port: what "the peer has moved" is asked by.</summary>
    public bool HasSameAddress(in UdpEndpoint other) =>
        _high == other._high && _low == other._low && ScopeId == other.ScopeId && Family == other.Family;

    /// <summary>Address bytes in network order, 4 or 16 of them; returns how many.</summary>
    public int WriteAddress(Span<byte> destination)
    {
        if (Family == UdpFamily.V4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_low);
            return 4;
        }
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _low);
        return 16;
    }

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = WriteAddress(bytes);
        return length == 4 ? new IPAddress(bytes[..4]) : new IPAddress(bytes, ScopeId);
    }

    /// <summary>The numeric address alone, as getnameinfo(NI_NUMERICHOST) writes it, except that a scope is a number.</summary>
    public string ToAddressString() => IsNone ? "" : ToIPAddress().ToString();

    /// <summary>"192.0.2.1:60001" or "[2001:db8::1]:60001".</summary>
    public override string ToString() => Family switch
    {
        UdpFamily.None => "(none)",
        UdpFamily.V6 => string.Create(CultureInfo.InvariantCulture, $"[{ToAddressString()}]:{Port}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ToAddressString()}:{Port}"),
    };

    /// <summary>Reads struct sockaddr_in or sockaddr_in6; other families give <c>default</c>.</summary>
    internal static UdpEndpoint FromSockAddr(ReadOnlySpan<byte> sockAddr)
    {
        if (sockAddr.Length < Libc.SockAddrInBytes)
            return default;
        int port = BinaryPrimitives.ReadUInt16BigEndian(sockAddr[2..]);
        return MemoryMarshal.Read<ushort>(sockAddr) switch
        {
            Libc.AF_INET => FromBytes(sockAddr.Slice(4, 4), port),
            Libc.AF_INET6 when sockAddr.Length >= Libc.SockAddrIn6Bytes => FromBytes(sockAddr.Slice(8, 16), port, MemoryMarshal.Read<uint>(sockAddr[24..])),
            _ => default,
        };
    }

    /// <summary>Writes the sockaddr for a socket of <paramref name="socketFamily"/>: IPv4 becomes v4-mapped on an IPv6 socket. Returns its length.</summary>
    internal int WriteSockAddr(Span<byte> sockAddr, UdpFamily socketFamily)
    {
        if (socketFamily == UdpFamily.V4)
        {
            sockAddr[..Libc.SockAddrInBytes].Clear();
            MemoryMarshal.Write(sockAddr, (ushort)Libc.AF_INET);
            BinaryPrimitives.WriteUInt16BigEndian(sockAddr[2..], Port);
            BinaryPrimitives.WriteUInt32BigEndian(sockAddr[4..], (uint)_low);
            return Libc.SockAddrInBytes;
        }
        sockAddr[..Libc.SockAddrIn6Bytes].Clear();
        MemoryMarshal.Write(sockAddr, (ushort)Libc.AF_INET6);
        BinaryPrimitives.WriteUInt16BigEndian(sockAddr[2..], Port);
        WriteMapped(sockAddr[8..]);
        MemoryMarshal.Write(sockAddr[24..], ScopeId);
        return Libc.SockAddrIn6Bytes;
    }

    /// <summary>The 16 bytes of the address on an IPv6 socket; the IPv4 wildcard becomes ::, every other IPv4 address v4-mapped.</summary>
    internal void WriteMapped(Span<byte> destination)
    {
        bool isMapped = Family == UdpFamily.V4 && _low != 0;
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], isMapped ? _low | 0xFFFF_0000_0000 : _low);
    }

    /// <summary>inet_aton would read a leading zero as octal; refusing it is what getaddrinfo(AI_NUMERICHOST) users expect least surprise from.</summary>
    private static bool HasLeadingZero(ReadOnlySpan<char> dotted)
    {
        bool isStart = true;
        for (int i = 0; i < dotted.Length; i++)
        {
            if (isStart && dotted[i] == '0' && i + 1 < dotted.Length && dotted[i + 1] != '.')
                return true;
            isStart = dotted[i] == '.';
        }
        return false;
    }

    private static bool TryParseScope(ReadOnlySpan<char> text, out uint scope)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out scope))
            return scope != 0;
        scope = text.IsEmpty || text.Length > 15 ? 0 : Libc.if_nametoindex(text.ToString());
        return scope != 0;
    }
}
