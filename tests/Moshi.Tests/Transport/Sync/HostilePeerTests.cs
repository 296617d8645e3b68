using System.IO.Compression;
using Moshi.Tests.Transport.Compression;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

/// <summary>Peers that hold the key and lie, and bytes that nobody sealed: no exception, bounded memory, and an honest word later still counts.</summary>
public sealed class HostilePeerTests
{
    private const ulong Shutdown = ulong.MaxValue;
    private static readonly Instant Start = new(1_000_000_000);

    [Fact]
    public void Each_lie_has_its_verdict_and_the_session_goes_on()
    {
        using var forger = new Forger(Direction.ToServer);
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        Expect(ReceiveVerdict.TooShort, new byte[10]);
        Expect(ReceiveVerdict.TooLong, new byte[3000]);
        Expect(ReceiveVerdict.BadTag, new byte[100]);
        using var reflection = new Forger(Direction.ToClient);
        Expect(ReceiveVerdict.WrongDirection, reflection.Instruction(0, 1));
        Assert.False(server.HasPath);
        foreach (int length in (int[])[0, 3, 4, 13])
            Expect(ReceiveVerdict.BadPlaintext, forger.Plaintext(new byte[length]));
        Assert.False(server.HasPath);
        Expect(ReceiveVerdict.BadCompression, forger.Fragment(new FragmentHeader(1, 0, true), "not zlib"u8));
        Expect(ReceiveVerdict.BadCompression, forger.Fragment(new FragmentHeader(1, 0, true), []));
        Expect(ReceiveVerdict.BadCompression, forger.Fragment(new FragmentHeader(1, 0, true), ZlibTests.BclDeflate(new byte[Instruction.MaxBytes + 1], CompressionLevel.SmallestSize).AsSpan(0, 1200)));
        Expect(ReceiveVerdict.BadInstruction, forger.Message([0xFF]));
        Expect(ReceiveVerdict.WrongVersion, forger.Message([]));
        Expect(ReceiveVerdict.WrongVersion, forger.Instruction(0, 1, version: 3));
        Expect(ReceiveVerdict.BadNumbers, forger.Instruction(0, 1, throwaway: 1));
        Expect(ReceiveVerdict.BadNumbers, forger.Instruction(0, 5, throwaway: Shutdown));
        Expect(ReceiveVerdict.BadNumbers, forger.Instruction(9, 5));
        Expect(ReceiveVerdict.MissingReference, forger.Instruction(4, 5, ack: 77));
        Expect(ReceiveVerdict.MissingReference, forger.Instruction(Shutdown - 1, Shutdown));
        Expect(ReceiveVerdict.BadDiff, forger.Instruction(0, 1, diff: [0x0A, 0x50]));
        Expect(ReceiveVerdict.DuplicateState, forger.Instruction(0, 0));
        Assert.Equal(SessionPhase.Open, server.Phase);
        Assert.Equal(0ul, server.NewestRemoteNumber);
        Expect(ReceiveVerdict.NewState, forger.Instruction(0, 1, diff: Forger.Keys("ok"u8)));
        Assert.True(server.TryTakeRemote(out UserStream? stream));
        UserStreamReader reader = stream.ReadSince(null);
        Assert.True(reader.TryRead(out UserAction action));
        Assert.Equal("ok"u8, action.Keys);
        Expect(ReceiveVerdict.NewState, forger.Instruction(1, Shutdown - 1));
        Expect(ReceiveVerdict.OldState, forger.Instruction(1, 2));
        Expect(ReceiveVerdict.NewState, forger.Instruction(1, Shutdown));
        Assert.Equal(SessionPhase.PeerClosing, server.Phase);
        Expect(ReceiveVerdict.OldState, forger.Instruction(1, 3, diff: Forger.Keys("late"u8)));
        Assert.Equal(1, server.Counters.Count(ReceiveVerdict.BadDiff));

        void Expect(ReceiveVerdict verdict, byte[] datagram) => Assert.Equal(verdict, server.Receive(datagram, Forger.Address, ceMarked: false, Start));
    }

    [Fact]
    public void Acknowledgements_of_what_was_never_sent_change_nothing()
    {
        using var forger = new Forger(Direction.ToServer);
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        server.Receive(forger.Instruction(0, 1), Forger.Address, ceMarked: false, Start);
        Turn(server, Start);
        ulong sent = server.LastSentNumber;
        foreach (ulong ack in (ulong[])[sent + 1, Shutdown, Shutdown - 1, 1UL << 63])
            server.Receive(forger.Instruction(0, 1, ack: ack), Forger.Address, ceMarked: false, Start);
        Assert.Equal(0ul, server.AcknowledgedNumber);
        server.BeginShutdown(Start);
        server.Receive(forger.Instruction(0, 1, ack: Shutdown), Forger.Address, ceMarked: false, Start);
        Assert.Equal(SessionPhase.Closing, server.Phase);
        server.Receive(forger.Instruction(0, 1, ack: sent), Forger.Address, ceMarked: false, Start);
        Assert.Equal(sent, server.AcknowledgedNumber);
    }

    [Fact]
    public void A_peer_that_keeps_all_its_states_is_quenched()
    {
        using var forger = new Forger(Direction.ToServer);
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        byte[] key = Forger.Keys("x"u8);
        int quenched = 0;
        for (ulong number = 1; number <= 5000; number++)
        {
            if (server.Receive(forger.Instruction(0, number, diff: key), Forger.Address, ceMarked: false, Start) == ReceiveVerdict.Quenched)
                quenched++;
        }
        Assert.InRange(quenched, 5000 - 1030, 5000 - 1020);
        // Half an hour later still only one in 15 s, and an end to that too.
        Instant now = Start;
        int taken = 0;
        for (ulong number = 5001; number < 10_000; number++)
        {
            now += TimeSpan.FromSeconds(1);
            if (server.Receive(forger.Instruction(0, number), Forger.Address, ceMarked: false, now) == ReceiveVerdict.NewState)
                taken++;
        }
        Assert.InRange(taken, 40, 64);
        // It may come to its senses.
        Assert.Equal(ReceiveVerdict.NewState, server.Receive(forger.Instruction(1000, 20_000, throwaway: 1000), Forger.Address, ceMarked: false, now));
    }

    [Fact]
    public void States_built_from_large_diffs_are_bounded()
    {
        using var forger = new Forger(Direction.ToServer);
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        byte[] keys = new byte[3 << 20];
        int taken = 0;
        for (ulong number = 1; number <= 100; number++)
        {
            keys[0] = (byte)number;
            ReceiveVerdict verdict = SendLarge(forger, server, number, Forger.Keys(keys));
            if (verdict == ReceiveVerdict.NewState)
                taken++;
        }
        Assert.InRange(taken, 20, 23);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 200 << 20);
        GC.KeepAlive(server);
    }

    [Fact]
    public void Mutated_and_random_datagrams_never_throw()
    {
        for (int seed = 0; seed < 60; seed++)
            RunRandomPeer(seed);
    }

    internal static void RunRandomPeer(int seed)
    {
        var random = new Random(seed);
        using var forger = new Forger(Direction.ToServer);
        using SyncSession<EchoScreen, UserStream> server = Forger.Server(Start, seed % 2 == 0 ? TimerPolicy.Stock : TimerPolicy.Responsive);
        Instant now = Start;
        for (int i = 0; i < 400; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(200));
            byte[] datagram = Random(random, forger, server);
            server.Receive(datagram, NetworkPath.FromIPv4([10, 0, 0, (byte)random.Next(3)], 9), ceMarked: random.Next(5) == 0, now);
            if (server.TryTakeRemote(out UserStream? stream))
            {
                UserStreamReader reader = stream.ReadSince(null);
                while (reader.TryRead(out _))
                {
                }
            }
            if (random.Next(5) == 0)
                server.Current.Echoed++;
            if (random.Next(300) == 0)
                server.BeginShutdown(now);
            Turn(server, now);
            Assert.True(server.NextDeadline > now, $"seed {seed} turn {i} spins");
        }
    }

    private static byte[] Random(Random random, Forger forger, SyncSession<Moshi.Tests.Transport.Simulation.EchoScreen, UserStream> server)
    {
        ulong Number() => random.Next(8) switch
        {
            0 => Shutdown,
            1 => (ulong)random.NextInt64(),
            2 => server.NewestRemoteNumber,
            3 => server.NewestRemoteNumber + 1,
            4 => server.LastSentNumber,
            _ => (ulong)random.Next(20),
        };
        byte[] bytes = new byte[random.Next(300)];
        random.NextBytes(bytes);
        switch (random.Next(8))
        {
            case 0:
                return bytes;
            case 1:
                return forger.Plaintext(bytes);
            case 2:
                return forger.Message(bytes);
            case 3:
                return forger.Fragment(new FragmentHeader((ulong)random.Next(3), random.Next(4), random.Next(3) == 0), bytes);
            case 4:
                return forger.Instruction(Number(), Number(), Number(), Number(), bytes, capabilities: bytes);
            case 5:
                byte[] sealedText = forger.Instruction(Number(), Number(), Number(), Number(), Forger.Keys(bytes));
                sealedText[random.Next(sealedText.Length)] ^= 1;
                return sealedText;
            default:
                ulong old = random.Next(2) == 0 ? 0 : server.NewestRemoteNumber;
                return forger.Instruction(old, old + (ulong)random.Next(1, 5), Number(), random.Next(3) == 0 ? old : 0, Forger.Keys(bytes.AsSpan(0, Math.Min(bytes.Length, 5))));
        }
    }

    private static ReceiveVerdict SendLarge(Forger forger, SyncSession<Moshi.Tests.Transport.Simulation.EchoScreen, UserStream> server, ulong number, byte[] diff)
    {
        var message = new Moshi.Transport.Buffers.ByteBuffer();
        new Instruction { Version = 2, NewNumber = number, Diff = diff }.Write(message);
        byte[] compressed = ZlibTests.BclDeflate(message.Written.ToArray(), CompressionLevel.Optimal);
        ReceiveVerdict verdict = ReceiveVerdict.Fragment;
        for (int at = 0; at < compressed.Length; at += 1500)
        {
            Span<byte> piece = compressed.AsSpan(at, Math.Min(1500, compressed.Length - at));
            verdict = server.Receive(forger.Fragment(new FragmentHeader(number, at / 1500, at + 1500 >= compressed.Length), piece), Forger.Address, ceMarked: false, Start);
        }
        return verdict;
    }

    internal static int Turn(SyncSession<Moshi.Tests.Transport.Simulation.EchoScreen, UserStream> session, Instant now)
    {
        byte[] buffer = new byte[2048];
        int sent = 0;
        for (int round = 0; round < 4; round++)
        {
            session.Advance(now);
            while (session.TryTransmit(buffer, now, out _))
                sent++;
            if (session.NextDeadline > now)
                break;
        }
        return sent;
    }
}
