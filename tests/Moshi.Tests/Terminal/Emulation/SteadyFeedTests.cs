using System.Text;
using Moshi.Bench.Terminal;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>What a busy program prints costs no garbage, whatever it prints: the payloads are the bench's.</summary>
public sealed class SteadyFeedTests
{
    // So few that the history has been used up and begun again by the time it counts.
    private const int HistoryLines = 100;
    private const int WarmUpPieces = 6;

    public static TheoryData<string> Payloads => [.. Payload.All.Select(payload => payload.Name)];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void Feeding_allocates_nothing_once_it_is_warm(string name)
    {
        byte[] piece = Payload.Named([name])[0].Piece;
        var emulator = new Emulator(80, 24) { HistoryLines = HistoryLines };
        for (int i = 0; i < WarmUpPieces; i++)
            FeedInPieces(emulator, piece);

        long before = GC.GetAllocatedBytesForCurrentThread();
        FeedInPieces(emulator, piece);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Styles_that_never_come_again_allocate_nothing_while_no_snapshot_needs_them()
    {
        var emulator = new Emulator(80, 24) { HistoryLines = HistoryLines };
        PayloadText text = new(1);
        for (int i = 0; i < 40_000; i++)
            text.Csi('m', 38, 2, i & 255, i >> 8, 7).Add('x');

        byte[] first = text.ToBytes();
        FeedInPieces(emulator, first);
        FeedInPieces(emulator, first);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FeedInPieces(emulator, first);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_snapshot_keeps_its_styles_while_the_screen_goes_through_table_after_table()
    {
        var emulator = new Emulator(80, 24);
        emulator.Feed("\e[38;2;1;2;3mred\e[m"u8);
        var snapshots = new List<(Framebuffer Picture, string Text, Style Style)>();
        for (int i = 0; i < 60_000; i++)
        {
            emulator.Feed(System.Text.Encoding.ASCII.GetBytes($"\e[38;2;{i & 255};{i >> 8};7m{(char)('a' + (i % 26))}"));
            if (i % 1777 == 0)
            {
                Framebuffer picture = emulator.Screen.Snapshot();
                snapshots.Add((picture, picture.ToText(), picture.StyleOf(picture[0, 0])));
            }
        }

        foreach ((Framebuffer picture, string text, Style style) in snapshots)
        {
            Assert.Equal(text, picture.ToText());
            Assert.Equal(style, picture.StyleOf(picture[0, 0]));
        }
    }

    private static void FeedInPieces(Emulator emulator, byte[] piece)
    {
        const int ChunkBytes = 4095;
        for (int at = 0; at < piece.Length; at += ChunkBytes)
            emulator.Feed(piece.AsSpan(at, Math.Min(ChunkBytes, piece.Length - at)));
    }

    [Fact]
    public void Long_links_without_end_do_not_fill_the_memory_with_history()
    {
        var emulator = new Emulator(80, 24);
        string host = new('x', 2000);
        for (int i = 0; i < 30_000; i++)
        {
            emulator.Feed(Encoding.ASCII.GetBytes($"\u001b]8;;http://{host}/{i}\aa\u001b]8;;\a"));
        }

        // A page may hold a line of 80 links more than it should.
        const int Page = HistoryPage.CapacityBytes + (80 * 2 * 2200);
        Assert.InRange(emulator.History.LinkBytes, LineHistory.MaxLinkBytes / 2, LineHistory.MaxLinkBytes + Page);
        Assert.InRange(emulator.HistoryLineCount, 20, 30_000 / 80);
        emulator.Feed("\u001b]8;;http://short/\aback\u001b]8;;\a\r\n"u8);
        emulator.Resize(80, 48);
        Assert.Equal($"http://{host}/29999", LastLongLink(emulator.Screen));
    }

    private static string LastLongLink(Framebuffer screen)
    {
        string found = "";
        for (int row = 0; row < screen.Rows; row++)
        {
            foreach (Cell cell in screen.CellsOf(row))
            {
                int link = screen.StyleOf(cell).LinkId;
                found = link != 0 && screen.Symbols.LinkOf(link).Uri.Length > 1000 ? screen.Symbols.LinkOf(link).Uri : found;
            }
        }

        return found;
    }
}
