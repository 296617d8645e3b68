using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Unicode;

/// <summary>The tables for measuring in bulk say what the table of widths says, or nothing.</summary>
public sealed class PlainBlocksTests
{
    [Theory]
    [InlineData(AmbiguousWidth.Narrow)]
    [InlineData(AmbiguousWidth.Wide)]
    public void Every_character_has_its_plain_width_or_is_mixed(AmbiguousWidth ambiguous)
    {
        var blocks = PlainBlocks.Of(ambiguous);
        int told = 0;
        for (int codePoint = 0xA0; codePoint < 0x10000; codePoint++)
        {
            int expected = Widths.PlainWidth(codePoint, ambiguous);
            byte width = codePoint < 0x800 ? blocks.Short[codePoint] : blocks.Blocks[codePoint >> 6];
            Assert.True(width == PlainBlocks.Mixed || width == expected, $"U+{codePoint:X4}: {width}, not {expected}");
            told += width == PlainBlocks.Mixed ? 0 : 1;
            if (expected > 0 && codePoint is < 0xD800 or > 0xDFFF)
                Assert.Equal(PlainBlocks.Mixed, blocks.WidthOfMark(codePoint));
        }

        Assert.True(told > 40_000, $"only {told} characters are measured in bulk");
        Assert.Equal(PlainBlocks.Mixed, blocks.Blocks[0xD800 >> 6]);
        Assert.All(blocks.Short[..0xA0].ToArray(), width => Assert.Equal(PlainBlocks.Mixed, width));
    }

    [Theory]
    [InlineData(0x0301, 0)]
    [InlineData(0x0E34, 0)]
    [InlineData(0x0903, 1)]
    [InlineData(0x094D, PlainBlocks.Mixed)]
    [InlineData(0x200D, PlainBlocks.Mixed)]
    [InlineData(0xFE0E, PlainBlocks.Mixed)]
    [InlineData(0xFE0F, PlainBlocks.Mixed)]
    [InlineData(0x0600, PlainBlocks.Mixed)]
    [InlineData(0x1161, PlainBlocks.Mixed)]
    public void A_mark_is_simple_when_nothing_that_follows_depends_on_it(int codePoint, int expected) =>
        Assert.Equal(expected, PlainBlocks.Of(AmbiguousWidth.Narrow).WidthOfMark(codePoint));
}
