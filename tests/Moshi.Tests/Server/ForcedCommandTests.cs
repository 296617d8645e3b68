using Moshi.Server;
using Xunit;

namespace Moshi.Tests.Server;

public sealed class ForcedCommandTests
{
    [Theory]
    [InlineData("", "-@ 1 -c 256 -x 6c73", "new -@ 1 -c 256 -x 6c73")]
    [InlineData("-p 60010:60019", "-c 256 -p 1:65535", "new -c 256 -p 1:65535 -p 60010:60019")]
    [InlineData("-- tmux attach", "-c 8 -x 6c73 -e LD_PRELOAD=78 -l LANG=C -- sh -c x", "new -c 8 -l LANG=C -- tmux attach")]
    [InlineData("", "-s -v --bogus -c 8 -- ls -l", "new -s -c 8 -- ls -l")]
    public void Administrators_words_go_before_the_clients(string own, string asked, string expected) =>
        Assert.Equal(expected, string.Join(' ', ForcedCommand.Merge(Words(own), Words(asked))));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
