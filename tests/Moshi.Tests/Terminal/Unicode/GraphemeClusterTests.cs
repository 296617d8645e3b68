using System.Globalization;
using System.Text;
using System.Text.Json;
using Moshi.Terminal.Unicode;
using Xunit;

namespace Moshi.Tests.Terminal.Unicode;

public sealed class GraphemeClusterTests
{
    [Fact]
    public void Every_line_of_the_standards_break_test_is_cut_as_it_says()
    {
        using JsonDocument document = Vectors.Load("unicode-grapheme-breaks.json");
        int cases = 0;
        foreach (JsonElement element in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string line = element.GetString()!;
            if (line.Split(' ').Any(word => word is "000D" or "000A" or "0001"))
            {
                // Control characters print nothing and are never pushed, so the rule for line ends (GB3) has no meaning here.
                continue;
            }

            Assert.Equal(line, Cut(line.Replace(" |", "", StringComparison.Ordinal)));
            cases++;
        }

        Assert.True(cases > 500, $"{cases} cases");
    }

    [Theory]
    [InlineData("zwj", 1300)]
    [InlineData("modifier", 600)]
    [InlineData("flag", 250)]
    [InlineData("tag", 3)]
    [InlineData("keycap", 12)]
    public void Every_recommended_emoji_sequence_is_one_cluster_of_two_columns(string kind, int atLeast)
    {
        using JsonDocument document = Vectors.Load("unicode-emoji.json");
        int cases = 0;
        foreach (JsonElement element in document.RootElement.GetProperty(kind).EnumerateArray())
        {
            string sequence = element.GetString()!;
            Assert.Equal((sequence, 2), (Cut(sequence), Columns(sequence)));
            cases++;
        }

        Assert.True(cases >= atLeast, $"{cases} cases");
    }

    [Fact]
    public void Variation_selectors_choose_between_one_column_and_two()
    {
        using JsonDocument document = Vectors.Load("unicode-emoji.json");
        int narrow = 0;
        foreach (JsonElement element in document.RootElement.GetProperty("variable").EnumerateArray())
        {
            string character = element.GetString()!;
            narrow += Columns(character) == 1 ? 1 : 0;
            Assert.Equal((character, 2, 1), (character, Columns(character + " FE0F"), Columns(character + " FE0E")));
        }

        Assert.True(narrow > 200, "the narrow ones among them are why U+FE0F matters");
    }

    [Theory]
    [InlineData("61 FE0F", 1, "has no emoji presentation")]
    [InlineData("61 FE0E", 1, "has no text presentation")]
    [InlineData("4E00 FE0E", 2, "has no text presentation")]
    [InlineData("61 301 302 303", 1, "marks take no columns")]
    [InlineData("4E00 301", 2, "marks take no columns")]
    [InlineData("915 93F", 2, "a spacing mark has an advance")]
    [InlineData("915 94D 937", 2, "a conjunct of two consonants")]
    [InlineData("915 94D 937 94D 92E 93F", 2, "no cluster takes more than two")]
    [InlineData("BA8 BBF", 2, "Tamil NI")]
    [InlineData("E01 E33", 2, "Thai SARA AM")]
    [InlineData("1100 1161 11A8", 2, "a Hangul syllable in parts")]
    [InlineData("1100", 2, "a leading consonant")]
    [InlineData("AC00 11A8", 2, "a syllable and a final")]
    [InlineData("1F1E6", 2, "half a flag")]
    [InlineData("2764", 1, "a heart as text")]
    [InlineData("2764 200D 1F525", 2, "a joined sequence whose selector is missing")]
    [InlineData("1F469 1F3FD 200D 1F680", 2, "an astronaut")]
    [InlineData("261D 1F3FB", 2, "a skin tone makes an emoji of it")]
    [InlineData("600 661", 2, "an Arabic number sign and a digit")]
    [InlineData("600", 1, "an Arabic number sign alone")]
    [InlineData("FF76 FF9E", 2, "halfwidth kana and its voicing mark")]
    [InlineData("301", 0, "a mark alone")]
    [InlineData("200B", 0, "invisible")]
    [InlineData("AD", 1, "terminals show soft hyphens")]
    [InlineData("E0B0", 1, "icon fonts")]
    [InlineData("1F600 200D", 2, "nothing after the joiner")]
    [InlineData("1FACC", 2, "will be an emoji when it is assigned")]
    public void A_clusters_columns_follow_from_its_code_points(string codePoints, int columns, string why) =>
        Assert.True(columns == Columns(codePoints), $"{codePoints}: {Columns(codePoints)} columns, but {why}");

    [Theory]
    [InlineData("1F1E6 1F1E7 1F1E8", "1F1E6 1F1E7 | 1F1E8")]
    [InlineData("1F1E6 1F1E7 1F1E8 1F1E9", "1F1E6 1F1E7 | 1F1E8 1F1E9")]
    [InlineData("1F469 200D 1F680 1F469", "1F469 200D 1F680 | 1F469")]
    [InlineData("61 200D 1F680", "61 200D | 1F680")]
    [InlineData("915 94D 200D 937", "915 94D 200D 937")]
    [InlineData("915 94D 200C 937", "915 94D 200C | 937")]
    [InlineData("915 937", "915 | 937")]
    [InlineData("B95 BCD BB7", "B95 BCD | BB7")]
    [InlineData("61 200B 301", "61 | 200B | 301")]
    [InlineData("61 4E00 62", "61 | 4E00 | 62")]
    public void Clusters_are_cut_between_the_right_code_points(string codePoints, string expected) => Assert.Equal(expected, Cut(codePoints));

    [Fact]
    public void What_has_no_columns_belongs_to_the_cell_before_it_even_if_it_does_not_join()
    {
        GraphemeCluster cluster = default;
        Assert.False(cluster.Push(0x1F600));
        Assert.True(cluster.Push(0x1161));
        Assert.True(cluster.Push(0x11A8));
        Assert.Equal(2, cluster.Width);
        Assert.False(cluster.Push('a'));
        Assert.True(cluster.Push(0x200B));
        Assert.True(cluster.Push(0x301));
        Assert.Equal(1, cluster.Width);
    }

    [Fact]
    public void After_a_reset_nothing_joins()
    {
        GraphemeCluster cluster = default;
        cluster.Push(0x915);
        cluster.Reset();
        Assert.False(cluster.Push(0x94D));
        Assert.Equal(0, cluster.Width);
    }

    [Fact]
    public void A_run_of_plain_characters_can_be_noted_at_its_end_only()
    {
        for (int codePoint = 0x20; codePoint < 0xA000; codePoint++)
        {
            if (codePoint >= 0x7F && !Widths.IsPlainWide(codePoint))
                continue;

            GraphemeCluster pushed = default;
            pushed.Push('a');
            Assert.False(pushed.Push(codePoint), $"U+{codePoint:X4}");
            GraphemeCluster noted = default;
            noted.EndRun(codePoint, Widths.Of(codePoint, WidthPolicy.Graphemes));
            foreach (int next in (ReadOnlySpan<int>)['b', 0x301, 0xFE0F, 0x4E00, 0x1F600, 0x200D, 0x937])
            {
                GraphemeCluster left = pushed;
                GraphemeCluster right = noted;
                Assert.Equal((left.Push(next), left.Width), (right.Push(next), right.Width));
            }
        }
    }

    [Fact]
    public void Random_text_is_cut_as_the_rules_read()
    {
        int[] alphabet =
        [
            'a', '1', '#', 0xA9, 0xAD, 0xE9, 0x300, 0x301, 0x600, 0x661, 0x915, 0x937, 0x93F, 0x94D, 0x93C, 0xD4E, 0xD15, 0xE33, 0x1100, 0x1161,
            0x11A8, 0xAC00, 0xAC01, 0x200B, 0x200C, 0x200D, 0x2764, 0x4E00, 0xFE0E, 0xFE0F, 0xFF9E, 0x1F1E6, 0x1F1E7, 0x1F3FB, 0x1F469, 0x1F680,
        ];
        for (int seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var text = new List<int>();
            GraphemeCluster cluster = default;
            int length = random.Next(1, 12);
            for (int i = 0; i < length; i++)
            {
                int before = cluster.Width;
                int next = alphabet[random.Next(alphabet.Length)];
                text.Add(next);
                bool joined = cluster.Joins(next);
                cluster.Push(next);
                string words = $"seed {seed}: {string.Join(' ', text.Select(c => c.ToString("X4", CultureInfo.InvariantCulture)))}";
                Assert.True(joined == BreakRules.Joins(text), words);
                Assert.InRange(cluster.Width, joined && next != 0xFE0E ? before : Math.Max(0, Widths.Of(next, WidthPolicy.Graphemes)), 2);
            }
        }
    }

    private static string Cut(string codePoints)
    {
        GraphemeCluster cluster = default;
        var text = new StringBuilder();
        foreach (string word in codePoints.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int codePoint = int.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            bool joins = cluster.Joins(codePoint);
            cluster.Push(codePoint);
            text.Append(text.Length == 0 ? "" : joins ? " " : " | ").Append(word);
        }

        return text.ToString();
    }

    private static int Columns(string codePoints)
    {
        GraphemeCluster cluster = default;
        int columns = 0;
        foreach (string word in codePoints.Split(' '))
        {
            int before = cluster.Width;
            bool joins = cluster.Push(int.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            columns += joins ? cluster.Width - before : cluster.Width;
        }

        return columns;
    }
}
