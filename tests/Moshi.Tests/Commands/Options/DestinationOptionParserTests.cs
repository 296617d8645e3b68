using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class DestinationOptionParserTests
{
    private static readonly CommandSpec s_command = new("moshi", "test")
    {
        HasLongOptions = true,
        Synopsis = ["[options] host [command...]"],
        Options = [OptionTable.Inet, OptionTable.Inet6, OptionTable.Port, OptionTable.SshPty, OptionTable.Verbose, OptionTable.Ssh],
    };

    [Theory]
    [InlineData("-p 5 me@h cat -p 5", "Port=5", "me@h cat -p 5")]
    [InlineData("h ls --port=5", "", "h ls --port=5")]
    [InlineData("h -- ls -l", "", "h ls -l")]
    [InlineData("-- h -- ls", "", "h -- ls")]
    [InlineData("-46vp60001 h", "Inet Inet6 Verbose Port=60001", "h")]
    [InlineData("--port=5 --no-ssh-pty h", "Port=5 !SshPty", "h")]
    [InlineData("--port 5 --ssh-pty h", "Port=5 SshPty", "h")]
    [InlineData("--port= h", "Port=", "h")]
    [InlineData("- x", "", "- x")]
    public void Options_end_at_the_host(string words, string options, string operands)
    {
        ParsedCommandLine line = DestinationOptionParser.Parse(s_command, words.Split(' '));

        Assert.Empty(line.Errors);
        Assert.Equal(options, string.Join(' ', line.Options.Select(LongOptionParserTests.Describe)));
        Assert.Equal(operands, string.Join(' ', line.Operands));
    }

    [Theory]
    [InlineData("--bogus h", OptionErrorKind.Unknown, "bogus")]
    [InlineData("--por 5 h", OptionErrorKind.Unknown, "por")]
    [InlineData("--PORT 5 h", OptionErrorKind.Unknown, "PORT")]
    [InlineData("--p 5 h", OptionErrorKind.Unknown, "p")]
    [InlineData("--no-port h", OptionErrorKind.Unknown, "no-port")]
    [InlineData("-xp5 h", OptionErrorKind.Unknown, "x")]
    [InlineData("--port", OptionErrorKind.MissingValue, "port")]
    [InlineData("-p", OptionErrorKind.MissingValue, "p")]
    [InlineData("--ssh-pty=1 h", OptionErrorKind.UnexpectedValue, "ssh-pty")]
    public void An_unknown_option_is_never_taken_for_the_host(string words, OptionErrorKind kind, string name)
    {
        ParsedCommandLine line = DestinationOptionParser.Parse(s_command, words.Split(' '));

        OptionError error = Assert.Single(line.Errors);
        Assert.Equal((kind, name), (error.Kind, error.Name));
        Assert.DoesNotContain(words.Split(' ')[0], line.Operands, StringComparer.Ordinal);
    }
}
