using System.Text;
using Moshi.Session;
using Moshi.Ssh.Bootstrap;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Prediction;
using Moshi.Tests.Terminal;
using Moshi.Tests.Terminal.Prediction;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Fuzz;

/// <summary>Objects that live as long as a session hold no more than their bound, however long and hostile the input is.</summary>
[Trait("category", "fuzz")]
[Collection(FuzzTestGroup.Name)]
public sealed class LongLivedMemoryTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void Emulator_fed_for_long()
    {
        var emulator = new StockEmulator(80, 24);
        byte[] endless = Encoding.UTF8.GetBytes("\u001b]52;c;" + new string('A', 100_000));
        long held = HeldAfter(emulator, () =>
        {
            for (int seed = 1; seed <= 3000; seed++)
            {
                emulator.Feed(new RandomOutput(seed).Bytes(100, 80, 24));
                emulator.Feed(Encoding.UTF8.GetBytes($"\u001b[38;2;{seed >> 8};{seed & 255};9me{(char)(0x300 + (seed % 112))}"));
                if (seed % 100 == 0)
                    emulator.Feed(endless);
            }
        });
        Assert.InRange(held, 0, 2 * Megabyte);
    }

    [Fact]
    public void Full_terminal_fed_for_long()
    {
        var emulator = new Emulator(80, 24);
        FeedLines(emulator, 0, 60_000);
        long held = HeldAfter(emulator, () => FeedLines(emulator, 60_000, 60_000));
        Assert.InRange(held, long.MinValue, 2 * Megabyte);
        emulator.Feed("\ec"u8);
    }

    /// <summary>Each with a style, a link and a cluster of its own.</summary>
    private static void FeedLines(Emulator emulator, int first, int count)
    {
        for (int n = first; n < first + count; n++)
        {
            char mark = (char)(0x300 + (n % 100));
            emulator.Feed(Encoding.UTF8.GetBytes(
                $"\e[38;2;{n & 255};{(n >> 8) & 255};{n >> 16}m\e]8;id={n};http://x/{n}\e\\{n}\e]8;;\e\\ {(char)('a' + (n % 26))}{mark}\u65e5\r\n"));
        }
    }

    [Fact]
    public void Predictions_for_a_host_that_never_answers()
    {
        var client = new ClientModel(80, 24, new PredictionSettings(PredictionMode.Always));
        client.Receive("$ ", 1);
        long held = HeldAfter(client, () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                client.NowMs += 10;
                client.Type((i % 7) switch { 0 => "\r", 1 => "\t", 2 => "\u007f", 3 => "\u001b[D", _ => "x" });
                client.Paint();
            }
        });
        Assert.InRange(held, 0, Megabyte);
    }

    [Fact]
    public void Client_of_a_server_that_never_lets_go_of_a_state()
    {
        var now = new Instant(1_000_000_000);
        using var session = new SyncSession<UserStream, HostState>(
            new SyncSessionOptions { Role = SessionRole.Client, InitialPath = NetworkPath.FromIPv4([10, 0, 0, 2], 60001) },
            new ChecksumCipher(),
            new UserStream(),
            new HostState(new WindowSize(80, 24), answersQueries: false),
            now);
        using var peer = new MadPeer(Direction.ToClient);
        int quenched = 0;
        long held = HeldAfter(session, () =>
        {
            for (ulong number = 1; number <= 5000; number++)
            {
                var diff = new ByteBuffer();
                HostMessageWriter.WriteBytes(diff, Encoding.ASCII.GetBytes($"\u001b[H\u001b[2J{new string((char)('a' + (number % 26)), 1900)}"));
                now += TimeSpan.FromMilliseconds(5);
                quenched += session.Receive(peer.Seal(0, number, diff.Written), default, ceMarked: false, now) == ReceiveVerdict.Quenched ? 1 : 0;
                Drain(session, peer, now);
            }
        });
        Assert.True(quenched > 0, "a state was kept for every number");
        Assert.InRange(held, 0, 64 * Megabyte);
    }

    [Fact]
    public void Server_that_takes_keys_for_long()
    {
        var now = new Instant(1_000_000_000);
        using var session = new SyncSession<HostState, UserStream>(
            new SyncSessionOptions { Role = SessionRole.Server },
            new ChecksumCipher(),
            new HostState(new WindowSize(80, 24), answersQueries: true),
            new UserStream(),
            now);
        using var peer = new MadPeer(Direction.ToServer);
        long taken = 0;
        long held = HeldAfter(session, () =>
        {
            for (ulong number = 1; number <= 5000; number++)
            {
                var diff = new ByteBuffer();
                UserMessageWriter.WriteKeys(diff, new byte[1000]);
                UserMessageWriter.WriteResize(diff, new WindowSize(80, 24));
                now += TimeSpan.FromMilliseconds(5);
                session.Receive(peer.Seal(number - 1, number, diff.Written), NetworkPath.FromIPv4([10, 0, 0, 1], 40000), ceMarked: false, now);
                if (session.TryTakeRemote(out UserStream keys))
                    taken += 1000 * (keys.IsEmpty ? 0 : 1);

                Drain(session, peer, now);
            }
        });
        Assert.Equal(5000 * 1000, taken);
        Assert.InRange(held, 0, 4 * Megabyte);
    }

    [Fact]
    public void Bootstrap_output_without_end_of_line()
    {
        var reader = new BootstrapReader("mosh", wantsPortRange: false, knownAddress: null);
        byte[] noise = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("MOSH CONNECT 60001 ", 1000)));
        long held = HeldAfter(reader, () =>
        {
            for (int i = 0; i < 300; i++)
            {
                reader.ReceiveOutput(noise);
                reader.ReceiveErrors(noise);
                reader.ClearText();
            }
        });
        Assert.InRange(held, 0, Megabyte);
    }

    /// <summary>What an object holds after work, beyond what was there before. The first part of the work warms up what is shared.</summary>
    private static long HeldAfter(object owner, Action work)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        work();
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(owner);
        return Math.Max(0, held);
    }

    private static void Drain<TLocal, TRemote>(SyncSession<TLocal, TRemote> session, MadPeer peer, Instant now)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        session.TakeEvents();
        session.Advance(now);
        while (session.TryTransmit(peer.Scrap, now, out _))
        {
        }
    }

    /// <summary>Seals instructions of its own choice.</summary>
    private sealed class MadPeer(Direction direction) : IDisposable
    {
        private readonly DatagramSealer _sealer = new(new ChecksumCipher(), direction);
        private readonly ByteBuffer _message = new();
        private readonly ByteBuffer _compressed = new();
        private readonly ZlibEncoder _encoder = new();

        public byte[] Scrap { get; } = new byte[DatagramSizes.MaximumReceivedBytes];

        public void Dispose() => _encoder.Dispose();

        public byte[] Seal(ulong oldNumber, ulong newNumber, ReadOnlySpan<byte> diff)
        {
            _message.Clear();
            new Instruction { Version = 2, OldNumber = oldNumber, NewNumber = newNumber, ThrowawayNumber = oldNumber, Diff = diff }.Write(_message);
            _encoder.Compress(_message.Written, _compressed);
            byte[] plain = new byte[DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes + _compressed.Length];
            plain[2] = plain[3] = 0xFF;
            new FragmentHeader(newNumber, 0, IsFinal: true).Write(plain.AsSpan(DatagramSizes.TimestampsBytes));
            _compressed.Written.CopyTo(plain.AsSpan(DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes));
            byte[] datagram = new byte[plain.Length + DatagramSizes.MinimumBytes];
            Assert.True(_sealer.TrySeal(plain, datagram));
            return datagram;
        }
    }
}
