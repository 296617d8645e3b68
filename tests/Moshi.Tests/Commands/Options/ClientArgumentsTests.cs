using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class ClientArgumentsTests
{
    [Fact]
    public void Address_port_and_environment_are_read()
    {
        const string Variables =
            "MOSH_KEY=k MOSH_PREDICTION_DISPLAY=never MOSH_PREDICTION_OVERWRITE=yes MOSHI_PREDICTION_STYLE=dim MOSH_TITLE_NOPREFIX= MOSH_NO_TERM_INIT=1 MOSH_ESCAPE_KEY=~";
        Assert.True(ClientArguments.TryParse("mosh-client", ["-v", "-#", "host |", "::1", "60001"], FakeEnvironment.Of(Variables), out ClientArguments? arguments, out _));

        Assert.Equal(("::1", 60001, "k", 1), (arguments.Address, arguments.Port, arguments.Key, arguments.Verbosity));
        Assert.Equal((PredictionMode.Never, true), (arguments.Prediction, arguments.PredictionOverwrites));
        Assert.Equal(PredictionStyle.Dim, arguments.PredictionStyle);
        Assert.False(arguments.PrefixesTitle);
        Assert.False(arguments.InitializesTerminal);
        Assert.Equal(EscapeKey.Parse("~"), arguments.EscapeKey);
    }

    [Theory]
    [InlineData("-c", "")]
    [InlineData("-v -c stray", "")]
    public void Colours_need_neither_key_nor_address(string words, string variables)
    {
        Assert.True(ClientArguments.TryParse("mosh-client", words.Split(' '), FakeEnvironment.Of(variables), out ClientArguments? arguments, out _));
        Assert.True(arguments.CountColors);
    }

    [Theory]
    [InlineData("1.2.3.4 x", "MOSH_KEY=k", "mosh-client: Bad UDP port (x)")]
    [InlineData("1.2.3.4 70000", "MOSH_KEY=k", "mosh-client: Bad UDP port (70000)")]
    [InlineData("-z 1 2", "MOSH_KEY=k", "mosh-client: invalid option -- 'z'")]
    [InlineData("--foo", "MOSH_KEY=k", "mosh-client: invalid option -- '-'")]
    [InlineData("1 2 3", "MOSH_KEY=k", "Usage: mosh-client [-v] [-# ARGS] IP PORT")]
    [InlineData("-# x", "MOSH_KEY=k", "Usage: mosh-client [-v] [-# ARGS] IP PORT")]
    [InlineData("1.2.3.4 60001", "", "MOSH_KEY environment variable not found.")]
    [InlineData("1.2.3.4 60001", "MOSH_PREDICTION_DISPLAY=foo", "MOSH_KEY environment variable not found.")]
    [InlineData("1.2.3.4 60001", "MOSH_KEY=k MOSH_PREDICTION_DISPLAY=foo", "Unknown prediction mode foo.")]
    [InlineData("1.2.3.4 60001", "MOSH_KEY=k MOSHI_PREDICTION_STYLE=bold", "Unknown prediction style bold.")]
    public void Anything_wrong_ends_with_1(string words, string variables, string message)
    {
        Assert.False(ClientArguments.TryParse("mosh-client", words.Split(' '), FakeEnvironment.Of(variables), out _, out CommandExit? exit));

        Assert.Equal((1, "", message), (exit!.Status, exit.Output, exit.Error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("x --help")]
    [InlineData("-- --version")]
    [InlineData("-# --version")]
    public void Help_and_version_are_seen_anywhere(string words)
    {
        Assert.False(ClientArguments.TryParse("mosh-client", words.Split(' '), FakeEnvironment.Of(""), out _, out CommandExit? exit));
        Assert.Equal(0, exit!.Status);
    }
}
