using Moshi.Transport.Frames;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Connection ids, key phases, replays and paths between two ends of ours (docs/protocol/frames.md).</summary>
public sealed class ConnectionTests
{
    private static readonly NetworkPath Elsewhere = NetworkPath.FromIPv4([10, 7, 7, 7], 4711);

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.05)]
    [InlineData(0.29)]
    public void Keys_follow_each_other_under_loss_and_reordering(double loss)
    {
        foreach (KeyLimits limits in (KeyLimits[])[new KeyLimits { MaxPackets = 20 }, new KeyLimits { MaxBlocks = 200 }, new KeyLimits { MaxAge = TimeSpan.FromSeconds(2) }])
        {
            for (int seed = 0; seed < 10; seed++)
            {
                var random = new Random(seed);
                SimulatedSession session = Session(seed, new LinkProfile { DelayMs = random.Next(1, 150), JitterMs = random.Next(2) * 20, Loss = loss, Duplication = 0.1 }, limits);
                ConvergenceTests.Use(session, random, actions: 100, spanMs: 20_000);
                ConvergenceTests.Settle(session, $"seed {seed} loss {loss} {limits}");
                (SyncSession<UserStream, EchoScreen> client, SyncSession<EchoScreen, UserStream> server) = (session.Client.Session, session.Server.Session);
                Assert.True(client.KeyPhase > 3 && server.KeyPhase > 3, $"seed {seed}: phases {client.KeyPhase} and {server.KeyPhase}");
                Assert.InRange((long)(client.KeyPhase - server.KeyPhase), -1, 1);
                Assert.True(client.Failure == FrameError.None && server.Failure == FrameError.None);
                if (loss == 0)
                    Assert.True(client.Counters.Count(ReceiveVerdict.BadTag) + server.Counters.Count(ReceiveVerdict.BadTag) <= 4, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void A_key_phase_begins_only_when_the_peer_is_in_the_one_before()
    {
        SimulatedSession session = Session(1, new LinkProfile { DelayMs = 20 }, new KeyLimits { MaxPackets = 5 });
        session.Run(3000);
        session.Down.IsDown = true;
        ulong before = session.Server.Session.KeyPhase;
        for (int i = 0; i < 100; i++)
            session.After(i * 100, () => session.Paint(50));
        session.Run(12_000);
        // One that the client has begun and one of its own.
        Assert.InRange(session.Server.Session.KeyPhase, before, before + 2);
        session.Down.IsDown = false;
        ConvergenceTests.Settle(session, "after the outage");
    }

    [Fact]
    public void A_client_that_nobody_has_heard_for_days_is_understood_at_once()
    {
        // More packets than the low bits of their numbers tell apart.
        SimulatedSession session = Session(1, new LinkProfile { DelayMs = 20 }, KeyLimits.Default);
        session.Run(5000);
        Assert.Contains(session.Client.Session.ConnectionId, session.Client.Observer.Ids);
        session.Up.IsDown = true;
        session.Run(TimeSpan.FromDays(2.5).TotalMilliseconds);
        Assert.True(session.Client.Session.NextSequence > 3 * FrameNonce.ShortReach / 2, $"only {session.Client.Session.NextSequence} packets");
        session.Up.IsDown = false;
        ulong heard = session.Server.Session.HeardInOrder;
        session.Run(3500);
        Assert.True(session.Server.Session.HeardInOrder > heard);
        ConvergenceTests.Settle(session, "after two days");
    }

    [Fact]
    public void Two_without_later_keys_stay_in_the_first_phase_and_end_at_stocks_limit()
    {
        using var keys = new KeyPhases(new ChecksumCipher(), later: null, default);
        Assert.False(keys.HasMore);
        Assert.True(keys.TryPick(0, default, out _, out _));
        for (int bits = 1; bits < FrameNonce.Phases; bits++)
            Assert.False(keys.TryPick(bits, default, out _, out _));
    }

    [Fact]
    public void A_packet_that_claims_the_next_phase_costs_one_key_however_often_it_comes()
    {
        var later = new ChecksumPhases();
        using var keys = new KeyPhases(new ChecksumCipher(), later, default);
        for (int i = 0; i < 100; i++)
            Assert.True(keys.TryPick(1, default, out _, out _));
        Assert.Equal(1, later.Made);
        Assert.Equal(0ul, keys.Phase);
        Assert.True(keys.Note(1, TimeSpan.FromMilliseconds(300), new Instant(0)));
        Assert.True(keys.TryPick(0, new Instant(299_000), out _, out ulong old));
        Assert.Equal(0ul, old);
        Assert.False(keys.TryPick(0, new Instant(301_000), out _, out _));
    }

    [Fact]
    public void Datagrams_carry_the_id_that_the_server_has_issued_and_another_after_a_move()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SimulatedSession session = Session(seed, new LinkProfile { DelayMs = 30, Loss = seed % 3 * 0.1 });
            session.Run(5000);
            for (int i = 0; i < 20; i++)
                session.After(i * 100, session.Type);
            session.Run(10_000);
            (SyncSession<UserStream, EchoScreen> client, SyncSession<EchoScreen, UserStream> server) = (session.Client.Session, session.Server.Session);
            uint first = client.ConnectionId;
            Assert.NotEqual(0u, first);
            Assert.Equal(first, server.ConnectionId);
            for (int move = 1; move <= 6; move++)
            {
                uint before = client.ConnectionId;
                var address = NetworkPath.FromIPv4([10, 0, 1, (byte)move], 40000);
                session.After(0, () =>
                {
                    session.Client.Address = address;
                    client.ChangePath(client.Path, session.Now);
                });
                session.After(10, session.Type);
                session.Run(20_000);
                Assert.NotEqual(before, client.ConnectionId);
                Assert.Equal(client.ConnectionId, server.ConnectionId);
                Assert.Equal(address, server.Path);
                Assert.False(server.IsValidatingPath);
                Assert.True(server.IssuedIds.Length <= ConnectionIds.MaxIds);
            }
            Assert.Contains(0u, session.Client.Observer.Ids);
            Assert.Equal(session.Typed, session.Client.Session.NewestRemote.Echoed);
        }
    }

    [Fact]
    public void A_client_that_does_not_know_of_its_move_is_asked_for_another_id_but_not_when_only_its_port_changed()
    {
        SimulatedSession session = Session(5, new LinkProfile { DelayMs = 30 });
        session.Run(10_000);
        uint first = session.Client.Session.ConnectionId;
        session.Client.Address = NetworkPath.FromIPv4([10, 0, 0, 1], 40001);
        session.After(0, session.Type);
        session.Run(5000);
        Assert.Equal(session.Client.Address, session.Server.Session.Path);
        Assert.Equal(first, session.Client.Session.ConnectionId);
        session.Client.Address = NetworkPath.FromIPv4([10, 0, 0, 9], 40001);
        session.After(0, session.Type);
        session.Run(5000);
        Assert.Equal(session.Client.Address, session.Server.Session.Path);
        Assert.NotEqual(first, session.Client.Session.ConnectionId);
    }

    [Theory]
    [InlineData(300, 1)]
    [InlineData(30, 1)]
    [InlineData(7, 1)]
    [InlineData(300, 100)]
    [InlineData(10, 0)]
    public void A_client_is_understood_however_often_its_address_changes_without_its_knowledge(int everyMs, int knownEvery)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SimulatedSession session = Session(seed, new LinkProfile { DelayMs = 20 + seed * 5, JitterMs = seed % 2 * 10, Loss = seed % 4 * 0.1 });
            session.Run(5000);
            for (int i = 0; i < 200; i++)
                session.After(i * 50, session.Type);
            for (int move = 1; move * everyMs <= 10_000; move++)
            {
                // With 0 two addresses take turns; now and then the client knows of its move.
                var address = NetworkPath.FromIPv4([10, 1, (byte)(knownEvery == 0 ? 0 : move >> 8), (byte)(knownEvery == 0 ? move & 1 : move)], 40000);
                bool isKnown = knownEvery > 1 && move % 5 == 0;
                session.After(move * everyMs, () =>
                {
                    session.Client.Address = address;
                    if (isKnown)
                        session.Client.Session.ChangePath(session.Client.Session.Path, session.Now);
                });
            }
            session.Run(11_000);
            Assert.Equal(200, session.Input.Count);
            ConvergenceTests.Settle(session, $"seed {seed} every {everyMs} ms");
            Assert.True(session.Server.Session.IssuedIds.Length <= ConnectionIds.MaxIds);
            Assert.Equal(session.Client.Session.ConnectionId, session.Server.Session.ConnectionId);
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    public void Large_frames_arrive_while_two_addresses_take_turns_faster_than_a_round_trip(int everyMs)
    {
        for (int seed = 0; seed < 10; seed++)
        {
            SimulatedSession session = Session(seed, new LinkProfile { DelayMs = 60, Loss = seed % 3 * 0.05 });
            session.Run(5000);
            for (int turn = 1; turn * everyMs <= 30_000; turn++)
            {
                var address = NetworkPath.FromIPv4([10, 0, 0, (byte)(1 + (turn & 1))], 40000);
                session.After(turn * everyMs, () => session.Client.Address = address);
            }
            for (int i = 0; i < 120; i++)
                session.After(i * 70, session.Type);
            session.After(3000, () => session.Paint(30_000));
            session.Run(9000);
            Assert.True(session.Client.Session.NewestRemote.Matches(session.Server.Session.Current), $"seed {seed}");
        }
    }

    [Fact]
    public void Output_goes_on_while_the_answer_from_another_port_of_the_same_address_is_lost()
    {
        SimulatedSession session = Session(6, new LinkProfile { DelayMs = 30 });
        session.Run(5000);
        session.Client.Address = NetworkPath.FromIPv4([10, 0, 0, 1], 40001);
        session.After(0, session.Type);
        session.Run(35);
        SyncSession<EchoScreen, UserStream> server = session.Server.Session;
        Assert.Equal(session.Client.Address, server.Path);
        Assert.True(server.IsValidatingPath);
        session.Up.IsDown = true;
        long sent = server.Counters.BytesSent;
        for (int i = 0; i < 10; i++)
            session.After(i * 100, () => session.Paint(2000));
        session.Run(1500);
        Assert.True(server.Counters.BytesSent - sent > 5000, $"{server.Counters.BytesSent - sent} bytes");
        session.Up.IsDown = false;
        session.After(0, session.Type);
        session.Run(5000);
        Assert.False(server.IsValidatingPath);
        ConvergenceTests.Settle(session, "after the answer");
    }

    [Fact]
    public void Output_to_an_idle_client_that_has_moved_does_not_wait_for_a_heartbeat_when_its_answer_is_lost()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            SimulatedSession session = Session(seed, new LinkProfile { DelayMs = 50 });
            session.Run(5000);
            (SyncSession<UserStream, EchoScreen> client, SyncSession<EchoScreen, UserStream> server) = (session.Client.Session, session.Server.Session);
            session.Client.Address = NetworkPath.FromIPv4([10, 7, 7, 7], 40001);
            session.After(0, () => session.Paint(50));
            for (int waited = 0; waited < 500 && !server.IsValidatingPath; waited++)
                session.Run(1);
            session.After(1, () => session.Paint(2000));
            session.Run(30);
            session.Up.IsDown = true;
            session.Run(400);
            session.Up.IsDown = false;
            Assert.True(server.IsValidatingPath, $"seed {seed}");

            // The client's next heartbeat would come after 4.5 s.
            session.Run(1500);
            Assert.False(server.IsValidatingPath, $"seed {seed}");
            Assert.True(client.NewestRemote.Matches(server.Current), $"seed {seed}");
        }
    }

    [Fact]
    public void A_client_that_is_gone_after_its_move_is_asked_a_few_times_and_left_in_peace()
    {
        SimulatedSession session = Session(7, new LinkProfile { DelayMs = 50 });
        session.Run(5000);
        session.Client.Address = NetworkPath.FromIPv4([10, 7, 7, 7], 40001);
        session.After(0, session.Type);
        session.Run(60);
        SyncSession<EchoScreen, UserStream> server = session.Server.Session;
        Assert.True(server.IsValidatingPath);
        session.Up.IsDown = true;
        long sent = server.Counters.DatagramsSent;
        session.Run(30_000);
        Assert.InRange(server.Counters.DatagramsSent - sent, 0, 3);
    }

    [Fact]
    public void A_replayed_packet_does_nothing_and_one_that_overtakes_its_original_gets_three_times_its_bytes()
    {
        SimulatedSession session = Session(2, new LinkProfile { DelayMs = 30 });
        session.Up.KeepsHistory = true;
        session.Run(3000);
        for (int i = 0; i < 30; i++)
            session.After(i * 100, session.Type);
        session.Run(6000);
        SyncSession<EchoScreen, UserStream> server = session.Server.Session;
        NetworkPath path = server.Path;
        int keys = session.Input.Count;
        int containers = 0;
        foreach (byte[] datagram in session.Up.History)
        {
            ReceiveVerdict verdict = server.Receive(datagram, Elsewhere, ceMarked: false, session.Now);
            containers += verdict == ReceiveVerdict.Replayed ? 1 : 0;
            Assert.Equal(path, server.Path);
        }
        Assert.True(containers > 20);
        session.Run(1000);
        Assert.Equal(keys, session.Input.Count);

        // Somebody on the way sends it on from an address that is not his, faster than the network; and again, and again.
        session.Up.History.Clear();
        session.Up.IsDown = true;
        session.After(0, session.Type);
        session.Run(1);
        byte[] overheard = session.Up.History[^1];
        server.Receive(overheard, Elsewhere, ceMarked: false, session.Now);
        Assert.Equal(Elsewhere, server.Path);
        Assert.True(server.IsValidatingPath);
        for (int i = 0; i < 30; i++)
            server.Receive(overheard, Elsewhere, ceMarked: false, session.Now);
        long sent = server.Counters.BytesSent;
        for (int i = 0; i < 100; i++)
            session.After(i * 100, () => session.Paint(5000));
        session.Run(20_000);
        Assert.InRange(server.Counters.BytesSent - sent, 0, 3 * overheard.Length);

        session.Up.IsDown = false;
        session.After(0, session.Type);
        session.Run(5000);
        Assert.Equal(path, server.Path);
        Assert.False(server.IsValidatingPath);
        ConvergenceTests.Settle(session, "after the attack");
    }

    [Fact]
    public void Datagrams_of_other_sessions_altered_ones_and_cut_ones_are_counted_and_nothing_else()
    {
        SimulatedSession session = Session(3, new LinkProfile { DelayMs = 30 });
        session.Up.KeepsHistory = true;
        session.Run(8000);
        session.After(0, session.Type);
        session.Run(1000);
        SyncSession<EchoScreen, UserStream> server = session.Server.Session;
        byte[] datagram = session.Up.History[^1];
        for (int length = 0; length < datagram.Length; length++)
        {
            ReceiveVerdict verdict = server.Receive(datagram.AsSpan(0, length), Elsewhere, ceMarked: false, session.Now);
            Assert.True(verdict is ReceiveVerdict.TooShort or ReceiveVerdict.BadTag, $"{length} bytes: {verdict}");
        }
        for (int bit = 0; bit < datagram.Length * 8; bit++)
        {
            byte[] altered = datagram.ToArray();
            altered[bit / 8] ^= (byte)(1 << bit % 8);
            ReceiveVerdict verdict = server.Receive(altered, Elsewhere, ceMarked: false, session.Now);
            Assert.True(verdict is ReceiveVerdict.BadTag or ReceiveVerdict.UnknownConnection, $"bit {bit}: {verdict}");
        }
        Assert.True(server.Counters.Count(ReceiveVerdict.UnknownConnection) >= 20);
        Assert.NotEqual(Elsewhere, server.Path);
        Assert.Equal(FrameError.None, server.Failure);
    }

    [Fact]
    public void Too_many_forgeries_end_the_session()
    {
        SimulatedSession session = Session(3, new LinkProfile { DelayMs = 30 }, new KeyLimits { MaxForgeries = 1000 });
        session.Run(5000);
        byte[] junk = new byte[100];
        for (int i = 0; i < 999; i++)
            session.Server.Session.Receive(junk, Elsewhere, ceMarked: false, session.Now);
        Assert.Equal(SessionPhase.Open, session.Server.Session.Phase);
        session.Server.Session.Receive(junk, Elsewhere, ceMarked: false, session.Now);
        Assert.Equal(SessionPhase.Abandoned, session.Server.Session.Phase);
        Assert.Equal(FrameError.KeyError, session.Server.Session.Failure);
    }

    private static SimulatedSession Session(int seed, LinkProfile link, KeyLimits? limits = null) => new(
        seed,
        TimerPolicy.Responsive,
        TimerPolicy.Responsive,
        link,
        clientCapabilities: FrameSessionTests.Frames,
        serverCapabilities: FrameSessionTests.Frames,
        keyLimits: limits);
}
