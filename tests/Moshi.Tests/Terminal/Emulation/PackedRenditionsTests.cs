using System.Globalization;
using System.Text;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>SGR sequences and the text between them are taken at once where they can; a terminal that gets one byte at a time reads each of them.</summary>
public sealed class PackedRenditionsTests
{
    private static readonly string[] s_sequences =
    [
        "\e[m", "\e[0m", "\e[00m", "\e[1m", "\e[01;34m", "\e[22m", "\e[31m", "\e[39m", "\e[44m", "\e[49m", "\e[;1m", "\e[1;m", "\e[7;27m", "\e[38;5;9m", "\e[38;5;12m", "\e[48;5;200m", "\e[38;5;256m",
        "\e[38;5;0m", "\e[38;5m", "\e[38;5;m", "\e[38;m", "\e[38m", "\e[48;5;1;2;3m", "\e[38;5;255;48;5;100;1;3;4m", "\e[38;5;007;7m", "\e[48;2;5;6m", "\e[5;6;8;9;53m", "\e[0055m", "\e[21m", "\e[99;107;108m",
        "\e[4:3m", "\e[4:0m", "\e[4m", "\e[24m", "\e[58;5;3m", "\e[59m", "\e[38:5:7m", "\e[38;2;1;2;3m", "\e[1\0m", "\e[1\x7Fm", "\e[1 m", "\e[>1m", "\e[?1m", "\e[1\n;3m", "\e[1é4m", "\e[9999999m",
        "\e[1\"q", "\e[0\"q", "\e]8;;http://a\e\\", "\e]8;;\e\\", "\e7", "\e8", "\e[!p", "\e[#{", "\e[#}", "\e[K", "\e[b", "日本", "日\b", "\u0600", "\e[4h", "\e[4l", "\e[?7l", "\e[?7h", "\e(0", "\e(B",
        "\e[?69h\e[5;20s", "\e[?69l", "\e[2;5r", "\e[r", "\e[6;39H", "\e[3;17H", "\r", "\r\n", "\u0301", "\e[?1049h", "\e[?1049l",
    ];

    [Fact]
    public void Styled_text_that_is_taken_at_once_does_what_it_does_when_each_byte_is_read()
    {
        for (int seed = 1; seed <= 600; seed++)
        {
            var random = new Random(seed);
            var whole = new Emulator(40, 6);
            var single = new Emulator(40, 6);
            for (int step = 0; step < 40; step++)
            {
                var text = new StringBuilder();
                for (int i = random.Next(1, 20); i > 0; i--)
                {
                    text.Append(s_sequences[random.Next(s_sequences.Length)]);
                    text.Append((char)random.Next('a', 'z'), random.Next(8) == 0 ? random.Next(100) : random.Next(4));
                }

                byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
                whole.Feed(bytes);
                foreach (byte value in bytes)
                    single.Feed([value]);

                Assert.True(whole.Screen.SameAs(single.Screen), $"seed {seed}, step {step}: {text.ToString().Replace("\e", "␛", StringComparison.Ordinal)}");
            }

            Assert.Equal(single.HistoryLineCount, whole.HistoryLineCount);
        }
    }

    [Fact]
    public void Every_code_does_to_a_packed_pen_what_it_does_to_a_style()
    {
        for (int code = 0; code <= 120; code++)
        {
            foreach (string before in (string[])["", "1;3;4;5;7;8;2;9;53;6;38;5;200;48;5;77", "31;42"])
            {
                byte[] text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\e[{before}m\e[{code}mx then more text"));
                var whole = new Emulator(40, 1);
                var single = new Emulator(40, 1);
                whole.Feed(text);
                foreach (byte value in text)
                    single.Feed([value]);

                Assert.Equal(single.Screen.StyleOf(single.Screen[0, 0]), whole.Screen.StyleOf(whole.Screen[0, 0]));
            }
        }
    }

    [Theory]
    [InlineData("1m", 2)]
    [InlineData("38;5;12;48;5;255m", 17)]
    [InlineData("m", 1)]
    [InlineData("0;;7m", 5)]
    [InlineData("38;5;256m", 0)]
    [InlineData("38;2;1;2;3m", 0)]
    [InlineData("4:3m", 0)]
    [InlineData("21m", 0)]
    [InlineData("58;5;1m", 0)]
    [InlineData("1;38;5", 0)]
    [InlineData("1K", 0)]
    [InlineData("", 0)]
    public void A_sequence_is_read_whole_or_leaves_the_pen_alone(string text, int length)
    {
        int pen = Style.PackedBit | 1;
        byte[] bytes = Encoding.ASCII.GetBytes(text + "What follows is looked at, too.");
        Assert.Equal(0, PackedRenditions.Shared.Read(bytes.AsSpan(0, text.Length), 0, ref pen));
        Assert.Equal(Style.PackedBit | 1, pen);
        Assert.Equal(length, PackedRenditions.Shared.Read(bytes, 0, ref pen));
        Assert.Equal(length == 0, pen == (Style.PackedBit | 1));
    }
}
