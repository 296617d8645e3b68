using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Screen;

public sealed class SnapshotTests
{
    [Fact]
    public void Snapshot_stays_as_it_was_while_the_original_goes_on()
    {
        for (int seed = 1; seed <= 150; seed++)
        {
            var random = new RandomOutput(seed);
            var emulator = new StockEmulator(16, 8);
            var taken = new List<(Framebuffer Snapshot, string Text, Framebuffer Copy)>();
            for (int step = 0; step < 12; step++)
            {
                emulator.Feed(random.Bytes(8, 16, 8));
                Framebuffer snapshot = emulator.Screen.Snapshot();
                taken.Add((snapshot, snapshot.ToText(), DeepCopy(snapshot)));
                if (random.Next(4) == 0)
                {
                    emulator.Resize(16, random.Next(4, 10));
                    emulator.Resize(16, 8);
                }
            }

            foreach ((Framebuffer snapshot, string text, Framebuffer copy) in taken)
            {
                Assert.Equal(text, snapshot.ToText());
                Assert.True(Pictures.Difference(copy, snapshot) is null, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void Original_stays_as_it_was_while_a_snapshot_is_drawn_over()
    {
        StockEmulator emulator = Pictures.Emulate(10, 3, "hello\r\nworld");
        Framebuffer overlay = emulator.Screen.Snapshot();
        Framebuffer again = overlay.Snapshot();
        overlay.SetCell(0, 0, 'J', default);
        again.SetCell(0, 0, 'C', default);
        emulator.Feed("\u001b[1;1HY"u8);
        Assert.Equal(("Yello\nworld", "Jello\nworld", "Cello\nworld"), (emulator.Screen.ToText(), overlay.ToText(), again.ToText()));
    }

    [Fact]
    public void Emulator_snapshot_goes_on_by_itself_from_the_middle_of_a_sequence()
    {
        StockEmulator emulator = Pictures.Emulate(20, 3, "\u001b]0;half");
        StockEmulator branch = emulator.Snapshot();
        emulator.Feed("way\a"u8);
        branch.Feed("-done\a"u8);
        Assert.Equal(("halfway", "half-done"), (emulator.Screen.Title, branch.Screen.Title));

        emulator.Feed([0xE6, 0x97]);
        branch = emulator.Snapshot();
        branch.Feed([0xA5]);
        emulator.Feed("\u001b[3"u8);
        Assert.Equal(("\ufffd", "\u65e5"), (emulator.Screen.ToText(), branch.Screen.ToText()));
    }

    [Fact]
    public void Copy_into_an_existing_picture_is_a_snapshot_too()
    {
        StockEmulator emulator = Pictures.Emulate(20, 3, "hello");
        var copy = new Framebuffer(4, 9);
        copy.CopyFrom(emulator.Screen);
        Assert.True(copy.SameAs(emulator.Screen));
        emulator.Feed("!"u8);
        Assert.Equal("hello", copy.ToText());
        Assert.False(copy.SameAs(emulator.Screen));
    }

    [Fact]
    public void Rows_that_scroll_stay_the_same_rows()
    {
        StockEmulator emulator = Pictures.Emulate(20, 4, "a\r\nb\r\nc\r\nd");
        Framebuffer before = emulator.Screen.Snapshot();
        emulator.Feed("\r\n"u8);
        for (int row = 0; row < 3; row++)
        {
            Assert.True(emulator.Screen.SameRow(row, before, row + 1));
            Assert.True(emulator.Screen.CellsOf(row) == before.CellsOf(row + 1), "cells were copied");
        }
    }

    [Fact]
    public void Equality_is_by_content_and_leaves_out_the_icon_name()
    {
        StockEmulator left = Pictures.Emulate(20, 4, "\u001b[31mred\u001b[m e\u0301");
        StockEmulator right = Pictures.Emulate(20, 4, "\u001b]1;icon\a\u001b[32mgreen\u001b[1;1H\u001b[31mred\u001b[m e\u0301");
        Assert.True(left.Screen.SameAs(right.Screen), Pictures.Difference(left.Screen, right.Screen));
        right.Feed("\a"u8);
        Assert.False(left.Screen.SameAs(right.Screen));
    }

    [Fact]
    public void Empty_space_and_no_break_space_have_the_same_contents()
    {
        Framebuffer left = Pictures.Emulate(4, 1, "\u001b[1;2H \u00a0x").Screen;
        Framebuffer right = Pictures.Emulate(4, 1, "e\u0301  x").Screen;
        Assert.True(left.SameContents(left[0, 0], left, left[0, 1]));
        Assert.True(left.SameContents(left[0, 1], left, left[0, 2]));
        Assert.True(left.SameContents(left[0, 2], right, right[0, 1]));
        Assert.True(left.SameContents(left[0, 3], right, right[0, 3]));
        Assert.False(left.SameContents(left[0, 0], right, right[0, 0]));
        Assert.False(left.SameContents(left[0, 0], left, left[0, 3]));
    }

    /// <summary>A picture that shares nothing: what the snapshot would look like if no row were shared.</summary>
    private static Framebuffer DeepCopy(Framebuffer source)
    {
        var copy = new Framebuffer(source.Columns, source.Rows)
        {
            Pen = source.Pen,
            Modes = source.Modes,
            Title = source.Title,
            IconName = source.IconName,
            Clipboard = source.Clipboard,
            BellCount = source.BellCount,
        };
        for (int row = 0; row < source.Rows; row++)
        {
            for (int column = 0; column < source.Columns; column++)
                copy.SetCell(row, column, copy.Imported(source, source[row, column]));
        }

        copy.MoveCursor(source.CursorRow, source.CursorColumn);
        return copy;
    }
}
