using Moshi.Commands.Config;
using Xunit;

namespace Moshi.Tests.Commands.Config;

public sealed class ConfigLocationTests
{
    [Theory]
    [InlineData("ssh", null)]
    [InlineData("ssh -F /a", "/a")]
    [InlineData("ssh -F/a", "/a")]
    [InlineData("ssh -4vF /a", "/a")]
    [InlineData("ssh -i -F -v", null)]
    [InlineData("ssh -oF=x -l F", null)]
    [InlineData("ssh -F /a -F /b", "/b")]
    [InlineData("ssh -F", null)]
    [InlineData("-F /a", null)]
    public void The_file_that_ssh_is_given_is_found_among_its_options(string words, string? file) => Assert.Equal(file, ConfigLocation.FileOf(words.Split(' ')));

    [Fact]
    public void It_stands_for_both_of_sshs_files_and_for_none_of_ours()
    {
        string[] ordinary = [.. ConfigLocation.All("/home/u", ["ssh"]).Select(static location => location.Path)];
        string[] given = [.. ConfigLocation.All("/home/u", ["ssh", "-F", "/tmp/config"]).Select(static location => location.Path)];
        string[] none = [.. ConfigLocation.All("/home/u", ["ssh", "-F", "none"]).Select(static location => location.Path)];

        Assert.Equal(["/home/u/.ssh/config", "/etc/moshi/config", "/etc/ssh/ssh_config"], ordinary[1..]);
        Assert.Equal([ordinary[0], "/tmp/config", "/etc/moshi/config"], given);
        Assert.Equal([ordinary[0], "/etc/moshi/config"], none);
    }
}
