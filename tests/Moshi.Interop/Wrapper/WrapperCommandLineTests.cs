using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Wrapper;

/// <summary>Our wrapper beside stock's: the same command line must give ssh and the client the same words and variables, and the user the same error.</summary>
public sealed class WrapperCommandLineTests
{
    /// <summary>Words are separated by "|"; a word that begins with "$" sets a variable.</summary>
    public static TheoryData<string> CommandLines =>
    [
        "host", "u@host", "u@host|--|ls|-l", "host|ls", "host|--|--|a", "--|host|--|a", "host|a|--|b", "host|it's|a b|", "host|$HOME|a\nb",
        "-a|host", "-n|host", "host|-o", "--predict=experimental|host", "-o|--no-predict-overwrite|host", "--noo|host", "+a|host",
        "-p|0|host", "-p|60001:60010|host", "-po|60005|host", "-P|60005|host", "-p=060001|host", "--PORT=7|host",
        "-4|host", "-6|host", "--family=INET6|host", "--fam|auto|host", "--family=bogus|host",
        "--bind-server=any|host", "--bind-server=SSH|host", "--bind-server=::1|host", "--bind-server=any|host|--bind|1.2.3.4",
        "--no-ssh-pty|host", "--nossh-pty|--ssh-pty|host", "--no-init|host", "--server=env A='b c' ~/mosh-server|host",
        "--exp=remote|host", "--exp=remote|-4|host", "--exp=remote|--family=inet6|host", "--exp=remote|--family=all|--no-ssh-pty|host|x", "--exp=proxy|host",
        "$MOSH_PREDICTION_DISPLAY=always|host", "$MOSH_PREDICTION_DISPLAY=always|host|-n", "$MOSH_PREDICTION_OVERWRITE=yes|host",
        "$LC_TIME=de_DE.UTF-8|$LC_ALL=C.UTF-8|$LANGUAGE=|$LC_BOGUS=x|host", "$SHELL=/usr/bin/fish|host", "$MOSH_ESCAPE_KEY=~|$MOSH_TITLE_NOPREFIX=|host",
        "$POSIXLY_CORRECT=1|-a|host|-a", "$POSIXLY_CORRECT=1|--loc|host", "$POSIXLY_CORRECT=1|-p=5|host", "$POSIXLY_CORRECT=1|+a|x", "-",
        // What is refused.
        "-p60001|host", "-46|host", "host|ls|-z", "---a|host", "--bogus|--BOGU|host", "-s|host", "--fa=inet|host", "--no|host", "-p", "--ssh=|host",
        "--predict=|host", "-a=1|host", "--in=x|host", "--nolocal|host", "--predict=foo|host", "--predict=ALWAYS|host",
        "$MOSH_PREDICTION_DISPLAY=bar|host", "-p|abc|host", "-p|-a|host", "-p|--|host", "-p|70000|host", "-p|0:5|host", "-p|5:70000|host", "-p|5:0|host",
        "-p|9:5|host", "-p|1:2:3|host", "-p|abc|--predict=foo|host", "-a", "",
    ];

    [Theory, MemberData(nameof(CommandLines))]
    public void A_command_line_means_what_it_means_to_stock(string line)
    {
        Require();
        string[] words = line.Length == 0 ? [] : line.Split('|');
        using var recorder = new WrapperRecorder();

        WrapperRecord stock = Run(recorder, Implementation.Stock, words);
        WrapperRecord ours = Run(recorder, Implementation.Ours, words);

        Assert.Equal(stock.Calls, ours.Calls);
        Assert.Equal(stock.ExitCode, ours.ExitCode);
        Assert.Equal(stock.FirstError, ours.FirstError);
    }

    [Fact]
    public void Random_command_lines_mean_what_they_mean_to_stock()
    {
        Require();
        using var recorder = new WrapperRecorder();
        for (int seed = 0; seed < 60; seed++)
        {
            string[] words = RandomLine(new Random(seed));

            WrapperRecord stock = Run(recorder, Implementation.Stock, words);
            WrapperRecord ours = Run(recorder, Implementation.Ours, words);

            string line = $"seed {seed}: {string.Join('|', words)}";
            Assert.Equal(line + "\n" + stock.Calls + stock.FirstError, line + "\n" + ours.Calls + ours.FirstError);
        }
    }

    [Theory]
    [InlineData("--|-oProxyCommand=x")]
    [InlineData("--|--")]
    [InlineData("--|-p")]
    public void A_host_that_looks_like_an_option_never_reaches_ssh(string line)
    {
        Require();
        using var recorder = new WrapperRecorder();

        WrapperRecord ours = Run(recorder, Implementation.Ours, line.Split('|'));

        Assert.Equal((255, ""), (ours.ExitCode, ours.Calls));
    }

    [Theory, MemberData(nameof(Pairings.Implementations), MemberType = typeof(Pairings))]
    public void A_client_that_cannot_be_run_ends_with_2(Implementation wrapper)
    {
        Pairings.Require(wrapper, "mosh");
        using var recorder = new WrapperRecorder();

        WrapperRecord record = recorder.Run(wrapper, ["--client=/nonexistent/client", "host"]);

        Assert.Equal((2, ""), (record.ExitCode, record.Calls));
        Assert.Contains("Can't count colors: No such file or directory", record.Error, StringComparison.Ordinal);
    }

    // Chosen so that none of them runs a server here, resolves a name, or names another ssh or client.
    private static string[] RandomLine(Random random)
    {
        string[] names =
        [
            "predict-overwrite", "predict", "family", "port", "bind-server", "init", "ssh-pty", "no-init", "noinit", "no-ssh-pty", "nossh-pty", "a", "n", "o", "4",
            "6", "p", "no-o", "noo", "bogus", "version", "help", "server",
        ];
        string[] values = ["always", "never", "adaptive", "60001", "60001:60010", "0", "x", "any", "ssh", "1.2.3.4", "inet6", "all", ""];
        string[] others = ["host", "ls", "a b", "it's", "--", "-46", "---x", "-=q", "--=", "+n", "héé", "$HOME", "*"];
        List<string> words = [];
        for (int left = random.Next(5); left > 0; left--)
        {
            if (random.Next(3) == 0)
            {
                words.Add(others[random.Next(others.Length)]);
                continue;
            }

            string name = names[random.Next(names.Length)];
            name = name[..(random.Next(3) == 0 ? Math.Max(Math.Min(5, name.Length), random.Next(name.Length)) : name.Length)];
            name = random.Next(6) == 0 ? name.ToUpperInvariant() : name;
            string word = (random.Next(4) switch { 0 => "-", 1 => "+", _ => "--" }) + name;
            string value = values[random.Next(values.Length)];
            words.Add(random.Next(3) == 0 ? $"{word}={value}" : word);
            if (random.Next(3) == 0)
                words.Add(value.Length == 0 ? "60001" : value);
        }

        // First, so that nothing else can become the host.
        words.Insert(0, "host");
        return [.. words];
    }

    private static WrapperRecord Run(WrapperRecorder recorder, Implementation wrapper, string[] words)
    {
        var variables = words.Where(word => word.StartsWith('$') && word.Contains('=', StringComparison.Ordinal))
            .Select(word => word[1..].Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return recorder.Run(wrapper, words.Where(word => !(word.StartsWith('$') && word.Contains('=', StringComparison.Ordinal))), variables);
    }

    private static void Require()
    {
        Pairings.Require(Implementation.Stock, "mosh");
        Pairings.Require(Implementation.Ours, "mosh");
    }
}
