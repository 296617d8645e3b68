using Moshi.Transport.Buffers;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Frames;

public sealed class ChunkTests
{
    [Fact]
    public void Chunks_lost_doubled_and_out_of_order_are_repeated_until_the_frame_is_whole()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            double loss = random.Next(3) * 0.15;
            byte[] message = new byte[random.Next(21, 4000)];
            random.NextBytes(message);
            var sender = new ChunkSender();
            var assembler = new ChunkAssembler();
            var seen = new ReplayWindow();
            var now = new Instant(0);
            Assert.True(sender.TryStart(message, 7, random.Next(20, Math.Min(500, message.Length)), 1252, loss, now));
            ulong packet = 0;
            byte[]? whole = null;
            var flight = new List<(ulong Number, byte[] Frame)>();
            var patience = TimeSpan.FromMilliseconds(100);
            for (int round = 0; sender.IsActive; round++)
            {
                Assert.True(round < 400, $"seed {seed}: no end");
                while (sender.HasQueued)
                {
                    var to = new ByteBuffer();
                    sender.Append(to, packet, now);
                    for (int copies = random.NextDouble() < loss ? 0 : random.Next(5) == 0 ? 2 : 1; copies > 0; copies--)
                        flight.Insert(random.Next(flight.Count + 1), (packet, to.Written.ToArray()));
                    packet++;
                }

                foreach ((ulong number, byte[] frame) in flight)
                {
                    if (!seen.IsNew(number))
                        continue;
                    seen.Note(number);
                    whole = Take(assembler, frame) ?? whole;
                }

                flight.Clear();
                now += TimeSpan.FromMilliseconds(120);
                var ack = new ByteBuffer();
                if (random.NextDouble() >= loss && AckFrame.TryAppend(ack, seen, 0, 0, 1000))
                {
                    var reader = new FrameReader(ack.Written);
                    Assert.True(reader.TryReadType(out _));
                    Assert.True(reader.TryReadAck(out AckFrame frame));
                    sender.Acknowledge(frame, loss, now);
                }

                sender.Advance(patience, now);
                now += TimeSpan.FromSeconds(2);
                sender.Advance(patience, now);
            }

            Assert.True(message.AsSpan().SequenceEqual(whole), $"seed {seed}");
        }
    }

    [Fact]
    public void Parity_restores_any_one_of_its_group_also_the_short_last_one()
    {
        byte[] message = new byte[19 * 50 + 7];
        new Random(2).NextBytes(message);
        for (int lost = 0; lost < 20; lost++)
        {
            var sender = new ChunkSender();
            Assert.True(sender.TryStart(message, 1, 50, 1252, 0.1, default));
            var assembler = new ChunkAssembler();
            byte[]? whole = null;
            for (ulong packet = 0; sender.HasQueued; packet++)
            {
                var to = new ByteBuffer();
                sender.Append(to, packet, default);
                var reader = new FrameReader(to.Written);
                Assert.True(reader.TryReadType(out FrameType type));
                if (type != FrameType.Chunk || !reader.TryReadChunk(out ChunkFrame chunk) || chunk.Index != lost)
                    whole = Take(assembler, to.Written.ToArray()) ?? whole;
            }

            Assert.Equal(message, whole);
            Assert.Equal(1, assembler.Restored);
        }
    }

    [Fact]
    public void Chunks_that_contradict_each_other_are_refused_and_a_newer_frame_ends_an_older_one()
    {
        var assembler = new ChunkAssembler();
        Assert.Equal(ReassemblyVerdict.Incomplete, Add(5, 0, 3, [1, 2]));
        Assert.Equal(ReassemblyVerdict.Incomplete, Add(5, 0, 3, [1, 2]));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(5, 0, 3, [1, 3]));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(5, 1, 3, [1, 2, 3]));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(5, 1, 4, [1, 2]));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(5, 2, 3, [1, 2, 3]));
        Assert.Equal(ReassemblyVerdict.Incomplete, Add(6, 1, 2, [9]));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(5, 1, 3, [1, 2]));
        Assert.True(assembler.IsIncomplete);
        Assert.Equal(ReassemblyVerdict.Complete, Add(6, 0, 2, [8]));
        Assert.False(assembler.IsIncomplete);
        Assert.True(assembler.IsOver(6));
        Assert.Equal(ReassemblyVerdict.Conflict, Add(6, 0, 2, [8]));

        ReassemblyVerdict Add(ulong id, int index, int count, byte[] contents) =>
            assembler.Add(new ChunkFrame { Id = id, Index = index, Count = count, Contents = contents }, out _);
    }

    [Fact]
    public void One_hostile_chunk_or_fragment_costs_no_more_memory_than_an_honest_one()
    {
        var assembler = new ChunkAssembler();
        var reassembler = new Reassembler();
        byte[] contents = new byte[1000];
        for (int warm = 0; warm < 3; warm++)
            Run(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                assembler.Add(new ChunkFrame { Id = (ulong)i, Index = ChunkFrame.MaxCount - 2, Count = ChunkFrame.MaxCount, Contents = contents }, out _);
                reassembler.Add(new FragmentHeader((ulong)i, FragmentHeader.MaxIndex, IsFinal: false), contents, out _);
            }
        }
    }

    private static byte[]? Take(ChunkAssembler assembler, byte[] frame)
    {
        var reader = new FrameReader(frame);
        Assert.True(reader.TryReadType(out FrameType type));
        ReadOnlySpan<byte> whole;
        ReassemblyVerdict verdict;
        if (type == FrameType.Parity)
        {
            Assert.True(reader.TryReadParity(out ParityFrame parity));
            verdict = assembler.Add(parity, out whole);
        }
        else
        {
            Assert.True(reader.TryReadChunk(out ChunkFrame chunk));
            verdict = assembler.Add(chunk, out whole);
        }

        return verdict == ReassemblyVerdict.Complete ? whole.ToArray() : null;
    }
}
