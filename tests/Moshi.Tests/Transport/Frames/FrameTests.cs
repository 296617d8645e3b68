using Moshi.Transport.Buffers;
using Moshi.Transport.Frames;
using Xunit;

namespace Moshi.Tests.Transport.Frames;

public sealed class FrameTests
{
    private delegate void Check(ref FrameReader reader);

    [Fact]
    public void Numbers_are_those_of_rfc_9000()
    {
        // RFC 9000 §A.1.
        foreach ((string hex, ulong value) in ((string, ulong)[])[("c2197c5eff14e88c", 151288809941952652), ("9d7f3e7d", 494878333), ("7bbd", 15293), ("25", 37)])
        {
            ReadOnlySpan<byte> rest = Convert.FromHexString(hex);
            Span<byte> written = new byte[8];
            Assert.Equal(hex.Length / 2, Varint.Write(written, value));
            Assert.Equal(hex, Convert.ToHexStringLower(written[..(hex.Length / 2)]));
            Assert.True(Varint.TryRead(ref rest, out ulong read));
            Assert.Equal(value, read);
            Assert.True(rest.IsEmpty);
        }

        ReadOnlySpan<byte> longer = [0x40, 0x25];
        Assert.True(Varint.TryRead(ref longer, out ulong same));
        Assert.Equal(37ul, same);
        Assert.Throws<ArgumentOutOfRangeException>(() => Varint.Write(new byte[8], Varint.MaxValue + 1));
    }

    [Fact]
    public void A_state_keeps_its_numbers_and_shutdown_its_place_above_all()
    {
        var random = new Random(1);
        var to = new ByteBuffer();
        for (int round = 0; round < 20_000; round++)
        {
            ulong number = round % 40 == 0 ? ulong.MaxValue : (ulong)random.NextInt64(1, 1L << random.Next(1, 62));
            ulong old = round % 80 == 0 ? number : number - (ulong)random.NextInt64(0, Math.Min((long)(number & long.MaxValue), 1L << random.Next(1, 20)));
            old = round % 40 == 0 && old != number ? (ulong)random.Next() : old;
            byte[] diff = new byte[random.Next(20)];
            random.NextBytes(diff);
            var frame = new SyncFrame
            {
                Number = number,
                Old = old,
                Throwaway = old - (ulong)random.NextInt64(0, Math.Min((long)(old & long.MaxValue), 1L << random.Next(1, 20))),
                Ack = random.Next(3) == 0 ? null : random.Next(9) == 0 ? ulong.MaxValue : (ulong)random.NextInt64(1L << random.Next(1, 62)),
                IsDeflated = random.Next(2) == 0,
                Diff = diff,
            };
            if (!frame.CanWrite)
                continue;
            to.Clear();
            frame.Append(to);
            var reader = new FrameReader(to.Written);
            Assert.True(reader.TryReadType(out FrameType type));
            Assert.Equal(FrameType.Sync, type);
            Assert.True(reader.TryReadSync(out SyncFrame read));
            Assert.Equal((frame.Number, frame.Old, frame.Throwaway, frame.Ack, frame.IsDeflated), (read.Number, read.Old, read.Throwaway, read.Ack, read.IsDeflated));
            Assert.Equal(diff, read.Diff.ToArray());
            Assert.False(reader.TryReadType(out _));
            Assert.Equal(FrameError.None, reader.Error);
        }
    }

    [Fact]
    public void A_key_costs_as_many_bytes_as_the_document_says()
    {
        var to = new ByteBuffer();
        new SyncFrame { Number = 40, Old = 39, Throwaway = 39, Ack = 38, Diff = [0x80, (byte)'a'] }.Append(to);
        Assert.Equal([0x2C, 40, 38, 0x80, (byte)'a'], to.Written.ToArray());
    }

    [Fact]
    public void Frames_stand_side_by_side_and_unknown_extensions_are_passed_over()
    {
        var to = new ByteBuffer();
        to.Append([0, 0]);
        new StateAckFrame { Newest = 70, Older = 5 }.Append(to);
        to.Append([0x41, 0x23, 3, 0xFF, 0xFF, 0xFF]);
        new EchoFrame { Distance = 1, Micros = 1500 }.Append(to);
        to.Append([(byte)FrameType.Ping]);
        new ConnectionIdFrame { Sequence = 2, RetirePriorTo = 1, Id = 0x1FFFFF }.Append(to);
        new CloseFrame { Error = FrameError.None, ExitStatus = 143, Reason = "bye"u8 }.Append(to);
        // A state that tells its length need not be the last.
        to.Append([0x20, 8, 9, 1, 0x77, 0, (byte)FrameType.KeyNext, 5, 2, 1, 1]);
        var reader = new FrameReader(to.Written);
        Expect(ref reader, FrameType.StateAck);
        Assert.True(reader.TryReadStateAck(out StateAckFrame ack));
        Assert.True(ack.Has(70) && ack.Has(69) && !ack.Has(68) && ack.Has(67) && !ack.Has(66) && !ack.Has(71));
        Expect(ref reader, FrameType.Echo);
        Assert.True(reader.TryReadEcho(out EchoFrame echo));
        Assert.InRange(echo.Micros, 1500 - 1500 / 16, 1500);
        Expect(ref reader, FrameType.Ping);
        Expect(ref reader, FrameType.NewConnectionId);
        Assert.True(reader.TryReadConnectionId(out ConnectionIdFrame id));
        Assert.Equal(0x1FFFFFu, id.Id);
        Expect(ref reader, FrameType.Close);
        Assert.True(reader.TryReadClose(out CloseFrame close));
        Assert.Equal(143, close.ExitStatus);
        Assert.Equal("bye"u8, close.Reason);
        Expect(ref reader, FrameType.Sync);
        Assert.True(reader.TryReadSync(out SyncFrame sync));
        Assert.Equal((9ul, 8ul), (sync.Number, sync.Old));
        Assert.Equal([0x77], sync.Diff.ToArray());
        Expect(ref reader, FrameType.KeyNext);
        Assert.True(reader.TryReadKeyPhase(out ulong phase));
        Assert.Equal(5ul, phase);
        Assert.False(reader.TryReadType(out _));
        Assert.Equal(FrameError.None, reader.Error);

        static void Expect(ref FrameReader reader, FrameType type)
        {
            Assert.True(reader.TryReadType(out FrameType read));
            Assert.Equal(type, read);
        }
    }

    [Fact]
    public void A_frame_cut_off_anywhere_is_malformed_and_no_number_exceeds_its_limit()
    {
        var to = new ByteBuffer();
        foreach ((Action<ByteBuffer> write, Check read) in ((Action<ByteBuffer>, Check)[])
        [
            (b => new StateAckFrame { Newest = 1 << 20, Older = 300 }.Append(b), (ref FrameReader r) => r.TryReadStateAck(out _)),
            (b => new EchoFrame { Distance = 100, Micros = 20_000 }.Append(b), (ref FrameReader r) => r.TryReadEcho(out _)),
            (b => new CloseFrame { Error = FrameError.KeyError, Cause = (FrameType)0x55, ExitStatus = 3, Reason = "abc"u8 }.Append(b), (ref FrameReader r) => r.TryReadClose(out _)),
            (b => new ConnectionIdFrame { Sequence = 1, Id = 77_777 }.Append(b), (ref FrameReader r) => r.TryReadConnectionId(out _)),
            (b => new ChunkFrame { Id = 5, Index = 1, Count = 2, Contents = [1] }.Append(b), (ref FrameReader r) => r.TryReadChunk(out _)),
            (b => new ParityFrame { Id = 5, Group = 0, Count = 2, LastLength = 1, Contents = [1] }.Append(b), (ref FrameReader r) => r.TryReadParity(out _)),
            (b => b.Append([0x20, 15, 9, 2, 1, 4, 3, 1, 2, 3]), (ref FrameReader r) => r.TryReadSync(out _)),
            (b => b.Append([0x1A, 1, 2, 3, 4, 5, 6, 7, 8]), (ref FrameReader r) => r.TryReadChallenge(out _)),
            (b => b.Append([0x1E, 1, 1, 9]), (ref FrameReader r) => r.TryReadKeyPhase(out _)),
            (b => b.Append([0x02, 9, 0, 1, 1, 2, 2]), (ref FrameReader r) => r.TryReadAck(out _)),
        ])
        {
            to.Clear();
            write(to);
            byte[] whole = to.Written.ToArray();
            for (int length = 1; length <= whole.Length; length++)
            {
                var reader = new FrameReader(whole.AsSpan(0, length));
                Assert.True(reader.TryReadType(out FrameType type));
                read(ref reader);
                Assert.Equal(length == whole.Length ? FrameError.None : FrameError.MalformedFrame, reader.Error);
                Assert.Equal((FrameType)whole[0], type);
            }
        }

        foreach (byte[] bad in (byte[][])
        [
            [0x20, 0x20, 1], // an unknown flag
            [0x20, 1, 3, 4], // old below zero
            [0x20, 2, 3, 3], // throwaway below zero
            [0x22, 1, 2, 2, 9], // chunk 2 of 2
            [0x22, 1, 0, 1, 9], // one chunk
            [0x22, 1, 0, 2], // nothing in it
            [0x23, 1, 1, 8, 1, 9], // a group that is not there
            [0x23, 1, 0, 8, 2, 9], // a last chunk longer than the others
            [0x24, 1, 207], // a reaction of more than a second
            [0x18, 1, 2, 5], [0x18, 1, 0, 0], [0x18, 0, 0, 5], [0x18, 1, 0, 0x80, 0x20, 0, 0],
            [0x02, 5, 0, 0, 6], [0x02, 5, 0, 1, 3, 1, 0], [0x02, 5, 0, 0x40, 0x40, 0],
            [0x41, 0x00, 1],
        ])
        {
            Assert.True(ReadAll(bad) == FrameError.MalformedFrame, Convert.ToHexString(bad));
        }

        foreach (byte[] unknown in (byte[][])[[0x08, 1], [0x30], [0x3C], [0x40, 0xFF], [0x03], [0x26], [0x27]])
            Assert.True(ReadAll(unknown) == FrameError.UnknownFrame, Convert.ToHexString(unknown));
    }

    [Fact]
    public void Acknowledged_ranges_are_what_the_window_has_seen()
    {
        var to = new ByteBuffer();
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var window = new ReplayWindow();
            var known = new HashSet<ulong>();
            ulong top = (ulong)random.Next(0, 5000);
            for (int i = random.Next(1, 3000); i > 0; i--)
            {
                ulong number = random.Next(3) == 0 ? top - (ulong)random.Next(0, (int)Math.Min(top + 1, 2500)) : top += (ulong)random.Next(1, random.Next(200) == 0 ? 3000 : 4);
                bool isOld = known.Count > 0 && known.Max() is var max && max > number && max - number >= ReplayWindow.Size;
                Assert.Equal(!isOld && !known.Contains(number), window.IsNew(number));
                window.Note(number);
                if (!isOld)
                    known.Add(number);
            }

            ulong highest = known.Max();
            ulong floor = highest - (ulong)random.Next(0, (int)Math.Min(highest + 1, 600));
            to.Clear();
            Assert.True(AckFrame.TryAppend(to, window, floor, 3, 1200));
            var reader = new FrameReader(to.Written);
            Assert.True(reader.TryReadType(out _));
            Assert.True(reader.TryReadAck(out AckFrame ack));
            Assert.Equal(highest, ack.Largest);
            ulong lowest = highest;
            var told = new HashSet<ulong>();
            for (AckRanges ranges = ack.Ranges; ranges.TryRead(out ulong low, out ulong high); lowest = low)
            {
                for (ulong number = low; number <= high; number++)
                    Assert.True(told.Add(number));
            }

            Assert.True(told.SetEquals(known.Where(number => number >= lowest)), $"seed {seed}");
            Assert.True(ack.MoreRanges == AckFrame.MaxRanges - 1 || known.Where(number => number >= floor).Min() == lowest, $"seed {seed}: not all is told");
        }

        Assert.False(AckFrame.TryAppend(to, new ReplayWindow(), 0, 0, 1200));
    }

    [Fact]
    public void An_echo_tells_its_time_to_a_sixteenth_and_in_two_or_three_bytes()
    {
        var to = new ByteBuffer();
        var random = new Random(3);
        for (int round = 0; round < 5000; round++)
        {
            int micros = round < 2000 ? round : random.Next(EchoFrame.MaxMicros + 1);
            ulong distance = (ulong)random.Next(3);
            to.Clear();
            new EchoFrame { Distance = distance, Micros = micros }.Append(to);
            Assert.Equal(distance == 0 ? 2 : 3, to.Length);
            var reader = new FrameReader(to.Written);
            Assert.True(reader.TryReadType(out FrameType type));
            Assert.Equal(FrameType.Echo, type);
            Assert.True(reader.TryReadEcho(out EchoFrame echo));
            Assert.Equal(distance, echo.Distance);
            Assert.InRange(echo.Micros, micros - Math.Max(15, micros / 16), micros);
        }
        for (int time = 0; time < 256; time++)
            Assert.Equal(time <= 206 ? FrameError.None : FrameError.MalformedFrame, ReadAll([0x25, (byte)time]));
    }

    [Fact]
    public void A_short_form_is_completed_from_the_numbers_nearby()
    {
        var random = new Random(5);
        byte[] start = new byte[FrameNonce.ShortBytes];
        for (int round = 0; round < 20_000; round++)
        {
            ulong number = (ulong)random.NextInt64(1L << random.Next(1, 40));
            ulong expected = (ulong)Math.Max(0, (long)number + random.Next(-(int)FrameNonce.ShortReach + 1, (int)FrameNonce.ShortReach + 1));
            ulong nonce = new FrameNonce((uint)random.Next(1, FrameNonce.MaxConnectionId + 1), random.Next(4), number).Join() | (ulong)random.Next(2) << 63;
            FrameNonce.WriteShort(nonce, start);
            Assert.True(FrameNonce.IsShort(start));
            Assert.Equal(nonce, FrameNonce.ReadShort(start, expected));
        }
        FrameNonce.WriteShort(new FrameNonce(0, 3, 0x12345).Join() | 1UL << 63, start);
        Assert.False(FrameNonce.IsShort(start));
        // Of a number that nobody can have sent yet something that can be looked at.
        FrameNonce.WriteShort(new FrameNonce(1, 0, 0xFFFF).Join(), start);
        Assert.Equal(0xFFFFul, FrameNonce.Split(FrameNonce.ReadShort(start, 3)).PacketNumber);
    }

    [Fact]
    public void A_nonce_splits_into_what_it_was_made_of()
    {
        var nonce = new FrameNonce(0x155555, 2, 0xFF_1234_5678);
        Assert.Equal(nonce, FrameNonce.Split(nonce.Join()));
        Assert.Equal(nonce, FrameNonce.Split(nonce.Join() | 1UL << 63));
        Assert.True(nonce.Join() < 1UL << 63);
        Assert.Equal(new FrameNonce(0, 0, 77), FrameNonce.Split(77));
    }

    internal static FrameError ReadAll(ReadOnlySpan<byte> contents)
    {
        var reader = new FrameReader(contents);
        while (reader.TryReadType(out FrameType type))
        {
            _ = type switch
            {
                FrameType.Ping => true,
                FrameType.Ack => reader.TryReadAck(out _),
                FrameType.NewConnectionId => reader.TryReadConnectionId(out _),
                FrameType.RetireConnectionId => reader.TryReadRetirement(out _),
                FrameType.PathChallenge or FrameType.PathResponse => reader.TryReadChallenge(out _),
                FrameType.Close => reader.TryReadClose(out _),
                FrameType.KeyNext => reader.TryReadKeyPhase(out _),
                FrameType.Sync => reader.TryReadSync(out _),
                FrameType.StateAck => reader.TryReadStateAck(out _),
                FrameType.Chunk => reader.TryReadChunk(out _),
                FrameType.Parity => reader.TryReadParity(out _),
                FrameType.Echo => reader.TryReadEcho(out _),
                _ => reader.Refuse(FrameError.UnknownFrame),
            };
        }

        return reader.Error;
    }
}
