using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Net;

// Bursts, eight datagrams a call.
public sealed unsafe partial class UdpSocket
{
    // A sockaddr_in6, aligned.
    private const int AddressSpace = 32;

    /// <summary>
    /// Receives what is waiting, as far as the batch has room. <see cref="Errno.EAGAIN"/>: nothing, and the batch is empty. A batch that is not full after this has emptied the socket: no further
    /// call is needed to find that out.
    /// </summary>
    public Errno Receive(DatagramBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        byte* addresses = stackalloc byte[DatagramBatch.Capacity * AddressSpace];
        ulong* controls = stackalloc ulong[DatagramBatch.Capacity * ControlBytes / sizeof(ulong)];
        IoVector* vectors = stackalloc IoVector[DatagramBatch.Capacity];
        MessageVector* messages = stackalloc MessageVector[DatagramBatch.Capacity];
        fixed (byte* data = batch.Bytes)
        {
            for (int i = 0; i < DatagramBatch.Capacity; i++)
            {
                vectors[i] = new IoVector { Base = data + DatagramBatch.OffsetOf(i), Length = DatagramBatch.SlotBytes };
                messages[i].Header = new MessageHeader
                {
                    Address = addresses + (i * AddressSpace),
                    AddressLength = Libc.SockAddrIn6Bytes,
                    Vectors = &vectors[i],
                    VectorCount = 1,
                    Control = (byte*)controls + (i * ControlBytes),
                    ControlLength = ControlBytes,
                };
            }

            int count;
            while ((count = Libc.recvmmsg(_fd, messages, DatagramBatch.Capacity, Libc.MSG_DONTWAIT, null)) < 0)
            {
                var error = (Errno)Marshal.GetLastPInvokeError();
                if (error != Errno.EINTR)
                    return error;
            }

            for (int i = 0; i < count; i++)
            {
                ref MessageHeader header = ref messages[i].Header;
                var datagram = new ReceivedDatagram
                {
                    Length = (int)messages[i].Length,
                    IsTruncated = (header.Flags & Libc.MSG_TRUNC) != 0,
                    From = UdpEndpoint.FromSockAddr(new(header.Address, (int)header.AddressLength)),
                };
                ReadControl(ref datagram, header.Control, (int)header.ControlLength);
                batch.Set(i, datagram);
            }

            batch.Set(count);
            return Errno.None;
        }
    }

    /// <summary>
    /// Sends all datagrams of a batch to one address, in order; the batch stays as it is. One that fails does not keep back those after it; the first failure other than EAGAIN is returned. A
    /// batch of one is sent as <see cref="Send(ReadOnlySpan{byte}, in UdpEndpoint, in UdpEndpoint)"/> sends it.
    /// </summary>
    public Errno Send(DatagramBatch batch, in UdpEndpoint to, in UdpEndpoint from = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Count == 1)
        {
            Errno error = Send(batch[0], to, from);
            return error == Errno.EAGAIN ? Errno.None : error;
        }

        if (Family == UdpFamily.V4 && to.Family == UdpFamily.V6)
            return Errno.EAFNOSUPPORT;
        byte* address = stackalloc byte[Libc.SockAddrIn6Bytes];
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        IoVector* vectors = stackalloc IoVector[DatagramBatch.Capacity];
        MessageVector* messages = stackalloc MessageVector[DatagramBatch.Capacity];
        uint addressLength = (uint)to.WriteSockAddr(new(address, Libc.SockAddrIn6Bytes), Family);
        nuint controlLength = from.IsNone || from.IsWildcard ? 0 : (nuint)WriteSource((byte*)control, from);
        fixed (byte* data = batch.Bytes)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                vectors[i] = new IoVector { Base = data + DatagramBatch.OffsetOf(i), Length = (nuint)batch[i].Length };
                messages[i].Header = new MessageHeader { Address = address, AddressLength = addressLength, Vectors = &vectors[i], VectorCount = 1 };
                if (controlLength == 0)
                    continue;
                messages[i].Header.Control = (byte*)control;
                messages[i].Header.ControlLength = controlLength;
            }

            return SendAll(messages, batch.Count);
        }
    }

    private Errno SendAll(MessageVector* messages, int count)
    {
        Errno first = Errno.None;
        for (int at = 0; at < count;)
        {
            int sent = Libc.sendmmsg(_fd, messages + at, (uint)(count - at), Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
            if (sent > 0)
            {
                at += sent;
                continue;
            }

            var error = (Errno)Marshal.GetLastPInvokeError();
            if (error == Errno.EINTR)
                continue;
            if (first == Errno.None && error != Errno.EAGAIN)
                first = error;
            at++;
        }

        return first;
    }
}
