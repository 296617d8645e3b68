using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

public sealed class PathTests
{
    [Fact]
    public void A_client_without_answer_is_advised_to_hop_after_ten_seconds_and_not_sooner_again()
    {
        foreach (TimerPolicy policy in (TimerPolicy[])[TimerPolicy.Stock, TimerPolicy.Responsive])
        {
            var session = new SimulatedSession(1, policy, TimerPolicy.Stock);
            session.Run(5000);
            session.Up.IsDown = true;
            session.Run(9000);
            Assert.False(session.Client.TakeEvents().HasFlag(SessionEvents.PortHopAdvised));
            session.Run(7000);
            Assert.True(session.Client.TakeEvents().HasFlag(SessionEvents.PortHopAdvised));
            int sent = session.Client.Observer.Instructions;
            session.After(0, () => session.Client.Session.ChangePath(NetworkPath.FromIPv4([10, 0, 0, 2], 60001, socket: 1), session.Now));
            session.Run(10);
            Assert.Equal(policy.AnnouncesPath ? 1 : 0, session.Client.Observer.Instructions - sent);
            session.Run(9000);
            Assert.False(session.Client.TakeEvents().HasFlag(SessionEvents.PortHopAdvised));
            session.Run(4100);
            Assert.True(session.Client.TakeEvents().HasFlag(SessionEvents.PortHopAdvised));
        }
    }

    [Fact]
    public void A_server_without_client_sends_nothing_and_has_no_deadline()
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Stock);
        session.Up.IsDown = true;
        session.Run(60_000);
        Assert.False(session.Server.Session.HasPath);
        Assert.Equal(0, session.Down.Datagrams);
        Assert.Equal(Moshi.Transport.Time.Instant.Never, session.Server.Session.NextDeadline);
    }

    [Fact]
    public void A_server_detaches_after_forty_seconds_and_comes_back_with_the_client()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive);
        session.Run(5000);
        session.Server.TakeEvents();
        session.Up.IsDown = true;
        session.Run(39_000);
        Assert.False(session.Server.TakeEvents().HasFlag(SessionEvents.Detached));
        Assert.True(session.Server.Session.HasPath);
        session.Run(5000);
        Assert.True(session.Server.TakeEvents().HasFlag(SessionEvents.Detached));
        long silent = session.Down.Datagrams;
        session.Run(3_600_000);
        Assert.Equal(silent, session.Down.Datagrams);
        session.Up.IsDown = false;
        session.After(0, session.Type);
        session.Run(200);
        Assert.True(session.Server.TakeEvents().HasFlag(SessionEvents.PathChanged));
        Assert.Equal(1, session.Client.Session.NewestRemote.Echoed);
    }

    [Fact]
    public void First_contact_is_tried_every_three_seconds_by_stock_and_sooner_by_us()
    {
        foreach ((TimerPolicy policy, int expected) in ((TimerPolicy, int)[])[(TimerPolicy.Stock, 4), (TimerPolicy.Responsive, 7)])
        {
            var session = new SimulatedSession(1, policy, TimerPolicy.Stock);
            session.Up.IsDown = true;
            session.Run(10_000);
            Assert.Equal(expected, session.Client.Observer.Instructions);
        }
    }

    [Fact]
    public void A_new_address_gets_three_times_what_it_sent_until_it_is_heard_again()
    {
        var link = new LinkProfile { DelayMs = 20 };
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, link);
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(5000);

        // One datagram comes from elsewhere, perhaps by the hand of somebody else; then nothing more.
        session.Client.Address = NetworkPath.FromIPv4([10, 7, 7, 7], 40000);
        long up = session.Up.IpBytes;
        session.After(0, session.Type);
        while (session.Up.IpBytes == up)
            session.Run(1);
        session.Up.IsDown = true;
        long came = session.Up.IpBytes - up - 28;
        session.Run(20);
        Assert.Equal(session.Client.Address, session.Server.Session.Path);
        (long down, long packets) = (session.Down.IpBytes, session.Down.Datagrams);
        for (int i = 0; i < 20; i++)
            session.After(i * 500, () => session.Paint(20_000));
        session.Run(10_000);
        long sent = session.Down.IpBytes - down - 28 * (session.Down.Datagrams - packets);
        Assert.InRange(sent, 0, 3 * came);

        // It was the client: with its next datagram everything comes.
        session.Up.IsDown = false;
        session.After(0, session.Type);
        session.Run(1500);
        Assert.Equal(20_000, session.Client.Session.NewestRemote.Picture.Length);
        Assert.Equal(session.Typed, session.Client.Session.NewestRemote.Echoed);
    }

    [Fact]
    public void A_new_port_of_the_same_address_is_not_limited()
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Responsive, new LinkProfile { DelayMs = 20 });
        for (int i = 0; i < 20; i++)
            session.After(i * 100, session.Type);
        session.Run(5000);
        session.Client.Address = NetworkPath.FromIPv4([10, 0, 0, 1], 40001);
        session.After(0, session.Type);
        session.Run(60);
        Assert.InRange(session.MeasurePicture(20_000), 20, 30);
    }

    [Fact]
    public void A_client_takes_datagrams_from_anywhere_but_keeps_its_server()
    {
        var session = new SimulatedSession(1, TimerPolicy.Stock, TimerPolicy.Stock);
        session.Run(3000);
        NetworkPath server = session.Client.Session.Path;
        session.Server.Address = NetworkPath.FromIPv4([10, 9, 9, 9], 1);
        session.After(0, session.Type);
        session.Run(500);
        Assert.Equal(1, session.Client.Session.NewestRemote.Echoed);
        Assert.Equal(server, session.Client.Session.Path);
    }

    [Fact]
    public void Paths_keep_their_address_bytes()
    {
        Span<byte> address = stackalloc byte[16];
        var four = NetworkPath.FromIPv4([192, 0, 2, 1], 443, socket: 3);
        four.CopyAddressTo(address);
        Assert.Equal([192, 0, 2, 1], address[..four.AddressBytes].ToArray());
        byte[] bytes = Enumerable.Range(1, 16).Select(i => (byte)i).ToArray();
        var six = NetworkPath.FromIPv6(bytes, 443, scopeId: 2);
        six.CopyAddressTo(address);
        Assert.Equal(bytes, address[..six.AddressBytes].ToArray());
        Assert.NotEqual(six, NetworkPath.FromIPv6(bytes, 443, scopeId: 3));
        Assert.NotEqual(four, NetworkPath.FromIPv4([192, 0, 2, 1], 443, socket: 4));
        // ::192.0.2.1 is another address than 192.0.2.1.
        Assert.NotEqual(NetworkPath.FromIPv4([192, 0, 2, 1], 443), NetworkPath.FromIPv6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 192, 0, 2, 1], 443));
    }
}
