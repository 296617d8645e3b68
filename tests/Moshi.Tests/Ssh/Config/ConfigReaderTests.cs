using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Ssh.Config;

/// <summary>Host, Match and Include decide as ssh_config(5) says; nothing ever fails.</summary>
public sealed class ConfigReaderTests
{
    private const string Own = "/home/me/.config/moshi/config";
    private const string OfSsh = "/home/me/.ssh/config";

    private readonly ConfigTexts _files = new();
    private readonly List<string> _executed = [];
    private string _host = "lxc-guest-1";
    private bool _isCanonicalized;

    [Fact]
    public void Three_lines_for_a_guest_behind_a_router_are_all_that_is_needed()
    {
        _files[OfSsh] = """
            IgnoreUnknown Moshi*
            Host lxc-guest-1
                Port 22001
                MoshiUdpPort 60010-60019
            Host lxc-guest-2
                Port 22002
                MoshiUdpPort 60020-60029
            """;
        Assert.Equal("60010-60019", Read().Value(Keywords.UdpPort));
        _host = "lxc-guest-2";
        Assert.Equal("60020-60029", Read().Value(Keywords.UdpPort));
        _host = "elsewhere";
        Assert.Equal("60001-60999", Read().Value(Keywords.UdpPort));
    }

    [Fact]
    public void Lines_that_ssh_takes_for_comments_are_read()
    {
        _files[OfSsh] = "Host lxc*\n  Port 22\n  #!! UdpPort 60010\n  #!! MoshiPredict always\n  # Predict never\n";
        Settings settings = Read();
        Assert.Equal("60010", settings.Value(Keywords.UdpPort));
        Assert.Equal("always", settings.Value(Keywords.Predict));
    }

    [Fact]
    public void First_value_counts_and_ones_own_file_goes_before_that_of_ssh()
    {
        _files[OfSsh] = "MoshiPredict never\n";
        _files[Own] = "Host lxc-*\n  Predict always\nHost *\n  Predict experimental\n  UdpPort 7\n";
        Setting setting = Read()[Keywords.Predict];
        Assert.Equal(("always", "/home/me/.config/moshi/config:2"), (setting.Value, setting.Place?.ToString()));
    }

    [Theory]
    [InlineData("Host lxc-guest-?", true)]
    [InlineData("Host other lxc*", true)]
    [InlineData("Host * !lxc-guest-1", false)]
    [InlineData("Host !other", false)]
    [InlineData("Host \"lxc-guest-1\"", true)]
    [InlineData("host=lxc-guest-1", true)]
    [InlineData("Match all", true)]
    [InlineData("Match host router.example", true)]
    [InlineData("Match host *.example,nobody", true)]
    [InlineData("Match host ROUTER.example", true)]
    [InlineData("Match originalhost lxc-* user root", true)]
    [InlineData("Match user somebody", false)]
    [InlineData("Match !user somebody", true)]
    [InlineData("Match localuser me", true)]
    [InlineData("Match host=router.example user=root", true)]
    [InlineData("Match exec \"succeed %n %p\"", true)]
    [InlineData("Match exec fail", false)]
    [InlineData("Match !exec fail", true)]
    [InlineData("Match tagged work", true)]
    [InlineData("Match final all", true)]
    [InlineData("Match localnetwork 10.0.0.0/8", false)]
    [InlineData("Match !localnetwork 10.0.0.0/8", false)]
    [InlineData("Match", false)]
    [InlineData("Match user", false)]
    [InlineData("Match exec \"%Q\"", false)]
    public void Block_applies_when_its_line_says_so(string line, bool applies)
    {
        _files[Own] = line + "\n  Predict always\n";
        Assert.Equal(applies ? "always" : "adaptive", Read().Value(Keywords.Predict));
    }

    [Fact]
    public void Command_of_a_match_runs_once_and_only_when_it_can_matter()
    {
        _files[Own] = "Match exec succeed\n Predict always\nMatch exec succeed\n UdpPort 9\nMatch user nobody exec never\n UdpPort 8\n";
        Read();
        Assert.Equal(["succeed"], _executed);
    }

    [Fact]
    public void Included_files_apply_where_they_are_included_and_their_blocks_end_with_them()
    {
        _files[Own] = "Host other\n Include off\nHost lxc*\n Include conf.d/*\n EscapeKey ~\n";
        _files["/home/me/.config/moshi/off"] = "Predict never\n";
        _files["/home/me/.config/moshi/conf.d/1"] = "Host nothing\n Predict experimental\n";
        _files["/home/me/.config/moshi/conf.d/2"] = "Predict always\n";
        Settings settings = Read();
        Assert.Equal("always", settings.Value(Keywords.Predict));
        Assert.Equal("~", settings.Value(Keywords.EscapeKey));
    }

    [Fact]
    public void Block_of_a_file_included_by_a_block_that_does_not_apply_does_not_apply_either()
    {
        _files[Own] = "Host other\n Include sub\n";
        _files["/home/me/.config/moshi/sub"] = "Host *\n Predict never\n";
        Assert.Equal("adaptive", Read().Value(Keywords.Predict));
    }

    [Fact]
    public void Files_that_include_each_other_end_somewhere()
    {
        _files[Own] = "Include config\nPredict always\n";
        ConfigReader reader = Reader();
        Assert.Equal("always", Settings.From(reader.Entries).Value(Keywords.Predict));
        Assert.Contains(reader.Remarks, static remark => remark.Text.Contains("too deeply", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UdpPrt 60010", "write UdpPort")]
    [InlineData("Predcit always", "write Predict")]
    [InlineData("Nonsense 1", "man moshi_config")]
    [InlineData("Predict allways", "\"always\" is meant")]
    [InlineData("UdpPort 60010-", "is not a port")]
    [InlineData("UdpPort 1-2:5", "same length")]
    [InlineData("UdpPort", "needs a value")]
    [InlineData("EscapeKey foo bar", "takes one value")]
    [InlineData("EscapeKey ctrl-a", "is not a key")]
    [InlineData("SessionTimeout never", "is not a time")]
    [InlineData("Address -oProxyCommand=x", "is not a host name")]
    [InlineData("Scrollback lots", "is not a number")]
    [InlineData("BindAddress wlan0", "neither an IP address")]
    public void Mistakes_are_passed_over_and_explained(string line, string explanation)
    {
        _files[Own] = $"{line}\nPredict never\n";
        Settings settings = Read();
        Assert.Equal("never", settings.Value(Keywords.Predict));
        ConfigRemark remark = Assert.Single(settings.Remarks);
        Assert.Equal(1, remark.Place.Line);
        Assert.Contains(explanation, remark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Commands_take_the_rest_of_the_line_and_quotes_keep_blanks()
    {
        _files[Own] = "AddressCommand curl -sS https://ipinfo.io/ip # asks\nTitlePrefix \"on the road: \"\n";
        Settings settings = Read();
        Assert.Equal("curl -sS https://ipinfo.io/ip", settings.Value(Keywords.AddressCommand));
        Assert.Equal("on the road: ", settings.Value(Keywords.TitlePrefix));
    }

    /// <summary>Each expectation is what <c>ssh -G</c> of OpenSSH 9.2 makes of ConnectTimeout on the same line, with HostName and User last as the context says.</summary>
    [Theory]
    [InlineData("Match host router.example\n #!! UdpPort 1\nHost lxc*\n HostName router.example\n", null)]
    [InlineData("Host lxc*\n HostName router.example\nMatch host router.example\n #!! UdpPort 1\n", "1")]
    [InlineData("Host lxc*\n HostName %h.example\nMatch host lxc-guest-1.example\n #!! UdpPort 1\n", "1")]
    [InlineData("Match user root\n #!! UdpPort 1\nMatch all\n User root\n", null)]
    [InlineData("User root\nMatch user root\n #!! UdpPort 1\n", "1")]
    [InlineData("Match !final host lxc*\n #!! UdpPort 1\n", "1")]
    [InlineData("HostName router.example\nMatch final host router.example\n #!! UdpPort 1\n", "1")]
    [InlineData("HostName router.example\nHost router.example\n #!! UdpPort 1\n", null)]
    [InlineData("HostName router.example\nMatch !final host *\n #!! UdpPort 1\nHost router.example\n #!! UdpPort 2\n", "1")]
    [InlineData("HostName router.example\nHost router.example\n #!! UdpPort 2\nMatch final all\n #!! UdpPort 3\n", "2")]
    [InlineData("HostName router.example\nMatch canonical all\n #!! UdpPort 1\n", null)]
    public void Files_of_ssh_are_judged_by_what_ssh_has_met_so_far(string text, string? ports)
    {
        _files[OfSsh] = text;
        Setting setting = Read()[Keywords.UdpPort];
        Assert.Equal(ports, setting.Place is null ? null : setting.Value);
    }

    [Fact]
    public void Name_that_ssh_makes_canonical_is_looked_up_a_second_time()
    {
        _files[OfSsh] = "Host router.example\n #!! UdpPort 2\n";
        Assert.Equal("60001-60999", Read().Value(Keywords.UdpPort));
        _isCanonicalized = true;
        Assert.Equal("2", Read().Value(Keywords.UdpPort));
    }

    [Fact]
    public void Files_without_a_keyword_of_ours_are_told_from_those_with_one_in_an_included_file()
    {
        _files[OfSsh] = "Match exec \"test -S /run/user/%i/moshi/%C.mux\"\n ControlMaster no\nHost x\n Include sub/*.conf\n";
        Assert.False(ConfigScan.HasOwnKeywords(_files, "/home/me", OfSsh, "/home/me/.ssh"));
        _files["/home/me/.ssh/sub/a.conf"] = "Include config\n# MoshiUdpPort 1\n";
        Assert.False(ConfigScan.HasOwnKeywords(_files, "/home/me", OfSsh, "/home/me/.ssh"));
        _files["/home/me/.ssh/sub/b.conf"] = "Host *\n #!! UdpPort 1\n";
        Assert.True(ConfigScan.HasOwnKeywords(_files, "/home/me", OfSsh, "/home/me/.ssh"));
    }

    [Fact]
    public void Random_files_never_throw()
    {
        string[] words = ["Host", "Match", "Include", "exec", "\"", "!", "*", "=", "#!!", "UdpPort", "MoshiPredict", "config", " ", "\t", "%h", "%", ",", "\\", "all"];
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            string text = string.Concat(Enumerable.Range(0, 60).Select(_ => words[random.Next(words.Length)] + (random.Next(3) == 0 ? "\n" : " ")));
            _files[Own] = text;
            Assert.NotNull(Read().Value(Keywords.UdpPort));
            Assert.NotNull(ConfigCheck.Check(text, Own, ConfigDialect.Ssh));
        }
    }

    private Settings Read() => Settings.From(Reader().Entries);

    private ConfigReader Reader()
    {
        var reader = new ConfigReader(_files, new ConfigContext
        {
            OriginalHost = _host,
            Host = "router.example",
            User = "root",
            LocalUser = "me",
            Home = "/home/me",
            Tag = "work",
            IsCanonicalized = _isCanonicalized,
            Exec = command =>
            {
                _executed.Add(command);
                return command.StartsWith("succeed", StringComparison.Ordinal);
            },
        });
        reader.Read(Own, ConfigDialect.Moshi, "/home/me/.config/moshi");
        reader.Read(OfSsh, ConfigDialect.Ssh, "/home/me/.ssh");
        if (reader.NeedsFinalPass)
        {
            reader.BeginFinalPass();
            reader.Read(OfSsh, ConfigDialect.Ssh, "/home/me/.ssh");
        }

        return reader;
    }
}
