using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation.Stock;

/// <summary>Whatever a host sends, the emulator neither throws, nor answers without end, nor grows.</summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData(1, 1, 400)]
    [InlineData(1, 7, 200)]
    [InlineData(9, 1, 200)]
    [InlineData(2, 2, 400)]
    [InlineData(80, 24, 200)]
    [InlineData(1000, 1000, 4)]
    public void Random_output_never_throws_and_cuts_make_no_difference(int columns, int rows, int seeds)
    {
        for (int seed = 1; seed <= seeds; seed++)
        {
            var random = new RandomOutput(seed);
            byte[] output = random.Bytes(150, columns, rows);
            var whole = new StockEmulator(columns, rows);
            whole.Feed(output);
            var cut = new StockEmulator(columns, rows);
            for (int at = 0; at < output.Length;)
            {
                int length = Math.Min(random.Next(1, 5), output.Length - at);
                cut.Feed(output.AsSpan(at, length));
                at += length;
            }

            string? difference = Pictures.Difference(whole.Screen, cut.Screen);
            Assert.True(difference is null, $"seed {seed}: {difference}");
            Assert.True(whole.Replies.SequenceEqual(cut.Replies), $"seed {seed}");
            Assert.True(whole.Screen.CursorColumn < columns && whole.Screen.CursorRow < rows);
        }
    }

    [Fact]
    public void Sizes_change_at_any_moment()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new RandomOutput(seed);
            var emulator = new StockEmulator(20, 10);
            for (int step = 0; step < 40; step++)
            {
                emulator.Feed(random.Bytes(4, emulator.Screen.Columns, emulator.Screen.Rows));
                emulator.Resize(random.Next(1, 40), random.Next(1, 20));
                Assert.True(emulator.Screen.CursorColumn < emulator.Screen.Columns && emulator.Screen.CursorRow < emulator.Screen.Rows);
                for (int row = 0; row < emulator.Screen.Rows; row++)
                    Assert.False(emulator.Screen[row, emulator.Screen.Columns - 1].IsWide, $"seed {seed}: half a wide character");
            }
        }
    }

    [Fact]
    public void Colours_that_never_repeat_do_not_pile_up()
    {
        var emulator = new StockEmulator(80, 24);
        var line = new StringBuilder();
        for (int i = 0; i < 200_000; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"\u001b[38;2;{i >> 16};{(i >> 8) & 255};{i & 255}m#");
            if (line.Length > 4000)
            {
                emulator.Feed(Encoding.UTF8.GetBytes(line.ToString()));
                line.Clear();
            }
        }

        Assert.InRange(emulator.Screen.Symbols.StyleCount, 80 * 24, 2 * ((80 * 24) + 2));
        Color last = emulator.Screen.Pen.Foreground;
        Color newest = emulator.Screen.StyleOf(emulator.Screen[23, emulator.Screen.CursorColumn - 1]).Foreground;
        Color oldest = emulator.Screen.StyleOf(emulator.Screen[0, 0]).Foreground;
        Assert.Equal(last, newest);
        Assert.Equal((23 * 80) + emulator.Screen.CursorColumn - 1, Number(newest) - Number(oldest));
    }

    private static int Number(Color color) => (color.Red << 16) | (color.Green << 8) | color.Blue;

    [Fact]
    public void Clusters_that_never_repeat_do_not_pile_up_and_pictures_of_both_tables_compare()
    {
        var emulator = new StockEmulator(40, 10);
        for (int i = 0; i < 30_000; i++)
            emulator.Feed(Encoding.UTF8.GetBytes($"{char.ConvertFromUtf32(0x4E00 + (i % 20_000))}\u0301{(char)('a' + (i % 26))}{(char)(0x300 + (i % 60))}"));

        SymbolTable old = emulator.Screen.Symbols;
        Framebuffer before = emulator.Screen.Snapshot();
        Assert.InRange(old.ClusterCount, 1, SymbolTable.MinimumLimit + 1);
        for (int i = 0; i <= SymbolTable.MinimumLimit; i++)
            emulator.Feed(Encoding.UTF8.GetBytes($"\u001b[38;2;9;{i >> 8};{i & 255}m\u001b[5;5Hx"));

        Framebuffer after = emulator.Screen.Snapshot();
        Assert.True(after.SameRow(0, before, 0));
        Assert.NotSame(before.Symbols, after.Symbols);
        StockEmulator receiver = Pictures.Receiver(before);
        receiver.Feed(Pictures.Paint(before, after));
        Assert.Null(Pictures.WireDifference(after, receiver.Screen));
    }

    [Fact]
    public void Cell_takes_marks_up_to_its_limit()
    {
        StockEmulator emulator = Pictures.Emulate(10, 2, "e" + string.Concat(Enumerable.Repeat("\u0301", 1000)) + "x");
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        Assert.Equal(33, emulator.Screen.Symbols.CopyUtf8(emulator.Screen[0, 0], utf8));
        emulator.Feed(Encoding.UTF8.GetBytes("\r\n\ud834\udd85" + string.Concat(Enumerable.Repeat("\ud834\udd85", 1000))));
        Assert.InRange(emulator.Screen.Symbols.CopyUtf8(emulator.Screen[1, 0], utf8), 32, SymbolTable.MaxClusterBytes);
    }

    [Fact]
    public void Answers_that_nobody_reads_stop_piling_up()
    {
        var emulator = new StockEmulator(80, 24);
        for (int i = 0; i < 20_000; i++)
            emulator.Feed("\u001b[6n\u001b[c"u8);

        Assert.InRange(emulator.Replies.Length, StockEmulator.MaxPendingReplyBytes - 20, StockEmulator.MaxPendingReplyBytes);
        emulator.ClearReplies();
        emulator.Feed("\u001b[5n"u8);
        Assert.Equal("\u001b[0n"u8, emulator.Replies);
    }

    [Fact]
    public void Receiver_of_paint_never_answers()
    {
        var emulator = new StockEmulator(80, 24) { AnswersQueries = false };
        emulator.Feed("\u001b[6n\u001b[5n\u001b[c\u001b[>c"u8);
        StockEmulator branch = emulator.Snapshot();
        branch.Feed("\u001b[6n"u8);
        Assert.True(emulator.Replies.IsEmpty && branch.Replies.IsEmpty);
    }

    [Fact]
    public void Endless_strings_keep_their_limits()
    {
        var emulator = new StockEmulator(80, 24);
        byte[] megabyte = new byte[1 << 20];
        Array.Fill(megabyte, (byte)'A');
        emulator.Feed("\u001b]52;c;"u8);
        emulator.Feed(megabyte);
        emulator.Feed("\u0007\u001b]2;"u8);
        emulator.Feed(megabyte);
        emulator.Feed("\u0007\u001bP"u8);
        emulator.Feed(megabyte);
        emulator.Feed("\u001b\\\u001b["u8);
        Array.Fill(megabyte, (byte)'1');
        emulator.Feed(megabyte);
        emulator.Feed("mok"u8);
        Assert.Equal((16_379, 254, "ok"), (emulator.Screen.Clipboard.Length, emulator.Screen.Title.Length, emulator.Screen.ToText()));
    }
}
