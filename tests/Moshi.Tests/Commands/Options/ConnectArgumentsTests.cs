using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

/// <summary>Hosts and options as people write them for ssh.</summary>
public sealed class ConnectArgumentsTests
{
    [Theory]
    [InlineData("host", "host", "")]
    [InlineData("ann@host", "host", "-l ann")]
    [InlineData("ann@example.org@host", "host", "-l ann@example.org")]
    [InlineData("ssh://host", "host", "")]
    [InlineData("ssh://ann@host:2222", "host", "-l ann -p 2222")]
    [InlineData("ssh://ann%40corp@host/", "host", "-l ann@corp")]
    [InlineData("ssh://[2001:db8::1]:2222", "2001:db8::1", "-p 2222")]
    [InlineData("2001:db8::1", "2001:db8::1", "")]
    [InlineData("[::1]", "::1", "")]
    [InlineData("fe80::1%eth0", "fe80::1%eth0", "")]
    [InlineData("-p 22001 -l bob -i key -F file -J jump -4 -A -v ann@host", "host", "-p 22001 -l bob -i key -F file -J jump -4 -A -v -l ann")]
    [InlineData("-p22001 -vvA host", "host", "-p 22001 -v -v -A")]
    [InlineData("-o Port=22 -oUser=ann host", "host", "-o Port=22 -o User=ann")]
    public void Destination_and_options_reach_ssh_as_ssh_takes_them(string line, string host, string options)
    {
        ConnectArguments arguments = Parse(line.Split(' '));
        Assert.Equal(host, arguments.Host);
        Assert.Equal(options, string.Join(' ', arguments.SshOptions));
    }

    [Theory]
    [InlineData("host ls -p 5 -- x", "ls -p 5 -- x")]
    [InlineData("host -- ls -l", "ls -l")]
    [InlineData("-- host -v", "-v")]
    [InlineData("host", null)]
    public void Options_end_at_the_host_and_the_rest_is_one_command(string line, string? command) => Assert.Equal(command, Parse(line.Split(' ')).Command);

    [Fact]
    public void Words_of_the_command_are_joined_by_blanks_as_they_are() => Assert.Equal("echo 'a  b' $HOME ", Parse(["host", "echo", "'a  b'", "$HOME", ""]).Command);

    [Theory]
    [InlineData("-oMoshiUdpPort=60010-60019 host", "UdpPort=60010-60019")]
    [InlineData("-o|MoshiPredict always|host", "Predict=always")]
    [InlineData("-o|moshiserver=\"nice -n 1 x\"|host", "Server=nice -n 1 x")]
    [InlineData("--port=60010 --port=60020 host", "UdpPort=60020")]
    [InlineData("-o MoshiPredict=never -o MoshiPredict=always host", "Predict=never;Predict=always")]
    [InlineData("--predict always --no-predict-overwrite --install=never --escape-key ^] host", "Predict=always;PredictOverwrite=no;Install=never;EscapeKey=^]")]
    [InlineData("-e none host", "EscapeKey=none")]
    [InlineData("-o MoshiUdpPrt=1 host", "UdpPrt=1")]
    public void Keywords_of_moshi_are_not_for_ssh(string line, string settings)
    {
        ConnectArguments arguments = Parse(line.Split(line.Contains('|', StringComparison.Ordinal) ? '|' : ' '));
        Assert.Empty(arguments.SshOptions);
        Assert.Equal(settings, string.Join(';', arguments.Settings.Select(static entry => $"{entry.Keyword}={entry.Arguments[0]}")));
    }

    [Theory]
    [InlineData("", "no host is named")]
    [InlineData("-p 22", "no host is named")]
    [InlineData("-- -oProxyCommand=x", "names no host")]
    [InlineData("ann@-oProxyCommand=x", "names no host")]
    [InlineData("ssh://-x", "names no host")]
    [InlineData("a;b", "names no host")]
    [InlineData("-- -l@host", "names no user")]
    [InlineData("ssh://host:0", "is not a port")]
    [InlineData("ssh://host:99999", "is not a port")]
    [InlineData("--bogus host", "Unknown option: bogus")]
    [InlineData("-z host", "Unknown option: z")]
    [InlineData("-p", "requires an argument")]
    [InlineData("-L 8080:h:80 host", "ssh -N -L 8080:h:80 HOST does it beside one")]
    [InlineData("-N host", "use ssh -N")]
    [InlineData("-G host", "moshi config show HOST")]
    [InlineData("-o MoshiPredict=allways host", "\"always\" is meant, perhaps")]
    [InlineData("--install=maybe host", "ask, auto, never")]
    [InlineData("--ssh=\"x host", "open quote")]
    public void Wrong_lines_are_refused_with_what_is_wrong(string line, string expected)
    {
        Assert.False(ConnectArguments.TryParse("moshi", line.Split(' ', StringSplitOptions.RemoveEmptyEntries), FakeEnvironment.Of(""), out _, out CommandExit? exit));
        Assert.Equal(255, exit!.Status);
        Assert.StartsWith("moshi: ", exit.Error, StringComparison.Ordinal);
        Assert.Contains(expected, exit.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_of_mosh_stand_behind_the_command_line()
    {
        Assert.True(ConnectArguments.TryParse("moshi", ["--predict=never", "host"], FakeEnvironment.Of("MOSH_PREDICTION_DISPLAY=always MOSH_ESCAPE_KEY=\u001d MOSH_TITLE_NOPREFIX= MOSH_NO_TERM_INIT=1"), out ConnectArguments? arguments, out _));
        Assert.Equal("Predict=never;Predict=always;TitlePrefix=none;EscapeKey=^]", string.Join(';', arguments.Settings.Select(static entry => $"{entry.Keyword}={entry.Arguments[0]}")));
        Assert.False(arguments.InitializesTerminal);
    }

    [Fact]
    public void Help_is_asked_for_and_goes_to_stdout()
    {
        Assert.False(ConnectArguments.TryParse("moshi", ["--help"], FakeEnvironment.Of(""), out _, out CommandExit? exit));
        Assert.Equal(0, exit!.Status);
        Assert.Contains("--install=WHEN", exit.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("-N", exit.Output, StringComparison.Ordinal);
    }

    private static ConnectArguments Parse(string[] words)
    {
        Assert.True(ConnectArguments.TryParse("moshi", words, FakeEnvironment.Of(""), out ConnectArguments? arguments, out CommandExit? exit), exit?.Error);
        return arguments;
    }
}
