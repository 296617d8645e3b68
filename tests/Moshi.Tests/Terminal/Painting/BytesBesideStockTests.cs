using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>Bytes on the wire to a stock client, of recorded sessions, beside what stock itself would write for the same screens.</summary>
public sealed class BytesBesideStockTests(ITestOutputHelper output)
{
    private const double LongestFrameSeconds = 0.02;

    [Fact]
    public void Recorded_sessions_take_at_most_four_fifths_of_the_bytes_of_stock()
    {
        long ours = 0;
        long stocks = 0;
        long oursDeflated = 0;
        long stocksDeflated = 0;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "recordings"), "*.cast").Order(StringComparer.Ordinal))
        {
            Tally tally = Measure(file);
            output.WriteLine(
                $"{Path.GetFileNameWithoutExtension(file),-8} frames {tally.Frames,5}  bytes {tally.Ours,7} of {tally.Stocks,7} = {(double)tally.Ours / tally.Stocks:f3}"
                + $"  deflated {tally.OursDeflated,7} of {tally.StocksDeflated,7} = {(double)tally.OursDeflated / tally.StocksDeflated:f3}");
            ours += tally.Ours;
            stocks += tally.Stocks;
            oursDeflated += tally.OursDeflated;
            stocksDeflated += tally.StocksDeflated;
        }

        output.WriteLine($"all: bytes {(double)ours / stocks:f3}, deflated {(double)oursDeflated / stocksDeflated:f3}");
        Assert.True(ours <= 0.8 * stocks, $"{ours} of {stocks}");
        Assert.True(oursDeflated <= 0.8 * stocksDeflated, $"deflated {oursDeflated} of {stocksDeflated}");
    }

    /// <summary>A frame whenever the program paused for as long as a server collects output.</summary>
    private static Tally Measure(string file)
    {
        using StreamReader cast = new(file);
        using var header = JsonDocument.Parse(cast.ReadLine()!);
        var terminal = new Emulator(header.RootElement.GetProperty("width").GetInt32(), header.RootElement.GetProperty("height").GetInt32());
        var tally = new Tally();
        Framebuffer shown = terminal.Screen.Snapshot();
        double frameStart = 0;
        while (cast.ReadLine() is { } line)
        {
            using var entry = JsonDocument.Parse(line);
            double time = entry.RootElement[0].GetDouble();
            if (time - frameStart > LongestFrameSeconds)
            {
                Framebuffer next = terminal.Screen.Snapshot();
                tally.Add(shown, next);
                shown = next;
                frameStart = time;
            }

            if (string.Equals(entry.RootElement[1].GetString(), "o", StringComparison.Ordinal))
                terminal.Feed(Encoding.UTF8.GetBytes(entry.RootElement[2].GetString()!));
        }

        tally.Add(shown, terminal.Screen);
        return tally;
    }

    private sealed class Tally
    {
        private readonly WirePainter _painter = new();
        private readonly StockRenderer _stock = new(StockRenderer.Facts.Wire);
        private readonly ArrayBufferWriter<byte> _output = new();

        public int Frames { get; private set; }

        public long Ours { get; private set; }

        public long Stocks { get; private set; }

        public long OursDeflated { get; private set; }

        public long StocksDeflated { get; private set; }

        public void Add(Framebuffer from, Framebuffer to)
        {
            // Stock has a picture of its own, which lacks what it does not know; that is what it paints.
            ReadOnlySpan<byte> stock = _stock.Render(WirePainter.Project(from), WirePainter.Project(to), isFresh: false);
            _output.ResetWrittenCount();
            _painter.Paint(from, to, _output);
            Frames += stock.IsEmpty ? 0 : 1;
            Stocks += stock.Length;
            StocksDeflated += Deflated(stock);
            Ours += _output.WrittenCount;
            OursDeflated += Deflated(_output.WrittenSpan);
        }

        private static long Deflated(ReadOnlySpan<byte> bytes)
        {
            if (bytes.IsEmpty)
                return 0;

            using var compressed = new MemoryStream();
            using (var deflate = new DeflateStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            {
                deflate.Write(bytes);
            }

            return compressed.Length;
        }
    }
}
