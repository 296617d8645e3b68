using System.Buffers;
using System.Globalization;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Painting;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Painting;

/// <summary>The property that everything rests on: a receiver that shows A and gets paint(A, B) shows B.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void Receiver_that_is_painted_state_after_state_shows_what_the_host_shows()
    {
        for (int seed = 1; seed <= 400; seed++)
        {
            var random = new RandomOutput(seed);
            int columns = random.Next(1, 24);
            int rows = random.Next(1, 12);
            var host = new StockEmulator(columns, rows);
            var receiver = new StockEmulator(columns, rows) { AnswersQueries = false };
            Framebuffer shown = host.Screen.Snapshot();
            for (int step = 0; step < 30; step++)
            {
                host.Feed(random.Bytes(random.Next(1, 12), columns, rows));
                byte[] painted = Pictures.Paint(shown, host.Screen);
                receiver.Feed(painted);
                string? difference = Pictures.WireDifference(host.Screen, receiver.Screen);
                if (difference is not null)
                {
                    Assert.Fail(
                        $"seed {seed}, step {step}, {columns}x{rows}: {difference}\npainted {Pictures.Escape(painted)}\nfrom\n{shown.ToText()}\n"
                        + $"to\n{host.Screen.ToText()}");
                }

                Assert.True(receiver.IsAtRest);
                shown = host.Screen.Snapshot();
            }
        }
    }

    [Fact]
    public void States_may_be_skipped_and_sizes_may_change()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new RandomOutput(seed);
            int columns = random.Next(1, 20);
            int rows = random.Next(1, 10);
            var host = new StockEmulator(columns, rows);
            var hostStates = new List<Framebuffer> { host.Screen.Snapshot() };
            var receiverStates = new List<StockEmulator> { new(columns, rows) { AnswersQueries = false } };
            for (int step = 0; step < 20; step++)
            {
                if (random.Next(6) == 0)
                {
                    columns = random.Next(1, 20);
                    rows = random.Next(1, 10);
                    host.Resize(columns, rows);
                }

                host.Feed(random.Bytes(random.Next(1, 10), columns, rows));
                int reference = random.Next(hostStates.Count);
                StockEmulator receiver = receiverStates[reference].Snapshot();
                receiver.Resize(columns, rows);
                receiver.Feed(Pictures.Paint(hostStates[reference], host.Screen));
                string? difference = Pictures.WireDifference(host.Screen, receiver.Screen);
                Assert.True(difference is null, $"seed {seed}, step {step}, from state {reference}: {difference}");
                hostStates.Add(host.Screen.Snapshot());
                receiverStates.Add(receiver);
            }
        }
    }

    [Fact]
    public void Fresh_paint_reproduces_any_picture_whatever_was_there()
    {
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new RandomOutput(seed);
            var host = new StockEmulator(17, 7);
            host.Feed(random.Bytes(60, 17, 7));
            var receiver = new StockEmulator(17, 7) { AnswersQueries = false };
            receiver.Feed("\u001b[41;1mleft over\u001b[?1003h\u001b[?1015h\u001b[?5h\u001b[?2004h\u001b[?1004h"u8);
            var output = new ArrayBufferWriter<byte>();
            new WirePainter().PaintFresh(host.Screen, output);
            receiver.Feed(output.WrittenSpan);
            receiver.Screen.BellCount = host.Screen.BellCount;
            string? difference = Pictures.WireDifference(host.Screen, receiver.Screen);
            Assert.True(difference is null, $"seed {seed}: {difference}");
        }
    }

    [Fact]
    public void A_stock_client_counts_the_bells_whichever_state_they_are_told_from()
    {
        var painter = new WirePainter();
        var host = new StockEmulator(10, 3);
        Framebuffer acknowledged = host.Screen.Snapshot();
        for (uint bells = 1; bells <= 5; bells++)
        {
            host.Feed("\a"u8);
            var receiver = new StockEmulator(10, 3) { AnswersQueries = false };
            var output = new ArrayBufferWriter<byte>();
            painter.Paint(acknowledged, host.Screen, output);
            receiver.Feed(output.WrittenSpan);
            Assert.Equal(bells, receiver.Screen.BellCount);
        }
    }

    [Fact]
    public void Receivers_without_ech_and_bce_show_the_same()
    {
        PaintProfile profile = PaintProfile.Plain;
        for (int seed = 1; seed <= 100; seed++)
        {
            var random = new RandomOutput(seed);
            var host = new StockEmulator(15, 6);
            var receiver = new StockEmulator(15, 6) { AnswersQueries = false };
            var painter = new TtyPainter(profile);
            for (int step = 0; step < 20; step++)
            {
                host.Feed(random.Bytes(5, 15, 6));
                var output = new ArrayBufferWriter<byte>();
                painter.Paint(host.Screen, output);
                receiver.Feed(output.WrittenSpan);
                (receiver.Screen.Title, receiver.Screen.IconName) = (host.Screen.Title, host.Screen.IconName);
                receiver.Screen.BellCount = host.Screen.BellCount;
                receiver.Screen.Clipboard = host.Screen.Clipboard;
                receiver.Screen.TitleWasSet = host.Screen.TitleWasSet;
                string? difference = Pictures.WireDifference(host.Screen, receiver.Screen);
                Assert.True(difference is null, $"seed {seed}, step {step}: {difference}");
            }
        }
    }

    [Fact]
    public void Wrapped_line_arrives_as_one_line()
    {
        StockEmulator host = Pictures.Emulate(10, 4, "one line of text over three");
        StockEmulator receiver = Pictures.Receiver(host.Screen);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(receiver.Screen.IsWrapped));
        Framebuffer before = host.Screen.Snapshot();
        host.Feed("\u001b[1;10H!"u8);
        receiver.Feed(Pictures.Paint(before, host.Screen));
        Assert.Null(Pictures.WireDifference(host.Screen, receiver.Screen));
        Assert.False(receiver.Screen.IsWrapped(0));
    }

    [Fact]
    public void Stock_client_shows_the_projection_of_any_picture()
    {
        // A long run: MOSHI_PAINT_PAIRS=1000000.
        int pairs = int.TryParse(Environment.GetEnvironmentVariable("MOSHI_PAINT_PAIRS"), CultureInfo.InvariantCulture, out int wished) ? wished : 4000;
        for (int seed = 1; pairs > 0; seed++)
        {
            var random = new RandomPicture(seed);
            var picture = new Framebuffer(random.Next(1, 30), random.Next(1, 14));
            var pictures = new List<Framebuffer> { picture.Snapshot() };
            var receivers = new List<StockEmulator> { new(picture.Columns, picture.Rows) { AnswersQueries = false } };
            for (int step = 0; step < 30; step++, pairs--)
            {
                random.Change(picture);
                int reference = Math.Max(0, pictures.Count - 1 - random.Next(4));
                StockEmulator receiver = receivers[reference].Snapshot();
                byte[] painted = Pictures.Paint(pictures[reference], picture);
                receiver.Feed(painted);
                if (Pictures.WireDifference(WithReachableTitle(picture, receiver.Screen), receiver.Screen) is { } difference)
                    Assert.Fail($"seed {seed}, step {step}, from {reference}, {picture.Columns}x{picture.Rows}: {difference}\npainted {Pictures.Escape(painted)}\nfrom\n{pictures[reference].ToText()}\nto\n{picture.ToText()}");

                Assert.True(receiver.IsAtRest);
                pictures.Add(picture.Snapshot());
                receivers.Add(receiver);
            }
        }
    }

    /// <summary>A title that was set only in a state that was skipped back over is not unset (mosh-protocol §8.7), nor is a bell.</summary>
    private static Framebuffer WithReachableTitle(Framebuffer picture, Framebuffer shown)
    {
        Framebuffer reachable = picture.Snapshot();
        reachable.BellCount = shown.BellCount;
        return reachable;
    }

    [Fact]
    public void Scrolled_screen_is_painted_by_scrolling()
    {
        StockEmulator host = Pictures.Emulate(80, 24, string.Concat(Enumerable.Range(1, 23).Select(line => $"line number {line}\r\n")));
        Framebuffer before = host.Screen.Snapshot();
        host.Feed("next\r\nlast\r\n"u8);
        string painted = Pictures.Escape(Pictures.Paint(before, host.Screen));
        Assert.DoesNotContain("line number", painted, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_that_happens_to_recur_further_down_does_not_cause_a_scroll()
    {
        string lines = string.Concat(Enumerable.Range(0, 20).Select(line => line == 10 ? "}\r\n" : $"line {line}\r\n"));
        StockEmulator host = Pictures.Emulate(80, 24, lines);
        Framebuffer before = host.Screen.Snapshot();
        host.Feed("\u001b[1;1H}\u001b[K"u8);
        Assert.Equal("\u001b[H}\u001b[K"u8, Pictures.Paint(before, host.Screen));
    }

    [Fact]
    public void Painting_allocates_nothing_once_it_runs()
    {
        var host = new Moshi.Terminal.Emulation.Emulator(80, 24);
        var frames = new List<Framebuffer>();
        for (int i = 0; i < 40; i++)
        {
            host.Feed(System.Text.Encoding.UTF8.GetBytes($"\u001b[{i % 8 + 30}mline {i} \u001b[4:3mcurly\u001b[m e\u0301 日本 ❤️ \u001b[1;{i + 3}Hx\u001b[24H{(i % 3 == 0 ? "\r\n" : "")}{(i % 7 == 0 ? "\u001b[5;20r\u001b[S\u001b[r" : "")}"));
            frames.Add(host.Screen.Snapshot());
        }

        var output = new ArrayBufferWriter<byte>(1 << 20);
        var wire = new WirePainter();
        var tty = new TtyPainter(PaintProfile.Rich, TtyFeatures.Rich);
        long allocated = long.MaxValue;
        for (int round = 0; round < 6; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 1; i < frames.Count; i++)
            {
                output.ResetWrittenCount();
                wire.Paint(frames[i - 1], frames[i], output);
                tty.Paint(frames[i], output);
            }

            // A collection in between counts the rest of the thread's buffer, so the least of some rounds is the truth.
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        // Remembering a frame by sharing its rows takes two tokens, which say who may write.
        Assert.True(allocated <= frames.Count * 64, $"{allocated} bytes");
    }
}
