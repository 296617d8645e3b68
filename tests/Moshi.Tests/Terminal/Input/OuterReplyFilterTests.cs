using System.Buffers;
using System.Text;
using Moshi.Terminal.Input;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Input;

public sealed class OuterReplyFilterTests
{
    /// <summary>What terminals say; none of it may ever reach a shell.</summary>
    internal static readonly string[] Answers =
    [
        "\u001b[?62;22;52c", "\u001b[?1;2c", "\u001b[>41;354;0c", "\u001b[?2026;2$y", "\u001b[?1016;0$y", "\u001b[4;1$y", "\u001b[?0u", "\u001b[?31u",
        "\u001b]10;rgb:ffff/ffff/ffff\u001b\\", "\u001b]11;rgb:1e1e/1e1e/2e2e\a", "\u001b]4;7;rgb:cc/cc/cc\u001b\\", "\u001b]52;c;aGVsbG8=\u001b\\",
        "\u001bP>|XTerm(354)\u001b\\", "\u001bP1+r524742=382F382F38\u001b\\", "\u001bP0+r4D73\u001b\\", "\u001bP1$r0m\u001b\\", "\u001bP!|00000000\u001b\\",
        "\u001b[6;18;9t", "\u001b[4;432;720t", "\u001b[8;24;80t", "\u001b[?997;1n",
    ];

    /// <summary>What keyboards and mice send, each a whole key.</summary>
    internal static readonly string[] Keys =
    [
        "a", "é", "日", " ", "\r", "\u007f", "\u0003", "ls -l\r", "\u001b[A", "\u001bOA", "\u001b[1;5C", "\u001b[3~", "\u001b[15;2~", "\u001bOP", "\u001b[Z", "\u001bx",
        "\u001b[97;5u", "\u001b[27;5;13~", "\u001b[I", "\u001b[O", "\u001b[<0;10;5M", "\u001b[<0;10;5m", "\u001b[M !!", "\u001b[1;2R", "\u001b\u001b[A", "\u001b]x", "\u001bPq", "\u001b\r",
        "\u001b[200~pasted \u001b[?62c \u001b]11;rgb:0/0/0\a text\u001b[201~",
    ];

    [Fact]
    public void Keys_pass_unchanged_and_at_once()
    {
        var filter = new OuterReplyFilter();
        foreach (string key in Keys.Append("\u001b"))
        {
            Assert.Equal(key, Feed(filter, key, 0));
            Assert.Equal("", Encoding.UTF8.GetString(filter.Advance(1000)));
        }
    }

    [Fact]
    public void Answers_never_pass_however_they_are_cut_and_whenever_they_come()
    {
        foreach (string answer in Answers)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(answer);
            for (int cut = 1; cut < bytes.Length; cut++)
            {
                foreach (bool isDue in new[] { true, false })
                {
                    var filter = new OuterReplyFilter();
                    if (isDue)
                        filter.Answers.WriteQueries(new ArrayBufferWriter<byte>(), full: true);

                    string passed = Feed(filter, bytes.AsSpan(0, cut), 0) + Feed(filter, bytes.AsSpan(cut), 5) + Feed(filter, "x", 6);

                    // A lone ESC is a key when nothing is due; what follows it is still no text.
                    Assert.Equal(cut == 1 && !isDue ? "\u001bx" : "x", passed);
                }
            }
        }
    }

    [Fact]
    public void Answer_that_stops_within_its_first_bytes_leaves_no_more_than_these()
    {
        foreach (string answer in Answers)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(answer);
            for (int cut = 1; cut < bytes.Length; cut++)
            {
                var filter = new OuterReplyFilter();
                string passed = Feed(filter, bytes.AsSpan(0, cut), 0) + Encoding.UTF8.GetString(filter.Advance(OuterReplyFilter.KeyPauseMs));
                passed += Feed(filter, bytes.AsSpan(cut), OuterReplyFilter.KeyPauseMs + 100) + Feed(filter, "x", 1000);
                Assert.True(passed.EndsWith('x') && answer.StartsWith(passed[..^1], StringComparison.Ordinal) && passed.Length <= cut + 1, Pictures.Escape(Encoding.UTF8.GetBytes(passed)));
            }
        }
    }

    [Fact]
    public void Keys_and_answers_in_any_order_and_pieces_give_the_keys_in_order()
    {
        for (int seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            var filter = new OuterReplyFilter();
            filter.Answers.WriteQueries(new ArrayBufferWriter<byte>(), full: true);
            var input = new StringBuilder();
            var typed = new StringBuilder();
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                if (random.Next(2) == 0)
                {
                    input.Append(Answers.Where(answer => !answer.EndsWith('c')).ElementAt(random.Next(Answers.Length - 3)));
                    continue;
                }

                string key = Keys[random.Next(Keys.Length)];
                input.Append(key);
                typed.Append(key);
            }

            var passed = new MemoryStream();
            ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(input.ToString());
            long now = 0;
            while (!rest.IsEmpty)
            {
                int count = Math.Min(rest.Length, random.Next(1, 20));
                passed.Write(filter.Filter(rest[..count], now));
                rest = rest[count..];
                now += random.Next(OuterReplyFilter.KeyPauseMs);
            }

            passed.Write(filter.Advance(now + OuterReplyFilter.StallMs));
            Assert.True(typed.Equals(Encoding.UTF8.GetString(passed.ToArray()).AsSpan()), $"seed {seed}: {Pictures.Escape(Encoding.UTF8.GetBytes(input.ToString()))}");
        }
    }

    [Fact]
    public void Lone_escape_waits_only_while_answers_are_due_and_then_no_longer_than_a_moment()
    {
        var filter = new OuterReplyFilter();
        filter.Answers.WriteQueries(new ArrayBufferWriter<byte>(), full: false);
        Assert.Equal("", Feed(filter, "\u001b", 100));
        Assert.Equal(100 + OuterReplyFilter.KeyPauseMs, filter.NextDeadlineMs);
        Assert.Equal("\u001b", Encoding.UTF8.GetString(filter.Advance(filter.NextDeadlineMs)));
        Assert.Equal("", Feed(filter, "\u001b[?62c", 200));
        Assert.True(filter.Answers.AreComplete);
        Assert.Equal("\u001b", Feed(filter, "\u001b", 300));

        // Typed fast after it, a bracket waits for a moment and passes.
        Assert.Equal("", Feed(filter, "[", 400));
        Assert.Equal("[", Encoding.UTF8.GetString(filter.Advance(400 + OuterReplyFilter.KeyPauseMs)));
        Assert.Equal("x", Feed(filter, "x", 460));
    }

    [Fact]
    public void Lone_escape_passes_at_once_at_a_terminal_that_does_not_answer()
    {
        var filter = new OuterReplyFilter();
        filter.Answers.WriteQueries(new ArrayBufferWriter<byte>(), full: true);
        Assert.Equal("a", Feed(filter, "a", 100));
        Assert.Equal("", Feed(filter, "\u001b", 200));
        Assert.Equal("\u001b", Encoding.UTF8.GetString(filter.Advance(filter.NextDeadlineMs)));
        Assert.Equal("b", Feed(filter, "b", 700));
        Assert.Equal("\u001b", Feed(filter, "\u001b", 100 + OuterReplyFilter.DueMs));

        // And should it answer after all, that is still no text.
        Assert.Equal("", Feed(filter, "[?62c", 110 + OuterReplyFilter.DueMs));
        Assert.True(filter.Answers.AreComplete);
    }

    [Fact]
    public void Answer_that_never_ends_is_given_up_and_typing_goes_on()
    {
        var filter = new OuterReplyFilter();
        Assert.Equal("", Feed(filter, "\u001b]11;rgb:", 0));
        Assert.Equal(OuterReplyFilter.StallMs, filter.NextDeadlineMs);
        Assert.True(filter.Advance(OuterReplyFilter.StallMs).IsEmpty);
        Assert.Equal("ls", Feed(filter, "ls", OuterReplyFilter.StallMs));
        Assert.Equal("", Feed(filter, "\u001bP1+r" + new string('4', 100_000), 2000));
        Assert.Equal("x", Feed(filter, "\u001b\\x", 2001));
    }

    [Fact]
    public void Answers_are_understood()
    {
        var filter = new OuterReplyFilter();
        Feed(filter, string.Concat(Answers), 0);
        OuterAnswers answers = filter.Answers;
        Assert.True(answers.AreComplete);
        Assert.True(answers.HasClipboard);
        Assert.True(answers.HasKeyboardProtocol);
        Assert.True(answers.HasTrueColor);
        Assert.False(answers.HasUnderlineStyles);
        Assert.True(answers.HasMode(2026));
        Assert.Equal(0, answers.ModeState(1016));
        Assert.Equal(-1, answers.ModeState(2027));
        Assert.Equal("XTerm(354)", answers.Version);
        Assert.Equal(Color.Rgb(0x1E, 0x1E, 0x2E), answers.Colors[DynamicColor.Background]);
        Assert.Equal(Color.Rgb(0xCC, 0xCC, 0xCC), answers.Colors[7]);
        Assert.Equal((9, 18), (answers.CellWidthPixels, answers.CellHeightPixels));
        Assert.Equal(1, answers.ColorScheme);
    }

    private static string Feed(OuterReplyFilter filter, string text, long nowMs) => Feed(filter, Encoding.UTF8.GetBytes(text), nowMs);

    private static string Feed(OuterReplyFilter filter, ReadOnlySpan<byte> bytes, long nowMs) => Encoding.UTF8.GetString(filter.Filter(bytes, nowMs));
}
