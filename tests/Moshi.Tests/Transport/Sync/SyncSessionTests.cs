using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

/// <summary>Single rules of a session, watched from outside.</summary>
public sealed class SyncSessionTests
{
    private static readonly Instant Start = new(1_000_000_000);
    private static readonly NetworkPath ServerPath = NetworkPath.FromIPv4([10, 0, 0, 2], 60001);
    private readonly byte[] _buffer = new byte[2048];

    [Fact]
    public void The_first_client_datagram_is_the_worked_example()
    {
        using SyncSession<UserStream, EchoScreen> client = Client(TimerPolicy.Stock);
        client.Current.AppendResize(new WindowSize(80, 24));
        client.Advance(Start);
        Assert.True(client.TryTransmit(_buffer, Start, out Transmit transmit));
        Assert.Equal(ServerPath, transmit.To);
        Assert.False(client.TryTransmit(_buffer, Start, out _));
        var opener = new DatagramOpener(new ChecksumCipher(), Direction.ToServer);
        Assert.Equal(OpenFailure.None, opener.Open(_buffer.AsSpan(0, transmit.Length), out Packet packet));
        Assert.Equal(0ul, packet.Sequence);
        Assert.Equal(Timestamp16.None, packet.TimestampReply);
        Assert.Equal(new FragmentHeader(1, 0, true), packet.Fragment);
        Assert.True(new Moshi.Transport.Compression.ZlibDecoder().TryInflate(packet.Contents, Instruction.MaxBytes, out ReadOnlySpan<byte> message));
        Assert.True(Instruction.TryParse(message, out Instruction instruction));
        Assert.Equal((0ul, 1ul, 0ul, 0ul), (instruction.OldNumber, instruction.NewNumber, instruction.AckNumber, instruction.ThrowawayNumber));
        Assert.Equal("0A061A0428503018", Convert.ToHexString(instruction.Diff));
        Assert.Equal(1ul, client.LastSentNumber);
    }

    [Fact]
    public void A_stale_entry_does_not_make_us_repeat_fresh_data_each_interval()
    {
        // An unacknowledged heartbeat is the oldest entry after the acknowledged one when the key is typed.
        int stock = CountRepeats(TimerPolicy.Stock);
        Assert.True(stock > 10, $"{stock}");
        // Four probes that do not back off, and the first of those that do.
        Assert.InRange(CountRepeats(TimerPolicy.Responsive), 1, 6);

        static int CountRepeats(TimerPolicy policy)
        {
            var session = new SimulatedSession(1, policy, TimerPolicy.Stock, new LinkProfile { DelayMs = 2 });
            for (int i = 0; i < 20; i++)
                session.After(i * 50, session.Type);
            session.Run(4000);
            // The peer stays alive, but from now on it hears nothing, so that nothing is acknowledged.
            session.Up.IsDown = true;
            session.Run(4000);
            int before = session.Client.Observer.Instructions;
            session.After(0, session.Type);
            session.Run(300);
            return session.Client.Observer.Instructions - before - 1;
        }
    }

    [Fact]
    public void A_lost_acknowledgement_is_made_up_for_quickly()
    {
        var repeats = new List<int>();
        foreach (TimerPolicy client in (TimerPolicy[])[TimerPolicy.Stock, TimerPolicy.Responsive])
        {
            var session = new SimulatedSession(1, client, TimerPolicy.Stock, new LinkProfile { DelayMs = 30 });
            for (int i = 0; i < 20; i++)
                session.After(i * 50, session.Type);
            session.Run(5000);
            // The frame arrives; its acknowledgement, 100 ms later, is lost.
            session.After(0, () => session.Paint(100));
            session.After(10, () => session.Up.IsDown = true);
            session.After(200, () => session.Up.IsDown = false);
            int before = session.Server.Observer.Instructions;
            session.Run(2500);
            repeats.Add(session.Server.Observer.Instructions - before);
        }
        Assert.True(repeats[1] <= 4 && repeats[0] >= 2 * repeats[1], $"{repeats[1]} against {repeats[0]}");
    }

    [Fact]
    public void An_echo_ack_rides_on_the_next_frame_and_takes_no_token()
    {
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        using var forger = new Forger(Direction.ToServer);
        server.Receive(forger.Instruction(0, 1), Forger.Address, ceMarked: false, Start);
        HostilePeerTests.Turn(server, Start);
        Instant now = Start + TimeSpan.FromSeconds(1);
        server.Current.EchoAck = 1;
        Assert.Equal(0, HostilePeerTests.Turn(server, now));
        Assert.Equal(now + TimerPolicy.Responsive.SparedBookkeepingDelay, server.NextDeadline);
        now += TimeSpan.FromMilliseconds(5);
        server.Current.Echoed = 1;
        Assert.Equal(1, HostilePeerTests.Turn(server, now));
        now += TimeSpan.FromMilliseconds(1);
        server.Current.EchoAck = 2;
        Assert.Equal(0, HostilePeerTests.Turn(server, now));
        Assert.Equal(1, HostilePeerTests.Turn(server, now + TimerPolicy.Responsive.SparedBookkeepingDelay));
    }

    [Fact]
    public void Changes_that_are_held_wait_while_acknowledgements_go_on()
    {
        var session = new SimulatedSession(1, TimerPolicy.Responsive, TimerPolicy.Responsive, new LinkProfile { DelayMs = 20 });
        session.After(0, session.Type);
        session.Run(2000);
        session.After(0, () => session.Server.Session.HoldsChanges = true);
        session.After(1, () => session.Paint(500));
        session.After(2, session.Type);
        session.Run(600);
        Assert.Empty(session.Client.Session.NewestRemote.Picture);
        Assert.Equal(session.Client.Session.LastSentNumber, session.Client.Session.AcknowledgedNumber);
        session.After(0, () => session.Server.Session.HoldsChanges = false);
        session.After(1, session.Type);
        session.Run(100);
        Assert.Equal(500, session.Client.Session.NewestRemote.Picture.Length);
    }

    [Fact]
    public void Sequence_numbers_start_where_the_host_says_and_end_for_good()
    {
        var options = new SyncSessionOptions { Role = SessionRole.Client, InitialPath = ServerPath, InitialSequence = DatagramSealer.SequenceEnd - 2 };
        using var client = new SyncSession<UserStream, EchoScreen>(options, new ChecksumCipher(), new UserStream(), new EchoScreen(), Start);
        Instant now = Start;
        int sent = 0;
        for (int i = 0; i < 10; i++, now += TimeSpan.FromSeconds(5))
        {
            client.Advance(now);
            while (client.TryTransmit(_buffer, now, out _))
                sent++;
        }
        Assert.Equal(2, sent);
        Assert.Equal(SessionPhase.Exhausted, client.Phase);
        Assert.Equal(Instant.Never, client.NextDeadline);
        Assert.True(client.TakeEvents().HasFlag(SessionEvents.PhaseChanged));
    }

    [Fact]
    public void A_diff_that_no_instruction_can_carry_is_not_sent_and_does_not_silence_us()
    {
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        using var forger = new Forger(Direction.ToServer);
        server.Receive(forger.Instruction(0, 1), Forger.Address, ceMarked: false, Start);
        Instant now = Start;
        int sent = 0;
        server.Current.Picture = new byte[Instruction.MaxBytes + 1];
        for (int i = 0; i < 200; i++, now += TimeSpan.FromMilliseconds(100))
            sent += HostilePeerTests.Turn(server, now);
        Assert.InRange(sent, 5, 9);
        Assert.True(server.Counters.OversizeDiffs > 0);
        server.Current.Picture = new byte[10];
        Assert.True(HostilePeerTests.Turn(server, now + TimeSpan.FromSeconds(1)) > 0);
    }

    [Fact]
    public void Typing_costs_no_garbage()
    {
        using SyncSession<UserStream, EchoScreen> client = Client(TimerPolicy.Responsive);
        using var forger = new Forger(Direction.ToClient);
        Instant now = Start;
        byte[][] replies = new byte[3000][];
        for (int i = 0; i < replies.Length; i++)
            replies[i] = forger.Instruction((ulong)i, (ulong)i + 1, ack: (ulong)i + 1, throwaway: (ulong)i);
        byte[] key = "k"u8.ToArray();
        for (int i = 0; i < 1000; i++)
            Turn(i);

        // The runtime may allocate once for itself when the machine is busy, but not twice.
        long perThousand = Math.Min(AllocatedFrom(1000), AllocatedFrom(2000));
        Assert.Equal(3000ul, client.LastSentNumber);
        Assert.Equal(3000ul, client.AcknowledgedNumber);
        Assert.Equal(0, perThousand);

        long AllocatedFrom(int first)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = first; i < first + 1000; i++)
                Turn(i);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Turn(int i)
        {
            now += TimeSpan.FromMilliseconds(150);
            client.Current.TryAppendKeys(key);
            client.Advance(now);
            while (client.TryTransmit(_buffer, now, out _))
            {
            }
            client.Receive(replies[i], ServerPath, ceMarked: false, now);
            client.TryTakeRemote(out _);
        }
    }

    private static SyncSession<UserStream, EchoScreen> Client(TimerPolicy policy) =>
        new(new SyncSessionOptions { Role = SessionRole.Client, Policy = policy, InitialPath = ServerPath }, new ChecksumCipher(), new UserStream(), new EchoScreen(), Start);
}
