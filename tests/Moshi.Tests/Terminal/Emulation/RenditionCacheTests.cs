using System.Text;
using Moshi.Terminal.Emulation;
using Xunit;

namespace Moshi.Tests.Terminal.Emulation;

/// <summary>What an SGR does is remembered by its text; a terminal that gets one byte at a time never sees a text and remembers nothing.</summary>
public sealed class RenditionCacheTests
{
    private static readonly string[] s_sequences =
    [
        "\e[m", "\e[0m", "\e[00m", "\e[1m", "\e[01;34m", "\e[22m", "\e[31m", "\e[39m", "\e[44m", "\e[49m", "\e[;1m", "\e[1;m", "\e[7;27m", "\e[38;5;9m", "\e[38;5;12m", "\e[48;5;200m", "\e[38;5;256m",
        "\e[4:3m", "\e[4:0m", "\e[4m", "\e[24m", "\e[58;5;3m", "\e[59m", "\e[38:5:7m", "\e[38;2;1;2;3m", "\e[1\0m", "\e[1\x7Fm", "\e[1 m", "\e[>1m", "\e[?1m", "\e[1\n;3m", "\e[1é4m", "\e[9999999m",
        "\e[1\"q", "\e[0\"q", "\e]8;;http://a\e\\", "\e]8;;\e\\", "\e7", "\e8", "\e[!p", "\e[#{", "\e[#}", "\e[K", "\e[b",
    ];

    [Fact]
    public void Renditions_that_come_again_do_what_they_do_when_each_is_read()
    {
        for (int seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            var whole = new Emulator(40, 6);
            var single = new Emulator(40, 6);
            for (int step = 0; step < 40; step++)
            {
                var text = new StringBuilder();
                for (int i = random.Next(1, 12); i > 0; i--)
                    text.Append(s_sequences[random.Next(s_sequences.Length)]).Append("xyz"[..random.Next(4)]);

                // A sequence at the very end of a piece is not looked at as a whole.
                byte[] bytes = Encoding.UTF8.GetBytes(text.Append("         ").ToString());
                whole.Feed(bytes);
                foreach (byte value in bytes)
                    single.Feed([value]);

                Assert.True(whole.Screen.SameAs(single.Screen), $"seed {seed}, step {step}: {text.ToString().Replace("\e", "␛", StringComparison.Ordinal)}");
            }
        }
    }
}
