using System.Buffers;
using System.Text;
using Moshi.Terminal.Delta;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Delta;

/// <summary>What a delta must do: take whoever has picture A exactly to picture B.</summary>
public sealed class ScreenDeltaTests
{
    private static readonly ScreenDeltaReader Reader = new();
    private static readonly ScreenDeltaWriter Writer = new();

    [Fact]
    public void Receiver_that_gets_delta_after_delta_has_what_the_host_has()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new RandomPicture(seed);
            var host = new Framebuffer(random.Next(1, 30), random.Next(1, 14));
            var receiver = new Framebuffer(host.Columns, host.Rows);
            Framebuffer shown = host.Snapshot();
            for (int step = 0; step < 40; step++)
            {
                random.Change(host);
                byte[] delta = Delta(shown, host);
                Framebuffer next = receiver.Snapshot();
                Assert.True(Reader.TryApply(next, delta), $"seed {seed}, step {step}: refused");
                AssertSame(host, next, $"seed {seed}, step {step}");
                AssertSame(shown, receiver, $"seed {seed}, step {step}: the reference was touched");
                shown = host.Snapshot();
                receiver = next;
            }
        }
    }

    [Fact]
    public void States_may_be_skipped_and_sizes_may_change()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new RandomPicture(seed);
            var host = new Framebuffer(random.Next(1, 20), random.Next(1, 10));
            var hostStates = new List<Framebuffer> { host.Snapshot() };
            var receiverStates = new List<Framebuffer> { new(host.Columns, host.Rows) };
            for (int step = 0; step < 20; step++)
            {
                if (random.Next(6) == 0)
                    host.ResizeGrid(random.Next(1, 20), random.Next(1, 10), 0);

                if (random.Next(8) == 0)
                    host.RenewSymbols();

                random.Change(host);
                int reference = random.Next(hostStates.Count);
                Framebuffer next = receiverStates[reference].Snapshot();
                Assert.True(Reader.TryApply(next, Delta(hostStates[reference], host)), $"seed {seed}, step {step}: refused");
                AssertSame(host, next, $"seed {seed}, step {step}, from state {reference}");
                hostStates.Add(host.Snapshot());
                receiverStates.Add(next);
            }
        }
    }

    [Fact]
    public void Random_pairs_of_pictures_are_bridged_exactly()
    {
        // A million for the record: MOSHI_PAIRS=1000000.
        int pairs = int.TryParse(Environment.GetEnvironmentVariable("MOSHI_PAIRS"), System.Globalization.CultureInfo.InvariantCulture, out int wanted) ? wanted : 4000;
        for (int seed = 1; seed <= pairs; seed++)
        {
            var random = new RandomPicture(seed);
            var host = new Framebuffer(random.Next(1, 40), random.Next(1, 12));
            random.Change(host);
            random.Change(host);
            Framebuffer from = host.Snapshot();
            Framebuffer receiver = host.Snapshot();
            if (random.Next(10) == 0)
                host.ResizeGrid(random.Next(1, 40), random.Next(1, 12), 0);

            for (int changes = random.Next(1, 5); changes > 0; changes--)
                random.Change(host);

            Assert.True(Reader.TryApply(receiver, Delta(from, host)), $"seed {seed}: refused");
            AssertSame(host, receiver, $"seed {seed}");
        }
    }

    [Fact]
    public void Frames_cost_no_garbage_of_their_own()
    {
        var host = new Framebuffer(80, 24);
        for (int row = 0; row < 24; row++)
            Draw(host, row, $"row {row} of a screen with some text on it, as screens have");

        var output = new ArrayBufferWriter<byte>(1 << 16);
        Framebuffer shown = host.Snapshot();
        Framebuffer received = shown.Snapshot();
        var style = new Style(Color.Indexed(2), Color.Default);
        Run(host, shown, received, output, style, 50);
        // Rows that a picture shares with another are copied when they are written to, by whoever draws; writer and reader add nothing to that.
        int rowBytes = (80 * 8) + 160;
        long each = Run(host, shown, received, output, style, 200) / 200;
        Assert.InRange(each, 0, (4 * rowBytes) + 200);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 100; round++)
        {
            output.ResetWrittenCount();
            Writer.Write(shown, host, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static long Run(Framebuffer host, Framebuffer shown, Framebuffer received, ArrayBufferWriter<byte> output, Style style, int frames)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int frame = 0; frame < frames; frame++)
        {
            shown.CopyFrom(host);
            host.SetCell(3, frame % 80, 'a' + (frame % 26), style);
            host.SetCell(9, frame % 80, 'A' + (frame % 26), default);
            host.MoveCursor(3, frame % 80);
            output.ResetWrittenCount();
            Writer.Write(shown, host, output);
            Assert.True(Reader.TryApply(received, output.WrittenSpan));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void Packed_bytes_stay_as_they_are()
    {
        // The model's arithmetic is part of the format: another result here means another feature bit.
        var host = new Framebuffer(40, 4);
        Draw(host, 0, "$ git status");
        Draw(host, 1, "On branch main, nothing to commit");
        Framebuffer before = host.Snapshot();
        Draw(host, 2, "$ git commit --amend: branch main");
        Draw(host, 3, "[main 0123abc] nothing to commit");
        string packed = Convert.ToHexString(Delta(before, host));
        Assert.Equal("47FCD433182FAA0FA7809C8C320A1EE7BDA968481D932F4014", packed[..50]);
        Assert.Equal("D42F161B79BAC74D", packed[50..]);
    }

    [Fact]
    public void Echoed_key_costs_three_bytes()
    {
        var host = new Framebuffer(80, 24);
        host.MoveCursor(3, 7);
        Framebuffer before = host.Snapshot();
        host.SetCell(3, 7, 'x', default);
        host.MoveCursor(3, 8);
        Assert.Equal([0, 0, (byte)'x'], Delta(before, host));
    }

    [Fact]
    public void Scrolled_region_is_not_drawn_again()
    {
        var host = new Framebuffer(80, 24);
        for (int row = 0; row < 24; row++)
            Draw(host, row, $"this is the text of line number {row}");

        Framebuffer before = host.Snapshot();
        host.ScrollUp(5, 20, 1, 0);
        Draw(host, 20, "next");
        Assert.InRange(Delta(before, host).Length, 1, 20);
    }

    [Fact]
    public void Text_inserted_into_a_line_moves_the_rest_of_it()
    {
        var host = new Framebuffer(80, 24);
        Draw(host, 0, "$ a long command line that somebody has typed before");
        Framebuffer before = host.Snapshot();
        Draw(host, 0, "$ a very long command line that somebody has typed before");
        Assert.InRange(Delta(before, host).Length, 1, 16);
    }

    [Fact]
    public void Malformed_deltas_are_refused_without_harm()
    {
        for (int seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var drawing = new RandomPicture(seed);
            var host = new Framebuffer(drawing.Next(1, 30), drawing.Next(1, 10));
            Framebuffer before = host.Snapshot();
            drawing.Change(host);
            byte[] delta = Delta(before, host);
            for (int flips = random.Next(1, 5); flips > 0; flips--)
                delta[random.Next(delta.Length)] = (byte)random.Next(256);

            Framebuffer receiver = before.Snapshot();
            _ = Reader.TryApply(receiver, random.Next(3) == 0 ? delta.AsSpan(0, random.Next(delta.Length)) : delta);
            Assert.InRange(receiver.CursorColumn, 0, receiver.Columns - 1);
            Assert.InRange(receiver.CursorRow, 0, receiver.Rows - 1);
            Assert.Equal(receiver.ToText(), receiver.Snapshot().ToText());
            Assert.NotNull(Delta(receiver, host));
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(5);
        byte[] bytes = new byte[400];
        for (int round = 0; round < 5000; round++)
        {
            random.NextBytes(bytes);
            bytes[0] &= 0x7F;
            var screen = new Framebuffer(random.Next(1, 40), random.Next(1, 20));
            _ = Reader.TryApply(screen, bytes.AsSpan(0, random.Next(bytes.Length)));
            Assert.Equal(screen.ToText(), screen.Snapshot().ToText());
        }
    }

    private static byte[] Delta(Framebuffer from, Framebuffer to)
    {
        var output = new ArrayBufferWriter<byte>();
        Writer.Write(from, to, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Draw(Framebuffer screen, int row, string text)
    {
        for (int column = 0; column < text.Length; column++)
            screen.SetCell(row, column, text[column], default);
    }

    private static void AssertSame(Framebuffer expected, Framebuffer actual, string where)
    {
        if (expected.SameAs(actual))
            return;

        StringBuilder why = new StringBuilder(where).Append(": ").Append(Pictures.Difference(expected, actual) ?? "something that does not show");
        why.Append('\n').Append(expected.ToText()).Append("\n---\n").Append(actual.ToText());
        Assert.Fail(why.ToString());
    }
}
