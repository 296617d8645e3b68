using System.Numerics;
using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Net;

/// <summary>The addresses of this machine's interfaces that are up, by getifaddrs(3).</summary>
public static unsafe class LocalInterfaces
{
    /// <summary>All of them, IPv4 and IPv6, loopback too. Empty when the system does not tell.</summary>
    public static IReadOnlyList<InterfaceAddress> Read()
    {
        InterfaceEntry* first = null;
        if (Libc.getifaddrs(&first) != 0)
            return [];
        var found = new List<InterfaceAddress>();
        for (InterfaceEntry* entry = first; entry is not null; entry = entry->Next)
        {
            if ((entry->Flags & Libc.IFF_UP) == 0 || entry->Address is null || entry->Mask is null)
                continue;
            int bytes = *(ushort*)entry->Address switch
            {
                Libc.AF_INET => Libc.SockAddrInBytes,
                Libc.AF_INET6 => Libc.SockAddrIn6Bytes,
                _ => 0,
            };
            if (bytes == 0)
                continue;
            int at = bytes == Libc.SockAddrInBytes ? 4 : 8, length = bytes == Libc.SockAddrInBytes ? 4 : 16;
            var address = UdpEndpoint.FromSockAddr(new(entry->Address, bytes));
            int ones = 0;
            foreach (byte part in new ReadOnlySpan<byte>(entry->Mask + at, length))
                ones += BitOperations.PopCount(part);
            found.Add(new InterfaceAddress(address, ones));
        }

        Libc.freeifaddrs(first);
        return found;
    }
}
