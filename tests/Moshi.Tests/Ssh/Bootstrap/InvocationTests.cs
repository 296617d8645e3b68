using System.Net;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

/// <summary>Expected texts were recorded from stock mosh 1.4.0 with a recorder in the place of ssh.</summary>
public sealed class InvocationTests
{
    private static readonly ServerInvocation s_server = new() { Server = "mosh-server", Colors = 256, Locale = ["LANG=C.UTF-8"] };

    private static readonly SshInvocation s_ssh = new()
    {
        Ssh = ["ssh"],
        Destination = "u@h",
        Mode = RemoteAddressMode.Proxy,
        Family = "prefer-inet",
        Wrapper = ["/usr/bin/mosh"],
    };

    [Fact]
    public void Proxy_mode_names_our_own_program() => Assert.Equal(
        [
            "ssh", "-n", "-tt", "-S", "none", "-o", "ProxyCommand='/usr/bin/mosh' '--family=prefer-inet' --fake-proxy -- %h %p", "u@h", "--",
            "mosh-server 'new' '-c' '256' '-s' '-l' 'LANG=C.UTF-8'",
        ],
        s_ssh.ToArguments(s_server));

    [Fact]
    public void A_path_with_blanks_quotes_and_percent_signs_survives_both_ssh_and_its_shell() => Assert.Contains(
        @"ProxyCommand='/a b/it'\''s 100%%/mosh' '--family=prefer-inet' --fake-proxy -- %h %p",
        (s_ssh with { Wrapper = ["/a b/it's 100%/mosh"] }).ToArguments(s_server),
        StringComparer.Ordinal);

    [Theory]
    [InlineData("inet", "-4")]
    [InlineData("inet6", "-6")]
    [InlineData("prefer-inet6", null)]
    [InlineData("all", null)]
    public void Remote_mode_restricts_ssh_itself_and_asks_the_server(string family, string? option)
    {
        IReadOnlyList<string> words = (s_ssh with { Mode = RemoteAddressMode.Remote, Family = family, Pty = false }).ToArguments(s_server);

        string[] options = option is null ? [] : [option];
        string[] expected =
        [
            "ssh", "-n", .. options, "u@h", "--",
            "sh -c '[ -n \"$SSH_CONNECTION\" ] && printf \"\\nMOSH SSH_CONNECTION %s\\n\" \"$SSH_CONNECTION\"' ; " +
                "mosh-server 'new' '-c' '256' '-s' '-l' 'LANG=C.UTF-8'",
        ];
        Assert.Equal(expected, words);
    }

    [Fact]
    public void Local_mode_needs_nothing_more() =>
        Assert.Equal(["ssh", "-n", "-tt", "u@h", "--"], (s_ssh with { Mode = RemoteAddressMode.Local }).ToArguments(s_server).SkipLast(1), StringComparer.Ordinal);

    [Theory]
    [InlineData("SSH", "-s")]
    [InlineData("Any", "")]
    [InlineData("::1", "-i ::1")]
    public void The_server_is_told_what_to_bind_to(string bind, string words) => Assert.Equal(
        ("new -c 256 " + words).TrimEnd() + " -l LANG=C.UTF-8", string.Join(' ', (s_server with { BindServer = bind }).ToArguments()));

    [Fact]
    public void Arguments_are_quoted_and_the_server_is_not()
    {
        ServerInvocation server = s_server with { Server = "env A=b ~/mosh-server", Ports = "60001:60010", Locale = [], Command = ["it's", "a b", ""] };

        Assert.Equal(@"env A=b ~/mosh-server 'new' '-c' '256' '-s' '-p' '60001:60010' '--' 'it'\''s' 'a b' ''", server.ToShell(tellsSshConnection: false));
    }

    [Fact]
    public void Locale_variables_come_in_their_order_and_only_if_set()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C", ["LANG"] = "", ["LC_TIME"] = "de_DE", ["LC_BOGUS"] = "x" };

        Assert.Equal(["LANG=", "LC_TIME=de_DE", "LC_ALL=C"], LocaleVariables.Collect(values.GetValueOrDefault));
    }

    /// <summary>Recorded from Text::ParseWords::shellwords.</summary>
    [Theory]
    [InlineData(@"ssh -p 2222", "ssh|-p|2222")]
    [InlineData("  a \t\n b  ", "a|b")]
    [InlineData(@"a\ b c", "a b|c")]
    [InlineData(@"'a\'b'", @"a\'b")]
    [InlineData(@"'a\\b'", @"a\\b")]
    [InlineData(@"""a\""b""", @"a""b")]
    [InlineData(@"""a\$b\n""", "a$bn")]
    [InlineData(@"a""b c""d", "ab cd")]
    [InlineData(@"a """"", "a|")]
    [InlineData(@"""a\\b"" \\ x", @"a\b|\|x")]
    [InlineData(@"ssh -o ""ProxyCommand=ssh -W %h:%p j""", "ssh|-o|ProxyCommand=ssh -W %h:%p j")]
    public void A_command_is_split_as_a_shell_would(string text, string words)
    {
        Assert.True(ShellWords.TrySplit(text, out IReadOnlyList<string>? split));
        Assert.Equal(words, string.Join('|', split));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(@"a\")]
    [InlineData(@"a ""b")]
    [InlineData("a 'b c")]
    public void A_command_without_words_or_with_an_open_quote_is_refused(string text) => Assert.False(ShellWords.TrySplit(text, out _));

    [Theory]
    [InlineData("inet", true, "192.0.2.1 192.0.2.2")]
    [InlineData("inet6", true, "2001:db8::1")]
    [InlineData("prefer-inet", true, "192.0.2.1 192.0.2.2 2001:db8::1")]
    [InlineData("prefer-inet6", true, "2001:db8::1 192.0.2.1 192.0.2.2")]
    [InlineData("all", true, "192.0.2.1 2001:db8::1 192.0.2.2")]
    [InlineData("auto", false, null)]
    [InlineData("bogus", false, null)]
    public void Addresses_are_ordered_by_family(string family, bool isGood, string? addresses)
    {
        IPAddress[] resolved = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.2")];

        Assert.Equal(isGood, HostAddresses.TryOrder(family, resolved, out IReadOnlyList<IPAddress>? ordered));
        Assert.True(!isGood || string.Equals(addresses, string.Join(' ', ordered), StringComparison.Ordinal));
        Assert.True(HostAddresses.TryOrder(family, family is "inet6" ? resolved[1..2] : resolved[..1], out ordered));
        Assert.Single(ordered);
    }
}
