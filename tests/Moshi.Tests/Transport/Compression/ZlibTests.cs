using System.IO.Compression;
using System.Text.Json;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Xunit;

namespace Moshi.Tests.Transport.Compression;

public sealed class ZlibTests
{
    private const int Limit = 4 << 20;

    private const int Seeds = 40;

    [Fact]
    public void What_we_compress_the_bcl_inflates_and_we_inflate()
    {
        using var encoder = new ZlibEncoder();
        var decoder = new ZlibDecoder();
        var compressed = new ByteBuffer();
        for (int seed = 0; seed < 100 * Seeds; seed++)
        {
            var random = new Random(seed);
            byte[] plain = Sample(random, random.Next(10) == 0 ? random.Next(20_000) : random.Next(300));
            encoder.Compress(plain, compressed);
            Assert.True(BclInflate(compressed.Written).AsSpan().SequenceEqual(plain), $"seed {seed}");
            Assert.True(decoder.TryInflate(compressed.Written, Limit, out ReadOnlySpan<byte> back) && back.SequenceEqual(plain), $"seed {seed}");
        }
    }

    [Fact]
    public void What_the_bcl_compresses_at_any_level_we_inflate()
    {
        var decoder = new ZlibDecoder();
        CompressionLevel[] levels = [CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize];
        for (int seed = 0; seed < Seeds * levels.Length; seed++)
        {
            var random = new Random(seed);
            byte[] plain = Sample(random, random.Next(2) == 0 ? random.Next(200_000) : random.Next(500));
            byte[] compressed = BclDeflate(plain, levels[seed % levels.Length]);
            Assert.True(decoder.TryInflate(compressed, Limit, out ReadOnlySpan<byte> back) && back.SequenceEqual(plain), $"seed {seed}");
        }
    }

    [Fact]
    public void The_limit_is_exact()
    {
        var decoder = new ZlibDecoder();
        byte[] compressed = BclDeflate(new byte[Limit], CompressionLevel.Optimal);
        Assert.True(decoder.TryInflate(compressed, Limit, out _));
        Assert.False(decoder.TryInflate(compressed, Limit - 1, out _));
        Assert.False(decoder.TryInflate(BclDeflate(new byte[Limit + 1], CompressionLevel.Optimal), Limit, out _));
    }

    [Fact]
    public void Truncated_streams_are_refused_at_every_byte()
    {
        var random = new Random(3);
        var decoder = new ZlibDecoder();
        foreach (CompressionLevel level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Optimal])
        {
            byte[] compressed = BclDeflate(Sample(random, 900), level);
            for (int length = 0; length < compressed.Length; length++)
                Assert.False(decoder.TryInflate(compressed.AsSpan(0, length), Limit, out _));
        }
    }

    [Fact]
    public void Mutated_streams_never_throw_and_agree_with_the_bcl()
    {
        var random = new Random(4);
        var decoder = new ZlibDecoder();
        int agreed = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] compressed = BclDeflate(Sample(random, random.Next(1, 400)), random.Next(2) == 0 ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            for (int n = random.Next(1, 4); n > 0; n--)
                compressed[random.Next(compressed.Length)] = (byte)random.Next(256);
            bool isOurs = decoder.TryInflate(compressed, Limit, out ReadOnlySpan<byte> ours);
            // The BCL ends quietly where the data does, and looks at no more than it needs; so only our own success is compared.
            if (isOurs)
            {
                Assert.Equal(BclInflate(compressed), ours.ToArray());
                agreed++;
            }
        }
        Assert.True(agreed > 0);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(5);
        var decoder = new ZlibDecoder();
        byte[] bytes = new byte[200];
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = 0x78;
            bytes[1] = 0x9C;
            decoder.TryInflate(bytes, 1 << 16, out _);
        }
    }

    [Fact]
    public void The_instructions_of_recorded_sessions_are_no_longer_than_stock_made_them()
    {
        using var encoder = new ZlibEncoder();
        var compressed = new ByteBuffer();
        long ours = 0, stock = 0, shortOurs = 0, shortStock = 0;
        int worst = 0;
        foreach (JsonElement session in TransportVectors.Root.GetProperty("sessions").EnumerateArray())
        {
            foreach (JsonElement datagram in session.GetProperty("datagrams").EnumerateArray())
            {
                if (!datagram.TryGetProperty("instruction_hex", out _))
                    continue;
                byte[] plain = datagram.Hex("instruction_hex");
                int stockBytes = datagram.Int("compressed_len");
                encoder.Compress(plain, compressed);
                ours += compressed.Length;
                stock += stockBytes;
                if (plain.Length > ZlibEncoder.MaxShortBytes)
                    continue;
                shortOurs += compressed.Length;
                shortStock += stockBytes;
                worst = Math.Max(worst, compressed.Length - stockBytes);
            }
        }
        TestContext.Current.SendDiagnosticMessage($"all {ours} / {stock}, short {shortOurs} / {shortStock}, worst +{worst}");
        Assert.True(shortOurs <= shortStock, $"short: {shortOurs} against {shortStock}");
        Assert.True(ours <= stock * 1.01, $"all: {ours} against {stock}");
        Assert.True(worst <= 3, $"one instruction is {worst} bytes longer");
    }

    [Fact]
    public void Frames_are_no_longer_than_zlib_makes_them_and_cost_no_garbage()
    {
        using var encoder = new ZlibEncoder();
        var decoder = new ZlibDecoder();
        var compressed = new ByteBuffer();
        byte[][] frames = [.. Enumerable.Range(0, 120).Select(Frame)];
        long ours = 0, zlib = 0;
        foreach (byte[] frame in frames)
        {
            encoder.Compress(frame, compressed);
            Assert.True(decoder.TryInflate(compressed.Written, Limit, out ReadOnlySpan<byte> back) && back.SequenceEqual(frame));
            Assert.True(BclInflate(compressed.Written).AsSpan().SequenceEqual(frame));
            ours += compressed.Length;
            zlib += BclDeflate(frame, CompressionLevel.Optimal).Length;
        }
        TestContext.Current.SendDiagnosticMessage($"{ours} / {zlib}");
        Assert.True(ours <= zlib * 1.005, $"{ours} against {zlib}");
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (byte[] frame in frames)
                encoder.Compress(frame, compressed);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public void The_longest_input_of_our_own_is_compressed_and_one_byte_more()
    {
        using var encoder = new ZlibEncoder();
        var compressed = new ByteBuffer();
        var random = new Random(1);
        foreach (int length in (int[])[ZlibEncoder.MaxShortBytes, ZlibEncoder.MaxShortBytes + 1, ZlibEncoder.MaxOwnBytes - 1, ZlibEncoder.MaxOwnBytes, ZlibEncoder.MaxOwnBytes + 1])
        {
            foreach (int alphabet in (int[])[1, 2, 26, 256])
            {
                byte[] plain = new byte[length];
                for (int i = 0; i < length; i++)
                    plain[i] = (byte)random.Next(alphabet);
                encoder.Compress(plain, compressed);
                Assert.True(BclInflate(compressed.Written).AsSpan().SequenceEqual(plain), $"{length} bytes of {alphabet} kinds");
            }
        }
    }

    [Fact]
    public void Codes_are_complete_and_within_their_limit_however_uneven_the_symbols_are()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            (int symbols, int limit) = random.Next(2) == 0 ? (19, 7) : (286, 15);
            var code = new HuffmanLengths(symbols, limit);
            (int a, int b) = (1, 1);
            for (int symbol = 0; symbol < symbols; symbol++)
            {
                // Fibonacci's numbers make the deepest tree.
                (a, b) = symbol % 30 == 29 ? (1, 1) : (b, a + b);
                code.Counts[symbol] = random.Next(3) == 0 ? 0 : seed % 2 == 0 ? a : random.Next(1000);
            }
            code.Build();
            double taken = 0.0;
            foreach (byte length in code.Lengths)
            {
                Assert.InRange(length, 0, limit);
                taken += length == 0 ? 0 : Math.Pow(2, -length);
            }
            Assert.True(Math.Abs(taken - 1) < 1e-12, $"seed {seed}: {taken}");
        }
    }

    // A screen as it is painted: words of few kinds in colours, numbers, rules, blanks.
    private static byte[] Frame(int seed)
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder("\e[H");
        string[] words = ["total", "drwxr-xr-x", "root", "Nov 22", "the", "moshi", "/usr/lib", ".so", "error:", "0x7f", "----", "    ", "|"];
        for (int row = random.Next(8, 70); row > 0; row--)
        {
            text.Append("\e[3").Append(random.Next(8)).Append('m');
            for (int word = random.Next(2, 24); word > 0; word--)
                text.Append(random.Next(4) == 0 ? random.Next(100_000).ToString(System.Globalization.CultureInfo.InvariantCulture) : words[random.Next(words.Length)]).Append(' ');
            text.Append("\e[K\r\n");
        }
        return System.Text.Encoding.ASCII.GetBytes(text.ToString());
    }

    [Fact]
    public void Short_instructions_cost_no_garbage()
    {
        using var encoder = new ZlibEncoder();
        var decoder = new ZlibDecoder();
        var compressed = new ByteBuffer();
        byte[] plain = new byte[60];
        "abcdefgh\e[0mabcdefghijk\e[0m"u8.CopyTo(plain);
        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            encoder.Compress(plain, compressed);
            decoder.TryInflate(compressed.Written, Limit, out _);
        }
    }

    private static byte[] Sample(Random random, int length)
    {
        byte[] bytes = new byte[length];
        switch (random.Next(3))
        {
            case 0:
                random.NextBytes(bytes);
                break;
            case 1:
                for (int i = 0; i < length; i++)
                    bytes[i] = (byte)"\u001b[0123;mHello, world\r\n"[random.Next(21)];
                break;
            default:
                for (int i = 0; i < length;)
                {
                    int run = Math.Min(random.Next(1, 400), length - i);
                    if (i > 0 && random.Next(2) == 0)
                    {
                        for (int from = random.Next(i); run > 0; run--)
                            bytes[i++] = bytes[from++];
                    }
                    else
                    {
                        bytes.AsSpan(i, run).Fill((byte)random.Next(256));
                        i += run;
                    }
                }
                break;
        }
        return bytes;
    }

    internal static byte[] BclDeflate(byte[] plain, CompressionLevel level)
    {
        using var to = new MemoryStream();
        using (var zlib = new ZLibStream(to, level))
            zlib.Write(plain);
        return to.ToArray();
    }

    private static byte[] BclInflate(ReadOnlySpan<byte> compressed)
    {
        using var zlib = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        using var to = new MemoryStream();
        zlib.CopyTo(to);
        return to.ToArray();
    }
}
