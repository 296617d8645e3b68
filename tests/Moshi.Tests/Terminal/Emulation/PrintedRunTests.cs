using System.Text;
using Moshi.Bench.Terminal;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>Text is printed in runs where it can be, and character by character where it cannot: nobody may see which.</summary>
public sealed class PrintedRunTests
{
    private static readonly string[] s_snippets =
    [
        "é", "日本", "한국어", "각", "ᄀ", "ᅡ", "ᆨ", "👍🏽", "👩‍💻", "🇩🇪", "🇩", "❤️", "☎︎", "e\u0301", "\u0301", "क्षि", "\u0600", "±", "ａ", "\u00AD", "\u200B", "\u200D", "\uFFFD",
        "plain ascii that is longer than eight characters", "abc", " ", "\r\n", "\b", "\t", "\e[4h", "\e[4l", "\e[?7l", "\e[?7h", "\e[?2027l", "\e[?2027h", "\e[?69h\e[3;9s", "\e[?69l",
        "\e[3b", "\e(0", "\e(B", "\e[44m", "\e[m", "\e[38;5;200m", "\e[2;2H", "\e[1;7H", "\e[K", "\e[2J", "\e[A",
        "\e[3;5Hx", "\e[3;5Hy", "\e[2;4Hz", "\e[0;999Hw", "\e[1;4H日", "\e[4;2He", "\e[5;;Hq", "\e[;3Hq", "\e[1000;2Hq", "\e[?6h", "\e[?6l", "\e[2;4r", "\e[r", "\eM", "\eD", "\eE", "\eH",
    ];

    [Theory]
    [InlineData(WidthPolicy.Graphemes)]
    [InlineData(WidthPolicy.CodePoints)]
    [InlineData(WidthPolicy.Stock)]
    public void Text_fed_at_once_gives_the_picture_of_text_fed_byte_by_byte(WidthPolicy policy)
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            int columns = random.Next(1, 14);
            AmbiguousWidth ambiguous = random.Next(2) == 0 ? AmbiguousWidth.Narrow : AmbiguousWidth.Wide;
            var whole = new Emulator(columns, 5) { WidthPolicy = policy, AmbiguousWidth = ambiguous };
            var single = new Emulator(columns, 5) { WidthPolicy = policy, AmbiguousWidth = ambiguous };
            for (int step = 0; step < 20; step++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => s_snippets[random.Next(s_snippets.Length)])));
                whole.Feed(bytes);
                foreach (byte value in bytes)
                    single.Feed([value]);

                Assert.True(whole.Screen.SameAs(single.Screen), $"seed {seed}, step {step}: {Convert.ToHexString(bytes)}\n{whole.Screen.ToText()}\n---\n{single.Screen.ToText()}");
            }
        }
    }

    [Theory]
    [InlineData("unicode-mix")]
    [InlineData("unicode")]
    [InlineData("scroll-short")]
    [InlineData("sgr-heavy")]
    [InlineData("cursor_motion")]
    [InlineData("region-scroll")]
    [InlineData("medium_cells")]
    public void Payloads_cut_anywhere_give_the_same_picture_and_history(string name)
    {
        ReadOnlySpan<byte> piece = Payload.Named([name])[0].Piece.AsSpan(0, 100_000);
        var whole = new Emulator(80, 24);
        var cut = new Emulator(80, 24);
        whole.Feed(piece);
        var random = new Random(7);
        for (int at = 0; at < piece.Length;)
        {
            int length = Math.Min(random.Next(1, 200), piece.Length - at);
            cut.Feed(piece.Slice(at, length));
            at += length;
        }

        Assert.True(whole.Screen.SameAs(cut.Screen));
        whole.Resize(80, 300);
        cut.Resize(80, 300);
        Assert.True(whole.Screen.SameAs(cut.Screen));
    }
}
