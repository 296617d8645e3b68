using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Config;

/// <summary>The lint says what is wrong and exactly what to write instead.</summary>
public sealed class ConfigCheckTests
{
    [Fact]
    public void Good_files_have_no_remarks()
    {
        Assert.Empty(ConfigCheck.Check("Host a\n UdpPort 60010\n Predict always\n", "f", ConfigDialect.Moshi));
        Assert.Empty(ConfigCheck.Check("IgnoreUnknown UseKeychain,Moshi*\nHost a\n Port 1\n MoshiUdpPort 60010\n", "f", ConfigDialect.Ssh));
        Assert.Empty(ConfigCheck.Check("Host a\n #!! UdpPort 60010\n  # just a comment\n", "f", ConfigDialect.Ssh));
    }

    [Fact]
    public void Keyword_that_would_make_ssh_refuse_the_file_is_found()
    {
        ConfigRemark remark = Assert.Single(ConfigCheck.Check("Host a\n MoshiUdpPort 60010\n", "~/.ssh/config", ConfigDialect.Ssh));
        Assert.Equal(2, remark.Place.Line);
        Assert.Contains("\"IgnoreUnknown Moshi*\"", remark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_ignore_unknown_does_not_count()
    {
        ConfigRemark remark = Assert.Single(ConfigCheck.Check("IgnoreUnknown UseKeychain\nIgnoreUnknown Moshi*\nMoshiPredict always\n", "c", ConfigDialect.Ssh));
        Assert.Contains("change c:1 to \"IgnoreUnknown UseKeychain,Moshi*\"", remark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_that_apply_to_no_host_are_checked_too()
    {
        Assert.Single(ConfigCheck.Check("Host never\n Predict soon\n", "f", ConfigDialect.Moshi));
        Assert.Single(ConfigCheck.Check("TitlePrefix \"open\n", "f", ConfigDialect.Moshi));
    }

    [Theory]
    [InlineData("ForwardAgent yes")]
    [InlineData("LinkPersist 10m")]
    public void Who_sets_a_keyword_that_does_nothing_yet_is_told_so(string line)
    {
        ConfigRemark remark = Assert.Single(ConfigCheck.Check($"Host a\n {line}\n", "f", ConfigDialect.Moshi));
        Assert.Equal(2, remark.Place.Line);
        Assert.Contains("no effect yet", remark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Shell_variables_of_old_become_blocks()
    {
        var remarks = new List<ConfigRemark>();
        string config = MoshConfigImport.Convert("# hosts\nlxc_guest_1=\"-p 60010\"\nlxc_guest_2='-p 60020:60029 --predict=always -x'\nsource other\n", "mosh_config", remarks);
        Assert.Equal(
            "Host lxc-guest-1 lxc_guest_1\n    UdpPort 60010\nHost lxc-guest-2 lxc_guest_2\n    UdpPort 60020-60029\n    Predict always\n",
            config);
        Assert.Equal([3, 4], remarks.Select(static remark => remark.Place.Line));
        Assert.Empty(ConfigCheck.Check(config, "config", ConfigDialect.Moshi));
    }

    [Fact]
    public void Quotes_inside_of_imported_options_keep_words_together()
    {
        var remarks = new List<ConfigRemark>();
        string config = MoshConfigImport.Convert("a=\"-p 60020 --ssh='ssh -p 22002'\"\nb='--server=\"/opt/my server\" --ssh \"ssh -p 5\" -a'\n", "mosh_config", remarks);
        Assert.Equal("Host a\n    UdpPort 60020\nHost b\n    Server /opt/my server\n    Predict always\n", config);
        Assert.Equal(2, remarks.Count);
        Assert.Contains("ssh -p 22002", remarks[0].Text, StringComparison.Ordinal);
    }
}
