using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class ServerArgumentsTests
{
    [Theory]
    [InlineData("new", null, 60001, 60999)]
    [InlineData("new -p 60005", null, 60005, 60005)]
    [InlineData("new -p60005:60010 -i ::1", "::1", 60005, 60010)]
    [InlineData("new -p 0", null, 0, 0)]
    [InlineData("new stray -p 7 words", null, 7, 7)]
    [InlineData("new -i a -i b", "b", 60001, 60999)]
    // The older form: plain words, where a dash means nothing.
    [InlineData("127.0.0.1", "127.0.0.1", 60001, 60999)]
    [InlineData("127.0.0.1 60005", "127.0.0.1", 60005, 60005)]
    [InlineData("-p 60005", "-p", 60005, 60005)]
    public void Address_and_ports_are_read(string words, string? address, int low, int high)
    {
        ServerArguments arguments = Parse(words);

        Assert.Equal((address, new ServerPorts(low, high)), (arguments.BindAddress, arguments.Ports));
        Assert.Equal("", arguments.Warnings);
    }

    [Fact]
    public void No_words_at_all_are_the_older_form()
    {
        Assert.True(ServerArguments.TryParse("mosh-server", [], FakeEnvironment.Of(""), out ServerArguments? arguments, out _));
        Assert.Equal((null, ServerPorts.Default), (arguments.BindAddress, arguments.Ports));
    }

    [Fact]
    public void Everything_behind_the_terminator_is_the_command()
    {
        Assert.Equal(["ls", "-p", "--help"], Parse("new -c 256 -- ls -p --help").Command!);
        Assert.Null(Parse("new -c 256 --").Command);
        Assert.Null(Parse("new x").Command);
    }

    [Fact]
    public void The_rest_is_read()
    {
        ServerArguments arguments = Parse("new -vv -v -c 256 -l LANG=C.UTF-8 -l LC_ALL -@ caps");

        Assert.Equal((3, 256, "caps"), (arguments.Verbosity, arguments.Colors, arguments.Capabilities));
        Assert.Equal([new("LANG", "C.UTF-8"), new("LC_ALL", "")], arguments.ClientLocale);
    }

    [Theory]
    [InlineData("abc", "Invalid (low) port number (abc)")]
    [InlineData("60001 ", "Invalid (low) port number (60001 )")]
    [InlineData("0x10", "Invalid (low) port number (0x10)")]
    [InlineData("1:abc", "Invalid high port number (abc)")]
    [InlineData("70000", "(Low) port number 70000 outside valid range [0..65535]")]
    [InlineData("-1", "(Low) port number -1 outside valid range [0..65535]")]
    [InlineData("5:70000", "High port number 70000 outside valid range [0..65535]")]
    [InlineData("9:5", "Low port 9 greater than high port 5")]
    [InlineData("5:", "Low port 5 greater than high port 0")]
    [InlineData("0:5", "Low port 0 incompatible with port ranges")]
    [InlineData(":5", "Low port 0 incompatible with port ranges")]
    public void Wrong_ports_end_with_the_words_that_wrappers_look_for(string ports, string message)
    {
        Assert.False(ServerArguments.TryParse("mosh-server", ["new", "-p", ports], FakeEnvironment.Of(""), out _, out CommandExit? exit));

        Assert.Equal(1, exit!.Status);
        Assert.StartsWith($"{message}\nmosh-server: Bad UDP port range ({ports})\nUsage: mosh-server new ", exit.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new -c abc", "mosh-server: Bad number of colors (abc)\nUsage:")]
    [InlineData("1 2 3", "Usage:")]
    [InlineData("127.0.0.1 x", "Invalid (low) port number (x)\nmosh-server: Bad UDP port range (x)\nUsage:")]
    public void Other_wrong_values_end_with_1(string words, string start)
    {
        Assert.False(ServerArguments.TryParse("mosh-server", words.Split(' '), FakeEnvironment.Of(""), out _, out CommandExit? exit));

        Assert.Equal(1, exit!.Status);
        Assert.StartsWith(start, exit.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new -z -v", "mosh-server: invalid option -- 'z'\nUsage:")]
    [InlineData("new -v -p", "mosh-server: option requires an argument -- 'p'\nUsage:")]
    public void An_unknown_option_is_reported_and_the_server_goes_on(string words, string start)
    {
        ServerArguments arguments = Parse(words);

        Assert.StartsWith(start, arguments.Warnings, StringComparison.Ordinal);
        Assert.Equal(1, arguments.Verbosity);
    }

    [Theory]
    [InlineData("-h", true)]
    [InlineData("new -p x --help", true)]
    [InlineData("1 2 3 --version", true)]
    [InlineData("new -- --help", false)]
    [InlineData("new -- -h", false)]
    public void Help_and_version_are_seen_anywhere_before_the_terminator(string words, bool isRequest)
    {
        bool goesOn = ServerArguments.TryParse("mosh-server", words.Split(' '), FakeEnvironment.Of(""), out _, out CommandExit? exit);

        Assert.Equal(!isRequest, goesOn);
        Assert.True(!isRequest || (exit!.Status == 0 && exit.Error.Length == 0 && exit.Output.Length > 0));
    }

    [Theory]
    [InlineData("192.0.2.1 5 192.0.2.2 22", "192.0.2.2", "")]
    [InlineData("::1 5 ::FFFF:192.0.2.2 22", "192.0.2.2", "")]
    [InlineData("a b", null, "Warning: Could not parse SSH_CONNECTION; binding to any interface.\n")]
    [InlineData(null, null, "Warning: SSH_CONNECTION not found; binding to any interface.\n")]
    public void The_address_that_ssh_reached_is_the_third_word(string? connection, string? address, string warning)
    {
        Assert.True(ServerArguments.TryParse(
            "mosh-server", ["new", "-s"], name => string.Equals(name, "SSH_CONNECTION", StringComparison.Ordinal) ? connection : null, out ServerArguments? arguments, out _));

        Assert.Equal((address, warning), (arguments.BindAddress, arguments.Warnings));
    }

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("MOSH_SERVER_NETWORK_TMOUT=30", 30, "")]
    [InlineData("MOSH_SERVER_NETWORK_TMOUT=", 0, "")]
    [InlineData("MOSH_SERVER_NETWORK_TMOUT=abc", 0, "MOSH_SERVER_NETWORK_TMOUT not a valid integer, ignoring\n")]
    [InlineData("MOSH_SERVER_NETWORK_TMOUT=-3", 0, "MOSH_SERVER_NETWORK_TMOUT is negative, ignoring\n")]
    [InlineData("MOSH_SERVER_NETWORK_TMOUT=99999999999999999999", int.MaxValue, "")]
    public void Timeouts_come_from_the_environment(string variables, int seconds, string warning)
    {
        Assert.True(ServerArguments.TryParse("mosh-server", ["new"], FakeEnvironment.Of(variables), out ServerArguments? arguments, out _));

        Assert.Equal((TimeSpan.FromSeconds(seconds), warning), (arguments.NetworkTimeout, arguments.Warnings));
        Assert.Equal(TimeSpan.Zero, arguments.SignalTimeout);
    }

    private static ServerArguments Parse(string words)
    {
        Assert.True(ServerArguments.TryParse("mosh-server", words.Split(' '), FakeEnvironment.Of(""), out ServerArguments? arguments, out CommandExit? exit), exit?.Error);
        return arguments;
    }
}
