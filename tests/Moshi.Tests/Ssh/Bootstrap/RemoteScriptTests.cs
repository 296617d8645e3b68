using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Ssh.Bootstrap;

public sealed class RemoteScriptTests
{
    private static readonly BootstrapRequest s_plain = new() { Nonce = "0123456789abcdef" };

    private static readonly BootstrapRequest s_full = s_plain with
    {
        Colors = 256,
        Ports = "60010:60019",
        Locale = ["LANG=de_DE.UTF-8@euro", "LC_TIME=it's"],
        Environment = [new("FOO", "a 'b' \"c\" \\ $d !e\n")],
        Command = "echo \"it's\" 'two  blanks' \\ ! $HOME äöü",
        AddressCommand = "curl -sS 'https://ipinfo.io/ip'",
        StunServer = "stun.example:3478",
    };

    /// <summary>What may stand inside single quotes of every login shell.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("sudo -u 'x y' mosh-server")]
    [InlineData("/opt/moshi-server")]
    public void Script_is_one_line_of_characters_that_every_shell_leaves_alone(string? server)
    {
        foreach (BootstrapRequest request in (BootstrapRequest[])[s_plain, s_full, s_full with { TellsAddressesFirst = true, Bind = "ssh" }])
        {
            string line = RemoteScript.Line(request with { ServerCommand = server });
            Assert.DoesNotContain(line, static c => c is < ' ' or > '~' or '\'' or '\\' or '!');
            Assert.StartsWith("env sh -c 'N=0123456789abcdef;", RemoteScript.Command(request), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(InstallScript.Command("0123456789abcdef", "00").AsSpan(11)[..^1].ToString(), static c => c is < ' ' or > '~' or '\'' or '\\' or '!');
    }

    [Fact]
    public void Value_that_needs_quotes_is_no_locale()
    {
        IReadOnlyList<string> words = ServerWords.ForMoshi(s_full);
        Assert.Contains(words, static word => word is "LANG=de_DE.UTF-8@euro");
        Assert.DoesNotContain(words, static word => word.Contains('\'', StringComparison.Ordinal));
        Assert.All(words, static word => Assert.True(ServerWords.IsSafe(word), word));
    }

    [Fact]
    public void Our_server_binds_every_address_unless_told_and_stock_the_one_of_ssh()
    {
        Assert.DoesNotContain(ServerWords.ForMoshi(s_plain), static word => word is "-s");
        Assert.Contains(ServerWords.ForMosh(s_plain), static word => word is "-s");
        Assert.Contains(ServerWords.ForMoshi(s_plain with { Bind = "ssh" }), static word => word is "-s");
        Assert.DoesNotContain(ServerWords.ForMosh(s_plain with { Bind = "any" }), static word => word is "-s");
        Assert.EndsWith("-i 2001:db8::1", string.Join(' ', ServerWords.ForMosh(s_plain with { Bind = "2001:db8::1" })), StringComparison.Ordinal);
    }

    [Fact]
    public void Forced_command_finds_nonce_and_words_of_the_script_and_nothing_else()
    {
        Assert.True(RemoteScript.TryReadCommand(RemoteScript.Command(s_full), out string? nonce, out string? words));
        Assert.Equal(s_full.Nonce, nonce);
        Assert.Equal("new " + words, string.Join(' ', ServerWords.ForMoshi(s_full)));
        Assert.False(RemoteScript.TryReadCommand("env sh -c 'N=0123456789abcdef;rm -rf /'", out _, out _));
        Assert.False(RemoteScript.TryReadCommand("env sh -c 'N=$(touch /tmp/x)xx;PATH=$t;r \"$p\" new -x 00;", out _, out _));
        Assert.False(RemoteScript.TryReadCommand("", out _, out _));
    }

    [Theory]
    [InlineData("ls -l /tmp", "mosh-server new -c 0 -s -l LANG=C.UTF-8 -- ls -l /tmp")]
    [InlineData(null, "mosh-server new -c 0 -s -l LANG=C.UTF-8")]
    [InlineData("A=b ls", null)]
    [InlineData("ls | wc", null)]
    [InlineData("ls 'a b'", null)]
    public void Plain_words_say_what_can_be_said_without_quotes(string? command, string? expected)
    {
        BootstrapRequest request = s_plain with { Command = command, Locale = ["LANG=C.UTF-8"] };
        Assert.Equal(expected is not null, RemoteScript.TryPlain(request, "mosh-server", out string? plain, out string? obstacle));
        Assert.Equal(expected, plain);
        Assert.Equal(expected is null, obstacle.Length > 0);
    }

    [Fact]
    public void Plain_words_for_our_server_can_say_everything()
    {
        Assert.True(RemoteScript.TryPlain(s_full, "moshi-server", out string? plain, out _));
        Assert.All(plain!.Split(' '), static word => Assert.True(ServerWords.IsSafe(word), word));
    }

    [Theory]
    [InlineData("moshi-server", true)]
    [InlineData("nice -n 1 /opt/moshi-server", true)]
    [InlineData("/opt/moshi server", true)]
    [InlineData("mosh-server", false)]
    [InlineData("LC_ALL=C.UTF-8 /opt/mosh/mosh-server", false)]
    public void Server_command_tells_by_its_last_word_whose_it_is(string command, bool isOurs) => Assert.Equal(isOurs, RemoteScript.IsOurs(command));

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ünï \0 \n 'q'")]
    public void Hexadecimal_brings_every_text_back(string text)
    {
        Assert.True(HexText.TryDecode(HexText.Encode(text), out string? back));
        Assert.Equal(text, back);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0g")]
    [InlineData("ff")]
    public void Other_text_is_not_taken_for_hexadecimal(string hex) => Assert.False(HexText.TryDecode(hex, out _));
}
