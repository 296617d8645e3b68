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
            {
                Array.Fill(expected, width, range[0].GetInt32(), range[1].GetInt32() - range[0].GetInt32() + 1);
            }
        }

        Array.Fill(expected, 1, 0x20, 0x7F - 0x20);
        Array.Fill(expected, 1, 0xA0, 0x100 - 0xA0);
        for (int codePoint = 0; codePoint < expected.Length; codePoint++)
        {
            if (expected[codePoint] != Widths.Of(codePoint))
            {
                Assert.Fail($"U+{codePoint:X4}: {expected[codePoint]} against {Widths.Of(codePoint)}");
            }
        }
    }
}
