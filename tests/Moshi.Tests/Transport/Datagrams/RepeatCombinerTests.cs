using System.IO.Compression;
using System.Text;
using Moshi.Transport.Datagrams;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class RepeatCombinerTests
{
    private const int Limit = 4 << 20;
    private const int PieceBytes = 1214;
    private const int Seeds = 120;

    [Fact]
    public void Two_tries_with_different_holes_make_one_message()
    {
        int needed = 0, made = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            byte[] screen = Screen(random);
            var combiner = new RepeatCombiner();
            var plains = new List<byte[]>();
            List<int> lostFirst = [], lostSecond = [];
            Send(combiner, random, 1, screen, 0.1, plains, lostFirst, out bool isMade);
            Assert.False(isMade, $"seed {seed}");
            if (lostFirst.Count == 0)
                continue;
            Send(combiner, random, 2, screen, 0.1, plains, lostSecond, out isMade);
            // What is lost at the same place both times, or next to each other, cannot be filled; nor can a stream be read without its first piece.
            bool isPossible = lostSecond.Count > 0 && !lostFirst.Contains(0) && !lostSecond.Contains(0)
                && lostFirst.TrueForAll(index => !lostSecond.Exists(other => Math.Abs(index - other) <= 1));
            needed += isPossible ? 1 : 0;
            made += isPossible && isMade ? 1 : 0;
        }
        Assert.True(needed > Seeds / 8, $"{needed} cases");
        // Where the ends begin to differ, matches do, too.
        Assert.True(made >= 0.95 * needed, $"{made} of {needed}");
    }

    [Fact]
    public void A_try_that_lost_its_last_piece_helps_and_can_be_helped()
    {
        var random = new Random(1);
        byte[] screen = Screen(random);
        var combiner = new RepeatCombiner();
        List<byte[]> first = Pieces(Compress(Message(screen, 6, random)));
        List<byte[]> second = Pieces(Compress(Message(screen, 7, random)));
        for (int index = 0; index < first.Count - 1; index++)
            Assert.False(combiner.TryAdd(new(1, index, false), first[index], Limit, out _));
        bool isMade = false;
        for (int index = 0; index < second.Count && !isMade; index++)
        {
            if (index is not (3 or 4))
                isMade = combiner.TryAdd(new(2, index, index == second.Count - 1), second[index], Limit, out _);
        }
        Assert.True(isMade);
        Assert.Equal(1, combiner.Combined);
    }

    [Fact]
    public void Tries_of_other_pictures_never_mix()
    {
        for (int seed = 0; seed < Seeds / 3; seed++)
        {
            var random = new Random(seed);
            var combiner = new RepeatCombiner();
            var plains = new List<byte[]>();
            byte[] screen = Screen(random);
            for (ulong id = 1; id <= 6; id++)
            {
                // Sometimes only the end is another one.
                screen = random.Next(3) switch { 0 => screen, 1 => Screen(random), _ => [.. screen.AsSpan(0, screen.Length / 2), .. Screen(random).AsSpan(screen.Length / 2)] };
                // Whatever comes out is one of the messages that went in.
                Send(combiner, random, id, screen, 0.15, plains, [], out _);
            }
        }
    }

    [Fact]
    public void Pieces_that_do_not_fit_each_other_are_refused()
    {
        var combiner = new RepeatCombiner();
        foreach (ulong id in (ReadOnlySpan<ulong>)[1, 2])
        {
            Assert.False(combiner.TryAdd(new(id, 3, true), "first the last"u8, Limit, out _));
            Assert.False(combiner.TryAdd(new(id, FragmentHeader.MaxIndex, false), new byte[1200], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 0, false), new byte[1200], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 1, false), new byte[1199], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 1, true), new byte[1201], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 1, true), [], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 1, true), new byte[1200], Limit, out _));
            Assert.False(combiner.TryAdd(new(id, 2, false), new byte[1200], Limit, out _));
        }
        Assert.Equal(0, combiner.Combined);
    }

    private static void Send(RepeatCombiner combiner, Random random, ulong id, byte[] screen, double loss, List<byte[]> plains, List<int> lost, out bool isMade)
    {
        byte[] plain = Message(screen, (byte)(10 + id), random);
        plains.Add(plain);
        List<byte[]> pieces = Pieces(Compress(plain));
        isMade = false;
        for (int index = 0; index < pieces.Count; index++)
        {
            if (random.NextDouble() < loss)
            {
                lost.Add(index);
                continue;
            }
            // A session forgets what has arrived whole.
            if (index == pieces.Count - 1 && lost.Count == 0)
            {
                combiner.Clear();
                return;
            }
            if (!combiner.TryAdd(new(id, index, index == pieces.Count - 1), pieces[index], Limit, out ReadOnlySpan<byte> message))
                continue;
            isMade = true;
            byte[] made = message.ToArray();
            Assert.Contains(plains, plain => made.AsSpan().SequenceEqual(plain));
        }
    }

    // As mosh 1.4 writes it: numbers, the difference of the screens, chaff.
    private static byte[] Message(byte[] screen, byte number, Random random)
    {
        byte[] chaff = new byte[random.Next(17)];
        random.NextBytes(chaff);
        // An echo ack that has come since.
        if (random.Next(2) == 0)
            screen = [10, 4, 58, 2, 64, number, .. screen];
        return [8, 2, 16, 5, 24, number, 32, 9, 40, 5, 50, (byte)(screen.Length & 127 | 128), (byte)(screen.Length >> 7 & 127 | 128), (byte)(screen.Length >> 14), .. screen, 58, (byte)chaff.Length, .. chaff];
    }

    private static byte[] Screen(Random random)
    {
        var text = new StringBuilder("\e[H");
        for (int row = 0; row < 60; row++)
        {
            for (int column = 0; column < 200; column++)
            {
                if (random.Next(3) == 0)
                    text.Append("\e[0;38;5;").Append(16 + random.Next(216)).Append('m');
                text.Append((char)random.Next('!', '~'));
            }
            text.Append("\r\n");
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Compress(byte[] plain)
    {
        using var to = new MemoryStream();
        using (var zlib = new ZLibStream(to, CompressionLevel.Optimal))
            zlib.Write(plain);
        return to.ToArray();
    }

    private static List<byte[]> Pieces(byte[] stream) => [.. stream.Chunk(PieceBytes)];
}
