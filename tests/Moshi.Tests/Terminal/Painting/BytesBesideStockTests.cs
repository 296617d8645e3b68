using System.Buffers;
using System.IO.Compression;
using Moshi.Lab.Recordings;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>Bytes on the wire to a stock client, of recorded sessions, beside what stock itself would write for the same screens.</summary>
public sealed class BytesBesideStockTests(ITestOutputHelper output)
{
    private static readonly TimeSpan LongestFrame = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Recorded_sessions_take_at_most_four_fifths_of_the_bytes_of_stock()
    {
        long ours = 0;
        long stocks = 0;
        long oursDeflated = 0;
        long stocksDeflated = 0;
        foreach (Recording recording in Recording.LoadAll(Path.Combine(AppContext.BaseDirectory, "recordings")))
        {
            Tally tally = Measure(recording);
            output.WriteLine(
                $"{recording.Name,-8} frames {tally.Frames,5}  bytes {tally.Ours,7} of {tally.Stocks,7} = {(double)tally.Ours / tally.Stocks:f3}"
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
    private static Tally Measure(Recording recording)
    {
        var terminal = new Emulator(recording.Columns, recording.Rows);
        var tally = new Tally();
        Framebuffer shown = terminal.Screen.Snapshot();
        TimeSpan frameStart = TimeSpan.Zero;
        foreach (RecordedEvent happened in recording.Events)
        {
            if (happened.At - frameStart > LongestFrame)
            {
                Framebuffer next = terminal.Screen.Snapshot();
                tally.Add(shown, next);
                shown = next;
                frameStart = happened.At;
            }

            if (!happened.IsInput)
                terminal.Feed(happened.Bytes);
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
