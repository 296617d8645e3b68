using Moshi.Commands.Completion;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Commands.Completion;

public sealed class HostNamesTests
{
    [Fact]
    public void Names_of_Host_lines_are_found_also_in_included_files_and_patterns_are_not()
    {
        HostNames names = Names(
            ("/home/u/.ssh/config", "Host lxc-guest-1 lxc-guest-2 *.lan !secret web?\nInclude conf.d/*\nMatch host nobody\n# Host comment\n"),
            ("/home/u/.ssh/conf.d/work", "  host = build\n"));
        names.AddConfig("/home/u/.ssh/config", "/home/u/.ssh");
        Assert.Equal(["build", "lxc-guest-1", "lxc-guest-2"], names.All.ToArray());
    }

    [Fact]
    public void A_file_that_includes_itself_is_read_a_bounded_number_of_times()
    {
        HostNames names = Names(("/c", "Host a\nInclude /c\nInclude /c\n"));
        names.AddConfig("/c", "/");
        Assert.Equal(["a"], names.All.ToArray());
    }

    [Fact]
    public void Known_hosts_give_names_but_no_hashes_addresses_or_patterns()
    {
        HostNames names = Names(("/k", """
            alpha,192.0.2.1 ssh-ed25519 AAAA
            [beta]:2222,[2001:db8::1]:22 ssh-ed25519 AAAA
            |1|c2FsdA==|aGFzaA== ssh-ed25519 AAAA
            @cert-authority *.example.org ssh-ed25519 AAAA
            @revoked gamma ssh-ed25519 AAAA
            # delta ssh-ed25519 AAAA
            """));
        names.AddKnownHosts("/k");
        Assert.Equal(["alpha", "beta", "gamma"], names.All.ToArray());
    }

    [Theory]
    [InlineData("$(reboot)")]
    [InlineData("a;b")]
    [InlineData("`x`")]
    [InlineData("-oProxyCommand")]
    [InlineData("a'b")]
    public void What_a_shell_could_take_for_more_than_a_word_is_no_name(string name)
    {
        HostNames names = Names(("/k", name + " ssh-ed25519 AAAA\n"), ("/c", $"Host \"{name}\"\n"));
        names.AddKnownHosts("/k");
        names.AddConfig("/c", "/");
        Assert.Empty(names.All);
    }

    private static HostNames Names(params (string Path, string Text)[] files) => new(new Files(files), "/home/u");

    private sealed class Files((string Path, string Text)[] files) : IConfigFiles
    {
        public string? Read(string path, out string? problem)
        {
            problem = null;
            return files.FirstOrDefault(file => string.Equals(file.Path, path, StringComparison.Ordinal)).Text;
        }

        public IReadOnlyList<string> Expand(string pattern) =>
            [.. files.Select(file => file.Path).Where(path => PatternList.MatchesOne(pattern, path)).Order(StringComparer.Ordinal)];
    }
}
