using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Net;

/// <summary>
/// Asks the kernel how long the way to an address is, by the TCP connections that this machine has with it (sock_diag(7)): ssh has measured the way that the first datagram is about to go. Any user may ask.
/// Linux; elsewhere nothing is known.
/// </summary>
public static unsafe class TcpRoundTrips
{
    // linux/netlink.h, linux/sock_diag.h, linux/inet_diag.h, linux/tcp.h.
    private const int NetlinkFamily = 16, RawSocket = 3, SocketDiagnosis = 4;
    private const ushort ByFamily = 20, Done = 3, Error = 2, Request = 1, Dump = 0x300;
    private const byte WithInfo = 1 << 1;
    private const ushort InfoAttribute = 2;
    private const uint Established = 1 << 1;
    private const int HeaderBytes = 16, QueryBytes = 56, AnswerBytes = 72, RemoteAddressAt = 4 + 4 + 16, RoundTripAt = 68, AttributeHeaderBytes = 4;

    private const int BufferBytes = 32 * 1024;
    private const int MostReads = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>The smallest smoothed round trip of the established connections to an address; null when there is none.</summary>
    public static TimeSpan? To(IPAddress remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        if (!OperatingSystem.IsLinux())
            return null;
        int fd = Libc.socket(NetlinkFamily, RawSocket | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, SocketDiagnosis);
        if (fd < 0)
            return null;
        try
        {
            return Ask(fd, remote);
        }
        finally
        {
            Descriptor.Close(fd);
        }
    }

    /// <summary>Reads one datagram of the kernel's answer. Nothing in it is believed without a look at its length.</summary>
    /// <param name="datagram">Messages, one behind another.</param>
    /// <param name="remote">The address that counts, 4 or 16 bytes.</param>
    /// <param name="micros">The smallest round trip so far; 0 for none.</param>
    /// <returns>False when nothing more will come.</returns>
    public static bool Read(ReadOnlySpan<byte> datagram, ReadOnlySpan<byte> remote, ref uint micros)
    {
        while (datagram.Length >= HeaderBytes)
        {
            uint length = MemoryMarshal.Read<uint>(datagram);
            ushort type = MemoryMarshal.Read<ushort>(datagram[4..]);
            if (type is Done or Error || length < HeaderBytes || length > datagram.Length)
                return false;
            ReadOnlySpan<byte> message = datagram[HeaderBytes..(int)length];
            if (type == ByFamily && message.Length >= AnswerBytes && message.Slice(RemoteAddressAt, remote.Length).SequenceEqual(remote))
                ReadAttributes(message[AnswerBytes..], ref micros);
            datagram = datagram[Math.Min(datagram.Length, Aligned((int)length))..];
        }

        return true;
    }

    private static TimeSpan? Ask(int fd, IPAddress remote)
    {
        Span<byte> query = stackalloc byte[HeaderBytes + QueryBytes];
        query.Clear();
        BitConverter.TryWriteBytes(query, (uint)query.Length);
        BitConverter.TryWriteBytes(query[4..], ByFamily);
        BitConverter.TryWriteBytes(query[6..], (ushort)(Request | Dump));
        query[HeaderBytes] = (byte)(remote.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET);
        query[HeaderBytes + 1] = (byte)ProtocolType.Tcp;
        query[HeaderBytes + 2] = WithInfo;
        BitConverter.TryWriteBytes(query[(HeaderBytes + 4)..], Established);
        if (!Descriptor.Write(fd, query).IsOk)
            return null;
        uint micros = 0;
        byte[] wanted = remote.GetAddressBytes();
        byte[] buffer = new byte[BufferBytes];
        for (int i = 0; i < MostReads && Descriptor.WaitReadable(fd, Patience); i++)
        {
            IoResult read = Descriptor.Read(fd, buffer);
            if (read.Count <= 0 || !Read(buffer.AsSpan(0, read.Count), wanted, ref micros))
                break;
        }

        return micros == 0 ? null : TimeSpan.FromMicroseconds(micros);
    }

    private static void ReadAttributes(ReadOnlySpan<byte> attributes, ref uint micros)
    {
        while (attributes.Length >= AttributeHeaderBytes)
        {
            ushort length = MemoryMarshal.Read<ushort>(attributes);
            if (length < AttributeHeaderBytes || length > attributes.Length)
                return;
            ReadOnlySpan<byte> value = attributes[AttributeHeaderBytes..length];
            if (MemoryMarshal.Read<ushort>(attributes[2..]) == InfoAttribute && value.Length >= RoundTripAt + sizeof(uint))
            {
                uint found = MemoryMarshal.Read<uint>(value[RoundTripAt..]);
                micros = found > 0 && (micros == 0 || found < micros) ? found : micros;
            }

            attributes = attributes[Math.Min(attributes.Length, Aligned(length))..];
        }
    }

    private static int Aligned(int length) => (length + 3) & ~3;
}
