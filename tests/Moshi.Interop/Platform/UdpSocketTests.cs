using Moshi.Platform;
using Moshi.Platform.Loop;
using Moshi.Platform.Net;
using Xunit;

namespace Moshi.Interop.Platform;

public sealed class UdpSocketTests
{
    [Theory]
    [InlineData(UdpFamily.V4, false, UdpFamily.V4)]
    [InlineData(UdpFamily.V6, false, UdpFamily.V6)]
    [InlineData(UdpFamily.V6, true, UdpFamily.V4)]
    [InlineData(UdpFamily.V6, true, UdpFamily.V6)]
    public void A_datagram_and_its_reply_arrive_with_the_addresses_of_both_ends(UdpFamily serverFamily, bool isDualStack, UdpFamily clientFamily)
    {
        using UdpSocket server = Open(serverFamily, isDualStack), client = Open(clientFamily);
        Assert.Equal(Errno.None, server.Bind(UdpEndpoint.Any(serverFamily)));
        var target = UdpEndpoint.Loopback(clientFamily, server.LocalEndpoint.Port);
        byte[] buffer = new byte[UdpSocket.MaxDatagramBytes];

        Assert.Equal(Errno.EAGAIN, server.Receive(buffer, out _));
        Assert.Equal(Errno.None, client.Send("ping"u8, target));
        ReceivedDatagram ping = Receive(server, buffer);
        Assert.Equal("ping"u8.ToArray(), buffer[..ping.Length]);
        Assert.Equal(clientFamily, ping.From.Family);
        Assert.True(ping.From.HasSameAddress(UdpEndpoint.Loopback(clientFamily)), ping.From.ToString());
        Assert.True(ping.To.HasSameAddress(target), ping.To.ToString());
        Assert.False(ping.IsTruncated);
        Assert.False(ping.IsCongestionMarked);

        Assert.Equal(Errno.None, server.Send("pong"u8, ping.From, ping.To));
        ReceivedDatagram pong = Receive(client, buffer);
        Assert.Equal(target, pong.From);
    }

    [Theory]
    [InlineData(UdpFamily.V4)]
    [InlineData(UdpFamily.V6)]
    public void A_reply_leaves_from_the_address_that_was_addressed(UdpFamily serverFamily)
    {
        // All of 127.0.0.0/8 is local; routing alone would answer from 127.0.0.1.
        using UdpSocket server = Open(serverFamily, isDualStack: true), client = Open(UdpFamily.V4);
        Assert.Equal(Errno.None, server.Bind(UdpEndpoint.Any(serverFamily)));
        Assert.True(UdpEndpoint.TryParse("127.0.0.77", server.LocalEndpoint.Port, out UdpEndpoint target));
        byte[] buffer = new byte[UdpSocket.MaxDatagramBytes];
        Assert.Equal(Errno.None, client.Send("ping"u8, target));
        ReceivedDatagram ping = Receive(server, buffer);
        Assert.True(ping.To.HasSameAddress(target), ping.To.ToString());
        Assert.Equal(Errno.None, server.Send("pong"u8, ping.From, ping.To));
        Assert.Equal(target, Receive(client, buffer).From);
        Assert.Equal(Errno.None, server.Send("pong"u8, ping.From));
        Assert.NotEqual(target, Receive(client, buffer).From);
    }

    [Fact]
    public void A_datagram_longer_than_the_buffer_is_flagged()
    {
        using UdpSocket server = Bound(), client = Open(UdpFamily.V4);
        byte[] buffer = new byte[UdpSocket.MaxDatagramBytes];
        var target = UdpEndpoint.Loopback(UdpFamily.V4, server.LocalEndpoint.Port);
        Assert.Equal(Errno.None, client.Send(new byte[buffer.Length], target));
        Assert.Equal(Errno.None, client.Send(new byte[buffer.Length + 1], target));
        Assert.False(Receive(server, buffer).IsTruncated);
        ReceivedDatagram cut = Receive(server, buffer);
        Assert.True(cut.IsTruncated);
        Assert.Equal(buffer.Length, cut.Length);
    }

    [Fact]
    public void An_empty_datagram_is_received_as_one()
    {
        using UdpSocket server = Bound(), client = Open(UdpFamily.V4);
        Assert.Equal(Errno.None, client.Send([], UdpEndpoint.Loopback(UdpFamily.V4, server.LocalEndpoint.Port)));
        Assert.Equal(0, Receive(server, new byte[16]).Length);
    }

    [Fact]
    public void Failures_of_sending_are_values()
    {
        using UdpSocket socket = Open(UdpFamily.V4);
        Assert.Equal(Errno.EMSGSIZE, socket.Send(new byte[65_508], UdpEndpoint.Loopback(UdpFamily.V4, 9)));
        Assert.Equal(Errno.EAFNOSUPPORT, socket.Send(new byte[1], UdpEndpoint.Loopback(UdpFamily.V6, 9)));
        Assert.Equal(Errno.EINVAL, socket.Send(new byte[1], UdpEndpoint.Loopback(UdpFamily.V4, 0)));
        Assert.Equal("Message too long", Errno.EMSGSIZE.Describe());
    }

    [Fact]
    public void Every_packet_is_marked_ecn_capable_and_a_congestion_mark_is_seen()
    {
        using UdpSocket server = Bound();
        using var plain = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        var target = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, server.LocalEndpoint.Port);
        byte[] buffer = new byte[64];
        // IPPROTO_IP, IP_TOS: a sender that marks its own packets CE plays the congested router.
        foreach ((int mark, bool isCongested) in new[] { (0, false), (1, false), (2, false), (3, true) })
        {
            plain.SetRawSocketOption(0, 1, BitConverter.GetBytes(mark));
            plain.SendTo("x"u8, target);
            Assert.Equal(isCongested, Receive(server, buffer).IsCongestionMarked);
        }
        byte[] tos = new byte[4];
        using var inspected = new System.Net.Sockets.Socket(new System.Net.Sockets.SafeSocketHandle(server.Descriptor, ownsHandle: false));
        inspected.GetRawSocketOption(0, 1, tos);
        Assert.Equal(2, tos[0]);
        inspected.GetRawSocketOption(0, 10, tos);
        Assert.Equal(0, tos[0]);
    }

    [Fact]
    public void A_taken_port_is_refused_and_a_range_goes_on_to_the_next()
    {
        using UdpSocket first = Bound(), second = Open(UdpFamily.V4), third = Open(UdpFamily.V4);
        int port = first.LocalEndpoint.Port;
        Assert.SkipWhen(port > 65_000, "the system chose a port at the very end of the range");
        Assert.Equal(Errno.EADDRINUSE, second.Bind(UdpEndpoint.Any(UdpFamily.V4, port)));
        Assert.Equal(Errno.None, second.BindInRange(UdpEndpoint.Any(UdpFamily.V4), port, port + 500));
        Assert.InRange(second.LocalEndpoint.Port, port + 1, port + 500);
        Assert.Equal(Errno.EADDRINUSE, third.BindInRange(UdpEndpoint.Any(UdpFamily.V4), port, port));
    }

    [Fact]
    public void An_address_of_another_machine_cannot_be_bound()
    {
        using UdpSocket socket = Open(UdpFamily.V4);
        Assert.True(UdpEndpoint.TryParse("192.0.2.1", 0, out UdpEndpoint elsewhere));
        Assert.Equal(Errno.EADDRNOTAVAIL, socket.BindInRange(elsewhere, 60_001, 60_999));
    }

    [Fact]
    public void An_inherited_socket_works_under_its_new_owner()
    {
        UdpSocket bound = Bound();
        using var taken = UdpSocket.FromInherited(bound.Descriptor);
        using UdpSocket client = Open(UdpFamily.V4);
        Assert.Equal(bound.LocalEndpoint, taken.LocalEndpoint);
        Assert.Equal(Errno.None, client.Send("x"u8, UdpEndpoint.Loopback(UdpFamily.V4, taken.LocalEndpoint.Port)));
        Assert.Equal(1, Receive(taken, new byte[8]).Length);
        Assert.Throws<OsException>(() => UdpSocket.FromInherited(1023));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(DatagramBatch.Capacity)]
    [InlineData(3 * DatagramBatch.Capacity + 5)]
    public void A_burst_arrives_whole_and_in_order_in_batches_of_which_the_last_is_not_full(int datagrams)
    {
        using UdpSocket server = Bound(), client = Open(UdpFamily.V4);
        var target = UdpEndpoint.Loopback(UdpFamily.V4, server.LocalEndpoint.Port);
        var batch = new DatagramBatch();
        Assert.Equal(Errno.EAGAIN, server.Receive(batch));
        Assert.Equal(0, batch.Count);
        for (int i = 0; i < datagrams; i++)
        {
            batch.Next[..(i + 1)].Fill((byte)i);
            batch.Add(i + 1);
            if (!batch.IsFull && i < datagrams - 1)
                continue;
            Assert.Equal(Errno.None, client.Send(batch, target));
            batch.Clear();
        }

        int seen = 0;
        do
        {
            Errno error = server.Receive(batch);
            Assert.Equal(seen == datagrams ? Errno.EAGAIN : Errno.None, error);
            for (int i = 0; i < batch.Count; i++, seen++)
            {
                ref readonly ReceivedDatagram received = ref batch.Received(i);
                Assert.Equal(seen + 1, received.Length);
                Assert.Equal(Enumerable.Repeat((byte)seen, seen + 1), batch[i].ToArray());
                Assert.Equal(client.LocalEndpoint.Port, received.From.Port);
                Assert.True(received.To.HasSameAddress(target));
                Assert.False(received.IsTruncated);
            }
        }
        while (batch.IsFull);
        Assert.Equal(datagrams, seen);
    }

    [Fact]
    public void A_batch_to_a_family_that_the_socket_has_not_is_refused_whole()
    {
        using UdpSocket client = Open(UdpFamily.V4);
        var batch = new DatagramBatch();
        batch.Add(1);
        batch.Add(1);
        Assert.Equal(Errno.EAFNOSUPPORT, client.Send(batch, UdpEndpoint.Loopback(UdpFamily.V6, 9)));
        Assert.Equal(2, batch.Count);
    }

    [Fact]
    public void Batches_allocate_nothing()
    {
        using UdpSocket server = Bound(), client = Open(UdpFamily.V4);
        var target = UdpEndpoint.Loopback(UdpFamily.V4, server.LocalEndpoint.Port);
        var batch = new DatagramBatch();
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Exchange();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Exchange()
        {
            batch.Clear();
            while (!batch.IsFull)
                batch.Add(100);
            _ = client.Send(batch, target);
            if (server.Receive(batch) == Errno.None)
                _ = server.Send(batch, batch.Received(0).From, batch.Received(0).To);
            _ = client.Receive(batch);
        }
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        using UdpSocket server = Bound(), client = Open(UdpFamily.V4);
        var target = UdpEndpoint.Loopback(UdpFamily.V4, server.LocalEndpoint.Port);
        byte[] buffer = new byte[UdpSocket.MaxDatagramBytes], payload = new byte[100];
        Exchange();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Exchange();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Exchange()
        {
            _ = client.Send(payload, target);
            if (server.Receive(buffer, out ReceivedDatagram ping) == Errno.None)
                _ = server.Send(payload, ping.From, ping.To);
            _ = client.Receive(buffer, out _);
        }
    }

    [Fact]
    public void Names_and_numbers_resolve_in_order_and_failures_have_words()
    {
        Assert.Equal([UdpEndpoint.Loopback(UdpFamily.V4, 7)], Resolver.Resolve("127.0.0.1", 7, UdpFamily.None, out _));
        Assert.Contains(UdpEndpoint.Loopback(UdpFamily.V4, 7), Resolver.Resolve("localhost", 7, UdpFamily.V4, out _));
        Assert.Empty(Resolver.Resolve("no-such-host.invalid", 7, UdpFamily.None, out string? error));
        Assert.Contains("no-such-host.invalid", error);
        Assert.Empty(Resolver.Resolve("127.0.0.1", 7, UdpFamily.V6, out error));
        Assert.NotNull(error);
    }

    private static UdpSocket Open(UdpFamily family, bool isDualStack = false)
    {
        Assert.SkipWhen(family == UdpFamily.V6 && !File.Exists("/proc/net/if_inet6"), "this kernel has no IPv6");
        return UdpSocket.Open(family, isDualStack && family == UdpFamily.V6);
    }

    private static UdpSocket Bound()
    {
        UdpSocket socket = Open(UdpFamily.V4);
        Assert.Equal(Errno.None, socket.Bind(UdpEndpoint.Any(UdpFamily.V4)));
        return socket;
    }

    private static ReceivedDatagram Receive(UdpSocket socket, byte[] buffer)
    {
        using var loop = new PollLoop();
        loop.Add(socket.Descriptor);
        Assert.Equal(1, loop.Wait(Clock.NowMicros() + 10_000_000));
        Assert.Equal(Errno.None, socket.Receive(buffer, out ReceivedDatagram datagram));
        return datagram;
    }
}
