using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    internal const int AF_INET = 2, AF_INET6 = 10, SOCK_DGRAM = 2, SOCK_CLOEXEC = O_CLOEXEC, SOCK_NONBLOCK = O_NONBLOCK;
    internal const int IPPROTO_IP = 0, IP_TOS = 1, IP_PKTINFO = 8, IP_MTU_DISCOVER = 10, IP_RECVTOS = 13, IP_PMTUDISC_DONT = 0, IP_PMTUDISC_PROBE = 3;
    internal const int IPPROTO_IPV6 = 41, IPV6_MTU_DISCOVER = 23, IPV6_V6ONLY = 26, IPV6_RECVPKTINFO = 49, IPV6_PKTINFO = 50, IPV6_RECVTCLASS = 66, IPV6_TCLASS = 67;
    internal const int MSG_TRUNC = 0x20, MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000;

    /// <summary>sizeof(struct sockaddr_in), sizeof(struct sockaddr_in6).</summary>
    internal const int SockAddrInBytes = 16, SockAddrIn6Bytes = 28;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int socket(int family, int type, int protocol);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int bind(int fd, byte* address, uint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int connect(int fd, byte* address, uint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getsockname(int fd, byte* address, uint* length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setsockopt(int fd, int level, int option, void* value, uint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getsockopt(int fd, int level, int option, void* value, uint* length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint sendto(int fd, byte* buffer, nuint length, int flags, byte* address, uint addressLength);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint sendmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint recvmsg(int fd, MessageHeader* message, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int sendmmsg(int fd, MessageVector* messages, uint count, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int recvmmsg(int fd, MessageVector* messages, uint count, int flags, TimeSpec* timeout);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint if_nametoindex(string name);

    internal const uint IFF_UP = 1;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getifaddrs(InterfaceEntry** first);

    [LibraryImport(Name)]
    internal static partial void freeifaddrs(InterfaceEntry* first);
}
