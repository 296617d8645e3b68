using Xunit;

namespace Moshi.Tests.Terminal.Golden;

/// <summary>The format itself: that it is read as the README says, and that a wrong case fails.</summary>
public sealed class GoldenFormatTests
{
    [Theory]
    [InlineData(@"a\e[1m\r\n", "61 1B 5B 31 6D 0D 0A")]
    [InlineData(@"\x9b\u{9B}\s\\", "9B C2 9B 20 5C")]
    [InlineData("é\U0001F600", "C3 A9 F0 9F 98 80")]
    [InlineData(@"\*3{ab}\*2{\*2{x}y}", "61 62 61 62 61 62 78 78 79 78 78 79")]
    public void Text_stands_for_bytes(string text, string hex) =>
        Assert.Equal(hex, BitConverter.ToString(GoldenText.Parse(text)).Replace('-', ' '));

    [Theory]
    [InlineData(@"plain")]
    [InlineData(@"\e[1m\n\r\\\0\a")]
    [InlineData(@"\x9B\u{9B}\u{301}")]
    public void Bytes_are_written_as_they_are_read(string text) => Assert.Equal(text, GoldenText.Format(GoldenText.Parse(text)));

    [Theory]
    [InlineData("|abc|", null)]
    [InlineData("|abd|", "abd")]
    [InlineData("|abc|\n|x|", "|x")]
    [InlineData("|abc|\n:.r.", null)]
    [InlineData("|abc|\n:r..", "styles")]
    [InlineData("cursor 1,4", null)]
    [InlineData("cursor 1,3", "cursor: wanted '1,3', got '1,4'")]
    [InlineData("modes", null)]
    [InlineData("modes paste", "modes")]
    [InlineData("blank", "abc")]
    public void A_case_holds_or_says_what_is_wrong(string checks, string? complaint)
    {
        GoldenCase test = Assert.Single(GoldenFile.Parse("x", $"size 10x3\nstyle r = fg:1\n== name\nin a\\e[31mb\\e[mc\n{checks}".Split('\n')));
        string? failure = GoldenRun.Failure(test);
        if (complaint is null)
            Assert.Null(failure);
        else
            Assert.Contains(complaint, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_no_line_expects_is_a_failure() =>
        Assert.Contains("reply", GoldenRun.Failure(GoldenFile.Parse("x", ["== name", @"in \e[5n"])[0]), StringComparison.Ordinal);

    [Theory]
    [InlineData("wat 3")]
    [InlineData("|no end")]
    [InlineData(":map")]
    [InlineData("in \\q")]
    [InlineData("size 3")]
    [InlineData("style red")]
    public void A_mistake_names_its_line(string line)
    {
        FormatException error = Assert.Throws<FormatException>(() => GoldenFile.Parse("some.golden", ["# comment", "== name", line]));
        Assert.StartsWith("some.golden:3: ", error.Message, StringComparison.Ordinal);
    }
}
