using System.Text.Json;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Unicode;

public sealed class WidthsTests
{
    [Fact]
    public void Every_code_point_has_the_width_that_was_observed()
    {
        using JsonDocument document = Vectors.Load("mosh-wcwidth-glibc236.json");
        int[] expected = new int[0x110000];
        Array.Fill(expected, 1);
        foreach ((string key, int width) in new[] { ("width_minus1", -1), ("width_0", 0), ("width_2", 2) })
        {
            foreach (JsonElement range in document.RootElement.GetProperty(key).EnumerateArray())
                Array.Fill(expected, width, range[0].GetInt32(), range[1].GetInt32() - range[0].GetInt32() + 1);
        }

        Array.Fill(expected, 1, 0x20, 0x7F - 0x20);
        Array.Fill(expected, 1, 0xA0, 0x100 - 0xA0);
        for (int codePoint = 0; codePoint < expected.Length; codePoint++)
        {
            if (expected[codePoint] != Widths.Of(codePoint))
                Assert.Fail($"U+{codePoint:X4}: {expected[codePoint]} against {Widths.Of(codePoint)}");
        }
    }

    [Theory]
    [InlineData(0x00, -1)]
    [InlineData(0x1B, -1)]
    [InlineData('a', 1)]
    [InlineData(0x7F, -1)]
    [InlineData(0x85, -1)]
    [InlineData(0xA0, 1)]
    [InlineData(0xAD, 1)]
    [InlineData(0x300, 0)]
    [InlineData(0x3B1, 1)]
    [InlineData(0x600, 1)]
    [InlineData(0x903, 1)]
    [InlineData(0x1100, 2)]
    [InlineData(0x1160, 0)]
    [InlineData(0x200B, 0)]
    [InlineData(0x2028, -1)]
    [InlineData(0x2630, 2)]
    [InlineData(0x2764, 1)]
    [InlineData(0x3042, 2)]
    [InlineData(0x3099, 0)]
    [InlineData(0x4DC0, 2)]
    [InlineData(0x4E00, 2)]
    [InlineData(0xAC00, 2)]
    [InlineData(0xE000, 1)]
    [InlineData(0xFE0F, 0)]
    [InlineData(0xFFFD, 1)]
    [InlineData(0xFFFF, -1)]
    [InlineData(0x1F1E6, 2)]
    [InlineData(0x1F3FB, 2)]
    [InlineData(0x1F600, 2)]
    [InlineData(0x1FAC8, 2)]
    [InlineData(0x323B0, 2)]
    [InlineData(0x3FFFD, 2)]
    [InlineData(0xE0061, 0)]
    [InlineData(0x10FFFD, 1)]
    public void A_code_point_alone_has_its_columns(int codePoint, int width) =>
        Assert.Equal(width, Widths.Of(codePoint, WidthPolicy.Graphemes));

    [Fact]
    public void Ambiguous_characters_follow_the_setting_and_others_do_not()
    {
        foreach (int codePoint in (ReadOnlySpan<int>)[0xA1, 0xB7, 0x3B1, 0x416, 0x2500, 0x2192, 0xFFFD])
        {
            Assert.Equal(1, Widths.Of(codePoint, WidthPolicy.Graphemes));
            Assert.Equal(2, Widths.Of(codePoint, WidthPolicy.Graphemes, AmbiguousWidth.Wide));
            Assert.Equal(1, Widths.Of(codePoint, WidthPolicy.Stock, AmbiguousWidth.Wide));
        }

        foreach (int codePoint in (ReadOnlySpan<int>)['a', 0xA0, 0xAD, 0x300, 0xE000, 0xFE0F])
            Assert.Equal(Widths.Of(codePoint, WidthPolicy.Graphemes), Widths.Of(codePoint, WidthPolicy.Graphemes, AmbiguousWidth.Wide));
    }

    [Fact]
    public void Without_clusters_a_flag_takes_one_column_for_each_half()
    {
        Assert.Equal(1, Widths.Of(0x1F1E6, WidthPolicy.CodePoints));
        Assert.Equal(1, Widths.Of(0x1F1E6, WidthPolicy.Stock));
    }

    [Fact]
    public void Plain_wide_characters_are_wide_in_every_policy()
    {
        int count = 0;
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (Widths.IsPlainWide(codePoint))
            {
                count++;
                Assert.Equal((codePoint, 2, 2), (codePoint, Widths.Of(codePoint), Widths.WidthOf(Widths.Entry(codePoint), AmbiguousWidth.Narrow)));
                Assert.Equal(GraphemeClass.Other, Widths.ClassOf(Widths.Entry(codePoint)));
            }
        }

        Assert.Equal(27_648 + 86 + 101, count);
    }

    [Fact]
    public void The_fast_ways_agree_with_the_table()
    {
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            int width = Widths.Of(codePoint, WidthPolicy.Graphemes);
            if (width != Widths.WidthOf(Widths.Entry(codePoint), AmbiguousWidth.Narrow))
                Assert.Fail($"U+{codePoint:X4}: {width}");

            GraphemeCluster cluster = default;
            if (width >= 0 && (cluster.Push(codePoint) || cluster.Width != width))
                Assert.Fail($"U+{codePoint:X4} begins a cluster of {cluster.Width}");
        }
    }
}
