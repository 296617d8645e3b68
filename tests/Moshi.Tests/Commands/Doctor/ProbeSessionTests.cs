using System.Buffers.Binary;
using Moshi.Commands.Doctor.Gathering;
using Moshi.Session;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Commands.Doctor;

public sealed class ProbeSessionTests
{
    private static readonly byte[] s_key = [.. Enumerable.Range(1, 16).Select(static i => (byte)i)];

    [Theory]
    [InlineData(572)]
    [InlineData(1072)]
    [InlineData(1212)]
    [InlineData(1252)]
    public void Datagrams_have_the_length_that_is_asked_for(int bytes)
    {
        using var session = new ProbeSession(s_key, new WindowSize(160, 50));
        Span<byte> datagram = new byte[DatagramSizes.MaximumReceivedBytes];
        int length = session.Write(1, bytes, 5, datagram);

        // Two rounds of fitting leave a few bytes at most, and never one too many: that would be another size.
        Assert.InRange(length, bytes - 8, bytes);
    }

    [Fact]
    public void A_server_can_open_inflate_and_read_what_is_sent()
    {
        using var session = new ProbeSession(s_key, new WindowSize(160, 50));
        using var cipher = new OcbCipher(s_key);
        var opener = new DatagramOpener(cipher, Direction.ToServer);
        byte[] datagram = new byte[DatagramSizes.MaximumReceivedBytes];
        session.Type("\r"u8);
        int length = session.Write(3, 1000, 5, datagram);
        Assert.Equal(OpenFailure.None, opener.Open(datagram.AsSpan(0, length), out Packet packet));
        Assert.True(packet.Fragment is { Index: 0, IsFinal: true });
        Assert.True(new ZlibDecoder().TryInflate(packet.Contents, Instruction.MaxBytes, out ReadOnlySpan<byte> message));
        Assert.True(Instruction.TryParse(message, out Instruction instruction));
        Assert.Equal(0UL, instruction.OldNumber);
        Assert.Equal(3UL, instruction.NewNumber);
        Assert.True(instruction.Diff.Length > 0);
    }

    [Fact]
    public void Confirmations_leave_taking_and_jumps_of_the_clock_are_noted()
    {
        using var session = new ProbeSession(s_key, new WindowSize(80, 24));
        using var server = new FakeServer();
        Assert.True(session.Receive(server.Write(acked: 4, state: 1, timestamp: 1000), 500));
        Assert.Equal(4UL, session.NewestAcked);
        Assert.Equal(TimeSpan.Zero, session.ClockJump);
        Assert.True(session.Receive(server.Write(acked: 4, state: 2, timestamp: 9000), 600));
        Assert.Equal(TimeSpan.FromMilliseconds(7900), session.ClockJump);
        Assert.False(session.IsOver);
        Assert.True(session.Receive(server.Write(acked: 4, state: Instruction.ShutdownNumber, timestamp: 9100), 700));
        Assert.True(session.IsOver);
    }

    [Fact]
    public void A_missing_first_part_shows()
    {
        using var session = new ProbeSession(s_key, new WindowSize(80, 24));
        using var server = new FakeServer();
        Assert.True(session.Receive(server.WritePart(id: 9, index: 1, isFinal: true), 1));
        Assert.True(session.IsFirstPartMissing);
        Assert.True(session.Receive(server.WritePart(id: 10, index: 0, isFinal: false), 1));
        Assert.True(session.Receive(server.WritePart(id: 10, index: 1, isFinal: true), 1));
        Assert.False(session.IsFirstPartMissing);
    }

    [Fact]
    public void Strangers_and_broken_datagrams_are_refused_without_a_word()
    {
        using var session = new ProbeSession(s_key, new WindowSize(80, 24));
        using var server = new FakeServer();
        byte[] good = server.Write(1, 1, 1);
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = good[..random.Next(good.Length + 1)];
            if (bytes.Length > 0)
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            Assert.False(session.Receive(bytes, 1), $"seed {seed}");
        }

        Assert.True(session.Receive(good, 1));
    }

    /// <summary>The other end, with the pieces that sessions are made of.</summary>
    private sealed class FakeServer : IDisposable
    {
        private readonly OcbCipher _cipher = new(s_key);
        private readonly DatagramSealer _sealer;
        private ulong _id;

        public FakeServer() => _sealer = new DatagramSealer(_cipher, Direction.ToClient);

        public byte[] Write(ulong acked, ulong state, ushort timestamp)
        {
            (ByteBuffer message, ByteBuffer compressed) = (new ByteBuffer(), new ByteBuffer());
            new Instruction { Version = Instruction.ProtocolVersion, NewNumber = state, AckNumber = acked }.Write(message);
            using var deflater = new ZlibEncoder();
            deflater.Compress(message.Written, compressed);
            return Seal(new FragmentHeader(++_id, 0, IsFinal: true), compressed.Written, timestamp);
        }

        public byte[] WritePart(ulong id, int index, bool isFinal) => Seal(new FragmentHeader(id, index, isFinal), new byte[40], 1);

        public void Dispose() => _cipher.Dispose();

        private byte[] Seal(FragmentHeader header, ReadOnlySpan<byte> contents, ushort timestamp)
        {
            byte[] plain = new byte[DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes + contents.Length];
            BinaryPrimitives.WriteUInt16BigEndian(plain, timestamp);
            BinaryPrimitives.WriteUInt16BigEndian(plain.AsSpan(2), Timestamp16.None);
            header.Write(plain.AsSpan(DatagramSizes.TimestampsBytes));
            contents.CopyTo(plain.AsSpan(DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes));
            byte[] datagram = new byte[plain.Length + DatagramSizes.MinimumBytes];
            Assert.True(_sealer.TrySeal(plain, datagram));
            return datagram;
        }
    }
}
