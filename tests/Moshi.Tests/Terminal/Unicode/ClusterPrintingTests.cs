using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Unicode;

/// <summary>What the emulator makes of Unicode text: nothing is lost, and the cursor is where the widths say.</summary>
public sealed class ClusterPrintingTests
{
    private static readonly int[] Alphabet =
    [
        'a', 'b', ' ', '1', '#', 0xE9, 0x301, 0x308, 0x416, 0x5D0, 0x627, 0x915, 0x937, 0x93F, 0x941, 0x94D, 0xE01, 0xE33, 0x1100, 0x1161, 0x11A8,
        0x200D, 0x2500, 0x2764, 0x3042, 0x4E00, 0xAC00, 0xAC01, 0xE0B0, 0xFE0E, 0xFE0F, 0xFF76, 0xFF9E, 0x1F1E6, 0x1F1E7, 0x1F3FB, 0x1F469, 0x1F680,
        0x20000, 0xE0061,
    ];

    [Theory]
    [InlineData(WidthPolicy.Graphemes)]
    [InlineData(WidthPolicy.CodePoints)]
    [InlineData(WidthPolicy.Stock)]
    public void The_cursor_stands_behind_the_sum_of_the_widths(WidthPolicy policy)
    {
        for (int seed = 0; seed < 1_500; seed++)
        {
            int[] text = RandomText(seed, 30);
            Emulator emulator = Print(text, policy, 400, 2);
            Assert.True(Columns(text, policy) == emulator.Screen.CursorColumn, Words(seed, text));
        }
    }

    [Fact]
    public void Every_cell_holds_one_cluster_and_all_of_the_text_is_there()
    {
        for (int seed = 0; seed < 1_500; seed++)
        {
            int[] text = RandomText(seed, 30);
            Emulator emulator = Print(text, WidthPolicy.Graphemes, 400, 2);
            Assert.Equal(Clusters(text), Cells(emulator.Screen, 0));
        }
    }

    [Fact]
    public void Wrapped_text_keeps_its_clusters()
    {
        for (int seed = 0; seed < 1_500; seed++)
        {
            int[] text = RandomText(seed, 40);
            int columns = 4 + (seed % 7);
            Framebuffer screen = Print(text, WidthPolicy.Graphemes, columns, 60).Screen;
            string printed = string.Concat(Enumerable.Range(0, screen.Rows).SelectMany(row => Cells(screen, row)));
            string expected = string.Concat(Clusters(text));
            Assert.True(
                string.Equals(expected.Replace(" ", "", StringComparison.Ordinal), printed.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal),
                Words(seed, text));
        }
    }

    [Fact]
    public void Where_the_bytes_are_cut_makes_no_difference()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            int[] text = RandomText(seed, 30);
            byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(text.Select(char.ConvertFromUtf32)));
            Emulator whole = Print(text, WidthPolicy.Graphemes, 13, 5);
            var pieces = new Emulator(13, 5);
            var random = new Random(seed);
            for (int at = 0; at < bytes.Length;)
            {
                int length = Math.Min(bytes.Length - at, random.Next(1, 5));
                pieces.Feed(bytes.AsSpan(at, length));
                at += length;
            }

            Assert.True(Pictures.Difference(whole.Screen, pieces.Screen) is null, Words(seed, text));
        }
    }

    private static int[] RandomText(int seed, int length)
    {
        var random = new Random(seed);

        // A letter first, so that the first mark has something to go to; no cluster grows beyond what a cell holds.
        int[] text = new int[random.Next(2, length)];
        text[0] = 'x';
        for (int i = 1; i < text.Length; i++)
            text[i] = Alphabet[random.Next(Alphabet.Length)];

        return text;
    }

    private static Emulator Print(int[] text, WidthPolicy policy, int columns, int rows)
    {
        var emulator = new Emulator(columns, rows) { WidthPolicy = policy };
        emulator.Feed(Encoding.UTF8.GetBytes(string.Concat(text.Select(char.ConvertFromUtf32))));
        return emulator;
    }

    private static int Columns(int[] text, WidthPolicy policy)
    {
        if (policy != WidthPolicy.Graphemes)
            return text.Sum(codePoint => Math.Max(0, Widths.Of(codePoint, policy)));

        GraphemeCluster cluster = default;
        int columns = 0;
        foreach (int codePoint in text)
        {
            int before = cluster.Width;
            columns += cluster.Push(codePoint) ? cluster.Width - before : cluster.Width;
        }

        return columns;
    }

    /// <summary>The clusters that have cells; what has no columns is in the one before.</summary>
    private static List<string> Clusters(int[] text)
    {
        var clusters = new List<string>();
        GraphemeCluster cluster = default;
        foreach (int codePoint in text)
        {
            if (cluster.Push(codePoint))
                clusters[^1] += char.ConvertFromUtf32(codePoint);
            else
                clusters.Add(char.ConvertFromUtf32(codePoint));
        }

        return clusters;
    }

    private static List<string> Cells(Framebuffer screen, int row)
    {
        var cells = new List<string>();
        Span<byte> utf8 = stackalloc byte[SymbolTable.MaxClusterBytes];
        for (int column = 0; column < screen.Columns; column += screen[row, column].Width)
        {
            int length = screen.Symbols.CopyUtf8(screen[row, column], utf8);
            if (length > 0)
                cells.Add(Encoding.UTF8.GetString(utf8[..length]));
        }

        return cells;
    }

    private static string Words(int seed, int[] text) =>
        $"seed {seed}: {string.Join(' ', text.Select(codePoint => codePoint.ToString("X4", CultureInfo.InvariantCulture)))}";
}
