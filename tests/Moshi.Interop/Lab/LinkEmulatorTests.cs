using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Moshi.Lab.Link;
using Xunit;

namespace Moshi.Interop.Lab;

public sealed class LinkEmulatorTests
{
    public static TheoryData<string> Families => ["127.0.0.1", "::1"];

    [Theory, MemberData(nameof(Families))]
    public void Datagrams_arrive_whole_after_the_delay_both_ways(string address)
    {
        using Ends ends = new(IPAddress.Parse(address), LinkProfile.Of(roundTripMs: 60));
        for (int i = 0; i < 20; i++)
        {
            long start = Stopwatch.GetTimestamp();
            ends.ToServer([(byte)i, 7]);
            Assert.Equal([(byte)i, 7], ends.AtServer(out IPEndPoint from));
            ends.Server.SendTo([9, (byte)i], from);
            Assert.Equal([9, (byte)i], ends.AtClient());
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 60, 1000);
        }
        Assert.Equal(20, ends.Link.ToServer.Received);
        Assert.InRange(ends.Link.ToServer.WorstLateness.TotalMilliseconds, 0, 1000);
    }

    [Fact]
    public void Loss_follows_the_seed_and_the_rate()
    {
        long first = LostOf(seed: 5), again = LostOf(seed: 5), other = LostOf(seed: 6);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first, 2000 * 0.25, 2000 * 0.33);

        static long LostOf(int seed)
        {
            using Ends ends = new(IPAddress.Loopback, LinkProfile.Of(0, loss: 0.29), seed);
            for (int i = 0; i < 2000; i++)
            {
                ends.ToServer([1]);
                if (i % 100 == 99)
                    ends.WaitUntilReceived(i + 1);
            }
            return ends.Link.ToServer.Lost;
        }
    }

    [Fact]
    public void Loss_in_bursts_has_the_same_share_but_comes_together()
    {
        LinkDirection rules = new() { Loss = 0.3, LossBurst = TimeSpan.FromMilliseconds(30) };
        using Ends ends = new(IPAddress.Loopback, LinkProfile.Symmetric(rules), seed: 3);
        List<bool> lost = [];
        long before = 0;
        for (int i = 0; i < 3000; i++)
        {
            ends.ToServer([1]);
            ends.WaitUntilReceived(i + 1);
            Thread.Sleep(1);
            long now = ends.Link.ToServer.Lost;
            lost.Add(now > before);
            before = now;
        }
        int changes = lost.Zip(lost.Skip(1), (a, b) => a != b).Count(change => change);
        Assert.InRange(before, 3000 * 0.15, 3000 * 0.45);
        Assert.InRange(changes, 20, 600);
    }

    [Fact]
    public void A_roam_shows_the_server_another_port_and_address_and_the_way_back_follows()
    {
        using Ends ends = new(IPAddress.Loopback, LinkProfile.Clean);
        ends.ToServer([1]);
        ends.AtServer(out IPEndPoint first);
        ends.Link.Roam(IPAddress.Parse("127.0.0.9"));
        ends.ToServer([2]);
        Assert.Equal([2], ends.AtServer(out IPEndPoint second));
        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal("127.0.0.9", second.Address.ToString());
        ends.Server.SendTo([3], second);
        Assert.Equal([3], ends.AtClient());
    }

    [Fact]
    public void A_black_hole_a_length_limit_and_a_full_queue_swallow_datagrams()
    {
        using Ends ends = new(IPAddress.Loopback, LinkProfile.Symmetric(new LinkDirection { MaxPacketBytes = 100 }));
        ends.Link.SetBlackhole(true);
        ends.ToServer([1]);
        ends.WaitUntilReceived(1);
        ends.Link.SetBlackhole(false);
        ends.ToServer(new byte[73]);
        ends.ToServer(new byte[72]);
        Assert.Equal(72, ends.AtServer(out _).Length);
        Assert.Equal((1, 1), (ends.Link.ToServer.Lost, ends.Link.ToServer.TooLong));

        // 100 packets of 128 bytes at 100 kbit/s take 1024 ms; the queue holds 250 ms of them.
        ends.Link.SetProfile(LinkProfile.Symmetric(new LinkDirection { BitsPerSecond = 100_000 }));
        for (int i = 0; i < 100; i++)
            ends.ToServer(new byte[100]);
        ends.WaitUntilReceived(103);
        Assert.InRange(ends.Link.ToServer.QueueDropped, 60, 80);
    }

    [Fact]
    public void Duplicates_and_turned_bits_come_as_often_as_asked()
    {
        using Ends ends = new(IPAddress.Loopback, LinkProfile.Symmetric(new LinkDirection { Duplication = 0.5, Corruption = 0.5 }));
        int damaged = 0;
        for (int i = 0; i < 200; i++)
        {
            ends.ToServer([0, 0, 0, 0]);
            damaged += ends.AtServer(out _).Any(value => value != 0) ? 1 : 0;
            while (ends.Server.Poll(TimeSpan.FromMilliseconds(1), SelectMode.SelectRead))
                ends.AtServer(out _);
        }
        Assert.InRange(damaged, 70, 130);
        Assert.InRange(ends.Link.ToServer.Delivered, 270, 330);
    }

    private sealed class Ends : IDisposable
    {
        private readonly Socket _client;
        private readonly byte[] _buffer = new byte[4096];

        public Ends(IPAddress address, LinkProfile profile, int seed = 1)
        {
            Server = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
            Server.Bind(new IPEndPoint(address, 0));
            Link = new LinkEmulator((IPEndPoint)Server.LocalEndPoint!, profile, seed);
            _client = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
            _client.Connect(Link.EndPoint);
        }

        public Socket Server { get; }

        public LinkEmulator Link { get; }

        public void ToServer(byte[] datagram) => _client.Send(datagram);

        public byte[] AtServer(out IPEndPoint from)
        {
            EndPoint sender = new IPEndPoint(Server.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            int length = Server.ReceiveFrom(_buffer, ref sender);
            from = (IPEndPoint)sender;
            return _buffer[..length];
        }

        public byte[] AtClient() => _buffer[.._client.Receive(_buffer)];

        public void WaitUntilReceived(long count)
        {
            long start = Stopwatch.GetTimestamp();
            while (Link.ToServer.Received < count)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{count} datagrams did not reach the link");
                Thread.Yield();
            }
        }

        public void Dispose()
        {
            Link.Dispose();
            _client.Dispose();
            Server.Dispose();
        }
    }
}
