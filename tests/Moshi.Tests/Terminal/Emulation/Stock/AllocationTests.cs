using System.Buffers;
using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation.Stock;

public sealed class AllocationTests
{
    private static readonly byte[] Output = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(line =>
        $"\u001b[3{line % 8};1mline {line}\u001b[0m of text \u65e5\u672c e\u0301 \u001b[K\u001b[{(line % 20) + 1};5H\u001b]0;title\a\u001b[2Pmore\r\n")));

    [Fact]
    public void Steady_feeding_allocates_nothing()
    {
        var emulator = new StockEmulator(80, 24);
        emulator.Feed(Output);
        emulator.Feed(Output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            emulator.Feed(Output);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Frame_costs_no_garbage()
    {
        const int Frames = 200;
        var emulator = new StockEmulator(80, 24);
        emulator.Feed(Output);
        var shown = new Framebuffer(80, 24);
        var painter = new WirePainter();
        var output = new ArrayBufferWriter<byte>(1 << 16);
        long RunFrames()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Frames; i++)
            {
                emulator.Feed("\u001b[7;3Hx\u001b[31m\u65e5\u001b[9;1Hyes\u001b[m\u001b[7;3H   "u8);
                output.ResetWrittenCount();
                painter.Paint(shown, emulator.Screen, output);
                shown.CopyFrom(emulator.Screen);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        RunFrames();
        Assert.Equal(0, RunFrames());
    }
}
