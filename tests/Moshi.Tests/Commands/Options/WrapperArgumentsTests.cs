using Moshi.Terminal.Prediction;
using Moshi.Commands.Options;
using Moshi.Ssh.Bootstrap;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class WrapperArgumentsTests
{
    [Fact]
    public void Defaults_are_those_of_stock()
    {
        WrapperArguments arguments = Parse("u@h");

        Assert.Null(arguments.Client);
        Assert.Equal("mosh-server", arguments.Server);
        Assert.Equal(["ssh"], arguments.Ssh);
        Assert.True(arguments.SshPty);
        Assert.True(arguments.InitializesTerminal);
        Assert.Equal("prefer-inet", arguments.Family);
        Assert.Equal(RemoteAddressMode.Proxy, arguments.AddressMode);
        Assert.Equal(PredictionMode.Adaptive, arguments.Prediction);
        Assert.Equal("u@h", arguments.Destination);
        Assert.Empty(arguments.Command);
        Assert.Null(arguments.Ports);
        Assert.Null(arguments.BindServer);
    }

    [Fact]
    public void The_last_of_contradicting_options_counts()
    {
        WrapperArguments arguments = Parse("-a --predict=never -6 --family=ALL --no-init --init --no-ssh-pty h -o");

        Assert.Equal(PredictionMode.Never, arguments.Prediction);
        Assert.Equal("all", arguments.Family);
        Assert.True(arguments.InitializesTerminal);
        Assert.False(arguments.SshPty);
        Assert.True(arguments.PredictionOverwrites);
        Assert.Equal("-a --predict=never -6 --family=ALL --no-init --init --no-ssh-pty h -o", arguments.Original);
    }

    [Theory]
    [InlineData("h", "", PredictionMode.Adaptive)]
    [InlineData("h", "MOSH_PREDICTION_DISPLAY=experimental", PredictionMode.Experimental)]
    [InlineData("h -n", "MOSH_PREDICTION_DISPLAY=bogus", PredictionMode.Never)]
    public void Prediction_comes_from_the_option_before_the_environment(string words, string variables, PredictionMode preference) =>
        Assert.Equal(preference, Parse(words, variables).Prediction);

    [Theory]
    [InlineData("--predict=foo h", "", "mosh: Unknown mode \"foo\".")]
    [InlineData("--predict=ALWAYS h", "", "mosh: Unknown mode \"ALWAYS\".")]
    [InlineData("h", "MOSH_PREDICTION_DISPLAY=bar", "mosh: Unknown mode \"bar\" (MOSH_PREDICTION_DISPLAY in environment).")]
    [InlineData("h", "MOSH_PREDICTION_DISPLAY=", "mosh: Unknown mode \"\" (MOSH_PREDICTION_DISPLAY in environment).")]
    [InlineData("-p abc h", "", "mosh: Server-side port or range (abc) is not valid.")]
    [InlineData("-p 60001: h", "", "mosh: Server-side port or range (60001:) is not valid.")]
    [InlineData("-p :5 h", "", "mosh: Server-side port or range (:5) is not valid.")]
    [InlineData("-p 1:2:3 h", "", "mosh: Server-side port or range (1:2:3) is not valid.")]
    [InlineData("-p 70000 h", "", "mosh: Server-side (low) port (70000) must be within valid range [0..65535].")]
    [InlineData("-p 99999999999999999999 h", "", "mosh: Server-side (low) port (99999999999999999999) must be within valid range [0..65535].")]
    [InlineData("-p 5:70000 h", "", "mosh: Server-side high port (70000) must be within valid range [1..65535].")]
    [InlineData("-p 5:0 h", "", "mosh: Server-side high port (0) must be within valid range [1..65535].")]
    [InlineData("-p 0:5 h", "", "mosh: Server-side port ranges may not be used with starting port 0 (0:5).")]
    [InlineData("-p 9:5 h", "", "mosh: Server-side port range (9:5): low port greater than high port.")]
    [InlineData("-p60001 h", "", "Unknown option: p60001")]
    [InlineData("-46 h", "", "Unknown option: 46")]
    [InlineData("--experimental-remote-ip=Local h", "", "mosh: Unknown parameter Local (--experimental-remote-ip).")]
    [InlineData("-- -oProxyCommand=x", "", "mosh: The host's name (-oProxyCommand=x) may not begin with a dash.")]
    [InlineData("--ssh='a h", "", "mosh: The ssh command ('a) is empty, or a quote in it is not closed.")]
    [InlineData("-a", "", "Usage: mosh [options] [--] [user@]host [command...]")]
    public void Wrong_values_end_with_255_and_a_line_on_stderr(string words, string variables, string message)
    {
        bool isGood = WrapperArguments.TryParse("mosh", words.Split(' '), FakeEnvironment.Of(variables), out _, out CommandExit? exit);

        Assert.False(isGood);
        Assert.Equal((255, "", message), (exit!.Status, exit.Output, exit.Error.Split('\n')[0]));
    }

    [Theory]
    [InlineData("-p 0 h", "0", false)]
    [InlineData("-p 060001 h", "060001", false)]
    [InlineData("--port=60001:60001 h", "60001:60001", true)]
    public void Good_ports_are_handed_on_as_written(string words, string ports, bool isRange)
    {
        WrapperArguments arguments = Parse(words);

        Assert.Equal((ports, isRange), (arguments.Ports, arguments.IsPortRange));
    }

    [Theory]
    [InlineData("--help x", "Usage: mosh [options]")]
    [InlineData("--version --help", "Usage: mosh [options]")]
    [InlineData("-p 0:5 --predict=foo --version", "mosh 1.4.0 [build moshi ")]
    public void Help_and_version_go_to_stdout_and_come_before_values(string words, string start)
    {
        Assert.False(WrapperArguments.TryParse("mosh", words.Split(' '), FakeEnvironment.Of(""), out _, out CommandExit? exit));

        Assert.Equal((0, ""), (exit!.Status, exit.Error));
        Assert.StartsWith(start, exit.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fake_proxy_takes_host_and_port_and_nothing_else()
    {
        WrapperArguments arguments = Parse("--family=inet --fake-proxy -- h 22");

        Assert.True(arguments.IsFakeProxy);
        Assert.Equal(("h", "22"), (arguments.Destination, arguments.Command[0]));
        Assert.False(WrapperArguments.TryParse("mosh", ["--fake-proxy", "h"], FakeEnvironment.Of(""), out _, out _));
    }

    [Fact]
    public void Random_command_lines_never_throw()
    {
        string[] pieces = ["-", "--", "=", "+", "p", "no", "ssh", "predict", "fam", "h", "'", "\"", "\\", "\0", "é", "\ud800", ":", "0", "99999999999999999999", " "];
        for (int seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            string[] words = new string[random.Next(6)];
            for (int i = 0; i < words.Length; i++)
                words[i] = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                // Exactly one of two: arguments to go on with, or something to say and a status.
                Assert.Equal(WrapperArguments.TryParse("mosh", words, FakeEnvironment.Of(""), out _, out CommandExit? exit), exit is null);
                Assert.Equal(ServerArguments.TryParse("mosh-server", ["new", .. words], FakeEnvironment.Of(""), out _, out exit), exit is null);
                Assert.Equal(ServerArguments.TryParse("mosh-server", words, FakeEnvironment.Of(""), out _, out exit), exit is null);
                Assert.Equal(ClientArguments.TryParse("mosh-client", words, FakeEnvironment.Of("MOSH_KEY=k"), out _, out exit), exit is null);
                _ = DestinationOptionParser.Parse(CommandTable.Mosh, words);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, words [{string.Join('|', words)}]: {e}");
            }
        }
    }

    private static WrapperArguments Parse(string words, string variables = "")
    {
        Assert.True(WrapperArguments.TryParse("mosh", words.Split(' '), FakeEnvironment.Of(variables), out WrapperArguments? arguments, out CommandExit? exit), exit?.Error);
        return arguments;
    }
}
