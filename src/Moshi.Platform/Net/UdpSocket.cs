using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Net;

/// <summary>
/// An unconnected, non-blocking UDP socket: IPv4, IPv6, or both at once. Marks IPv4 packets ECT(0), leaves their DF bit clear, learns which
/// local address each datagram was sent to (mosh-protocol §4.6-4.8). Nothing allocates per packet; not thread-safe.
/// Network failures come back as <see cref="Errno"/>, because on a phone they are everyday events.
/// </summary>
public sealed unsafe partial class UdpSocket : IDisposable
{
    /// <summary>A buffer of this size truncates nothing that a mosh peer sends (mosh-protocol §4.1).</summary>
    public const int MaxDatagramBytes = 2048;

    private const int ControlBytes = 128;
    private const byte EcnMask = 3, EcnCapable = 2, EcnCongested = 3;
    private int _fd;

    private UdpSocket(int fd, UdpFamily family)
    {
        _fd = fd;
        Family = family;
    }

    /// <summary>The raw descriptor, for the poll loop and for handing the socket to a child. Owned by this object.</summary>
    public int Descriptor => _fd;

    /// <summary><see cref="UdpFamily.V6"/> also for a dual-stack socket.</summary>
    public UdpFamily Family { get; }

    /// <summary>The bound address and port; the wildcard with port 0 before a bind or a first send.</summary>
    public UdpEndpoint LocalEndpoint
    {
        get
        {
            byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
            uint length = Libc.SockAddrIn6Bytes;
            return Libc.getsockname(_fd, address, &length) == 0 ? UdpEndpoint.FromSockAddr(new(address, (int)length)) : default;
        }
    }

    /// <summary>Opens a socket. <paramref name="isDualStack"/> lets an IPv6 socket carry IPv4 too. Throws when the family is not supported here.</summary>
    public static UdpSocket Open(UdpFamily family, bool isDualStack = false)
    {
        bool isV6 = family == UdpFamily.V6;
        int fd = Libc.socket(isV6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        if (fd < 0)
            throw OsException.Last(isV6 ? "open an IPv6 UDP socket" : "open an IPv4 UDP socket", isV6 ? "the kernel may have IPv6 switched off" : null);
        var socket = new UdpSocket(fd, family);
        if (isV6)
            socket.Set(Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, isDualStack ? 0 : 1);
        socket.SetOptions(isDualStack);
        return socket;
    }

    /// <summary>
    /// Takes over a bound socket from the process that started us; it becomes non-blocking and close-on-exec. Throws when <paramref name="fd"/> is not an IP datagram socket.
    /// </summary>
    public static UdpSocket FromInherited(int fd)
    {
        byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
        uint length = Libc.SockAddrIn6Bytes;
        if (Libc.getsockname(fd, address, &length) != 0)
            throw OsException.Last($"take over descriptor {fd} as a socket");
        int family = *(ushort*)address;
        if (family is not (Libc.AF_INET or Libc.AF_INET6))
            throw new OsException($"descriptor {fd} is not an IP socket");
        var socket = new UdpSocket(fd, family == Libc.AF_INET6 ? UdpFamily.V6 : UdpFamily.V4);
        int v6Only = 0;
        uint size = sizeof(int);
        bool isDualStack = family == Libc.AF_INET6 && Libc.getsockopt(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, &v6Only, &size) == 0 && v6Only == 0;
        Platform.Descriptor.SetNonBlocking(fd);
        Platform.Descriptor.SetCloseOnExec(fd);
        socket.SetOptions(isDualStack);
        return socket;
    }

    /// <summary>Binds without SO_REUSEADDR: a port that anybody has is <see cref="Errno.EADDRINUSE"/>. Port 0 lets the system choose.</summary>
    public Errno Bind(in UdpEndpoint local)
    {
        byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
        int length = local.WriteSockAddr(new(address, Libc.SockAddrIn6Bytes), Family);
        return Libc.bind(_fd, address, (uint)length) == 0 ? Errno.None : (Errno)Marshal.GetLastPInvokeError();
    }

    /// <summary>Binds to the first free port of a range, ascending. Stops at the first error that another port would not cure.</summary>
    public Errno BindInRange(in UdpEndpoint local, int lowPort, int highPort)
    {
        Errno error = Errno.EADDRINUSE;
        for (int port = lowPort; port <= highPort; port++)
        {
            error = Bind(local.WithPort(port));
            if (error is not (Errno.EADDRINUSE or Errno.EACCES))
                break;
        }
        return error;
    }

    /// <summary>
    /// Receives one datagram into <paramref name="buffer"/>. <see cref="Errno.EAGAIN"/>: none waiting. An empty datagram is a success of length 0.
    /// </summary>
    public Errno Receive(Span<byte> buffer, out ReceivedDatagram datagram)
    {
        datagram = default;
        byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        fixed (byte* data = buffer)
        {
            var vector = new IoVector { Base = data, Length = (nuint)buffer.Length };
            var message = new MessageHeader
            {
                Address = address,
                AddressLength = Libc.SockAddrIn6Bytes,
                Vectors = &vector,
                VectorCount = 1,
                Control = (byte*)control,
                ControlLength = ControlBytes,
            };
            nint received = Libc.recvmsg(_fd, &message, Libc.MSG_DONTWAIT);
            while (received < 0)
            {
                var error = (Errno)Marshal.GetLastPInvokeError();
                if (error != Errno.EINTR)
                    return error;
                received = Libc.recvmsg(_fd, &message, Libc.MSG_DONTWAIT);
            }
            datagram.Length = (int)received;
            datagram.IsTruncated = (message.Flags & Libc.MSG_TRUNC) != 0;
            datagram.From = UdpEndpoint.FromSockAddr(new(address, (int)message.AddressLength));
            ReadControl(ref datagram, (byte*)control, (int)message.ControlLength);
            return Errno.None;
        }
    }

    /// <summary>
    /// Sends one datagram. <paramref name="from"/> is the source address (its port is ignored), usually <see cref="ReceivedDatagram.To"/>;
    /// <c>default</c> lets the kernel's routing choose. Failures are ordinary: EMSGSIZE, ENETUNREACH, EHOSTUNREACH, EPERM (firewall), EAGAIN.
    /// </summary>
    public Errno Send(ReadOnlySpan<byte> datagram, in UdpEndpoint to, in UdpEndpoint from = default)
    {
        if (Family == UdpFamily.V4 && to.Family == UdpFamily.V6)
            return Errno.EAFNOSUPPORT;
        byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        uint addressLength = (uint)to.WriteSockAddr(new(address, Libc.SockAddrIn6Bytes), Family);
        fixed (byte* data = datagram)
        {
            var vector = new IoVector { Base = data, Length = (nuint)datagram.Length };
            var message = new MessageHeader { Address = address, AddressLength = addressLength, Vectors = &vector, VectorCount = 1 };
            if (!from.IsNone && !from.IsWildcard)
            {
                message.Control = (byte*)control;
                message.ControlLength = (nuint)WriteSource((byte*)control, from);
            }
            while (Libc.sendmsg(_fd, &message, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) < 0)
            {
                var error = (Errno)Marshal.GetLastPInvokeError();
                if (error != Errno.EINTR)
                    return error;
            }
            return Errno.None;
        }
    }

    /// <summary>
    /// With false, IPv4 datagrams carry DF and none is fragmented here, whatever the kernel has learnt about the path: for measuring it. One that is larger than the
    /// interface's MTU is then <see cref="Errno.EMSGSIZE"/>.
    /// </summary>
    public void AllowFragments(bool isAllowed)
    {
        if (Family == UdpFamily.V4)
            Set(Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, isAllowed ? Libc.IP_PMTUDISC_DONT : Libc.IP_PMTUDISC_PROBE);
        else
            Set(Libc.IPPROTO_IPV6, Libc.IPV6_MTU_DISCOVER, isAllowed ? Libc.IP_PMTUDISC_DONT : Libc.IP_PMTUDISC_PROBE);
    }

    public void Dispose()
    {
        Platform.Descriptor.Close(_fd);
        _fd = -1;
    }

    /// <summary>
    /// Options that help but are not vital: a container or an odd kernel may refuse one, and the session still works. IP-level options
    /// on an IPv6 socket rule its IPv4 traffic. The IPv6 traffic class stays 0, as stock's does (mosh-protocol §4.8), but marks are read there too.
    /// </summary>
    private void SetOptions(bool isDualStack)
    {
        if (Family == UdpFamily.V4 || isDualStack)
        {
            Set(Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, Libc.IP_PMTUDISC_DONT);
            Set(Libc.IPPROTO_IP, Libc.IP_TOS, EcnCapable);
            Set(Libc.IPPROTO_IP, Libc.IP_RECVTOS, 1);
            Set(Libc.IPPROTO_IP, Libc.IP_PKTINFO, 1);
        }
        if (Family == UdpFamily.V6)
        {
            Set(Libc.IPPROTO_IPV6, Libc.IPV6_RECVPKTINFO, 1);
            Set(Libc.IPPROTO_IPV6, Libc.IPV6_RECVTCLASS, 1);
        }
    }

    private void Set(int level, int option, int value) => _ = Libc.setsockopt(_fd, level, option, &value, sizeof(int));

    private static void ReadControl(ref ReceivedDatagram datagram, byte* control, int length)
    {
        for (int at = 0; at + ControlHeader.Bytes <= length;)
        {
            var header = (ControlHeader*)(control + at);
            if (header->Length < ControlHeader.Bytes || (nuint)at + header->Length > (nuint)length)
                return;
            byte* payload = control + at + ControlHeader.Bytes;
            int payloadBytes = (int)header->Length - ControlHeader.Bytes;
            switch (header->Level, header->Type)
            {
                // struct in_pktinfo: interface index, the local address that was matched, the address in the header.
                case (Libc.IPPROTO_IP, Libc.IP_PKTINFO) when payloadBytes >= 12:
                    datagram.To = UdpEndpoint.FromBytes(new(payload + 4, 4), 0);
                    break;
                // struct in6_pktinfo: address, interface index. Only a link-local address needs its interface. A dual-stack socket reports
                // IPv4 both ways; the IP-level answer, which is the matched local address also for broadcasts, wins.
                case (Libc.IPPROTO_IPV6, Libc.IPV6_PKTINFO) when payloadBytes >= 20 && datagram.To.IsNone:
                    bool isLinkLocal = payload[0] == 0xFE && (payload[1] & 0xC0) == 0x80;
                    datagram.To = UdpEndpoint.FromBytes(new(payload, 16), 0, isLinkLocal ? *(uint*)(payload + 16) : 0);
                    break;
                case (Libc.IPPROTO_IP, Libc.IP_TOS) when payloadBytes >= 1:
                    datagram.IsCongestionMarked = (*payload & EcnMask) == EcnCongested;
                    break;
                case (Libc.IPPROTO_IPV6, Libc.IPV6_TCLASS) when payloadBytes >= 4:
                    datagram.IsCongestionMarked = (*(int*)payload & EcnMask) == EcnCongested;
                    break;
                default:
                    break;
            }
            at += ControlHeader.Space(payloadBytes);
        }
    }

    /// <summary>Writes the control message that picks the source address; returns its length.</summary>
    private int WriteSource(byte* control, in UdpEndpoint from)
    {
        var header = (ControlHeader*)control;
        byte* payload = control + ControlHeader.Bytes;
        int payloadBytes;
        if (from.Family == UdpFamily.V4)
        {
            payloadBytes = 12;
            *header = new() { Level = Libc.IPPROTO_IP, Type = Libc.IP_PKTINFO };
            new Span<byte>(payload, payloadBytes).Clear();
            from.WriteAddress(new(payload + 4, 4));
        }
        else
        {
            payloadBytes = 20;
            *header = new() { Level = Libc.IPPROTO_IPV6, Type = Libc.IPV6_PKTINFO };
            from.WriteAddress(new(payload, 16));
            *(uint*)(payload + 16) = from.ScopeId;
        }
        header->Length = (nuint)(ControlHeader.Bytes + payloadBytes);
        return ControlHeader.Space(payloadBytes);
    }
}
