using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class LongOptionParserTests
{
    [Theory]
    // Spelling: dashes, case, abbreviation.
    [InlineData("--port 1 h", "Port=1", "h")]
    [InlineData("-port 1 h", "Port=1", "h")]
    [InlineData("--PORT=1 h", "Port=1", "h")]
    [InlineData("-po 60005 h", "Port=60005", "h")]
    [InlineData("-P 60005 h", "Port=60005", "h")]
    [InlineData("-p=60005 h", "Port=60005", "h")]
    [InlineData("+p 60005 h", "Port=60005", "h")]
    [InlineData("--cl=x h", "Client=x", "h")]
    [InlineData("--fam inet h", "Family=inet", "h")]
    [InlineData("-4 -6 h", "Inet Inet6", "h")]
    [InlineData("--l h", "Local", "h")]
    [InlineData("-e local h", "RemoteIp=local", "h")]
    // A name in full beats longer ones; "predict" begins "predict-overwrite" too.
    [InlineData("--ssh=a h", "Ssh=a", "h")]
    [InlineData("--predict never h", "Predict=never", "h")]
    [InlineData("--predict-o h", "PredictOverwrite", "h")]
    [InlineData("-n h", "PredictNever", "h")]
    // Negation.
    [InlineData("--no-init h", "!Init", "h")]
    [InlineData("--noinit h", "!Init", "h")]
    [InlineData("--no-i h", "!Init", "h")]
    [InlineData("-NO-SSH h", "!SshPty", "h")]
    [InlineData("--no-o h", "!PredictOverwrite", "h")]
    [InlineData("--noo h", "!PredictOverwrite", "h")]
    // Permutation, and what ends it.
    [InlineData("h ls -a -p 7 x", "PredictAlways Port=7", "h ls x")]
    [InlineData("h -- ls -l", "", "h ls -l")]
    [InlineData("-- h -a", "", "h -a")]
    [InlineData("h -- -- a", "", "h -- a")]
    [InlineData("h - a", "", "h - a")]
    // A value is whatever comes next.
    [InlineData("-p -- h", "Port=--", "h")]
    [InlineData("-p -a h", "Port=-a", "h")]
    [InlineData("--ssh=a=b h", "Ssh=a=b", "h")]
    public void Words_become_options_and_operands(string words, string options, string operands)
    {
        ParsedCommandLine line = LongOptionParser.Parse(CommandTable.Mosh, words.Split(' '), posix: false);

        Assert.Empty(line.Errors);
        Assert.Equal(options, string.Join(' ', line.Options.Select(Describe)));
        Assert.Equal(operands, string.Join(' ', line.Operands));
    }

    [Theory]
    [InlineData("-p60001", "Unknown option: p60001")]
    [InlineData("-46", "Unknown option: 46")]
    [InlineData("h ls -z", "Unknown option: z")]
    [InlineData("---a", "Unknown option: -a")]
    [InlineData("-=x", "Unknown option: =x")]
    [InlineData("--BOGUS=1", "Unknown option: bogus")]
    [InlineData("--no-family", "Unknown option: no-family")]
    [InlineData("--nolocal", "Unknown option: nolocal")]
    [InlineData("-s", "Option s is ambiguous (server, ssh, ssh-pty)")]
    [InlineData("--fa=inet", "Option fa is ambiguous (fake-proxy, family)")]
    [InlineData("-p", "Option p requires an argument")]
    [InlineData("--ss=", "Option ss is ambiguous (ssh, ssh-pty)")]
    [InlineData("--ssh= h", "Option ssh requires an argument")]
    [InlineData("--in=x", "Option init does not take an argument")]
    [InlineData("-a=1", "Option a does not take an argument")]
    [InlineData("--no-ssh-pty=1", "Option no-ssh-pty does not take an argument")]
    public void Wrong_words_are_reported_as_getopt_long_does(string words, string message)
    {
        ParsedCommandLine line = LongOptionParser.Parse(CommandTable.Mosh, words.Split(' '), posix: false);

        Assert.Equal(message, Assert.Single(line.Errors).ToLongMessage());
    }

    [Fact]
    public void Every_wrong_word_is_reported()
    {
        ParsedCommandLine line = LongOptionParser.Parse(CommandTable.Mosh, ["--bogus", "h", "-46"], posix: false);

        Assert.Equal(["Unknown option: bogus", "Unknown option: 46"], line.Errors.Select(error => error.ToLongMessage()), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("-a h -a", "PredictAlways", "h -a", "")]
    [InlineData("+a", "", "+a", "")]
    [InlineData("--loc", "", "", "Unknown option: loc")]
    [InlineData("-p=1", "", "", "Unknown option: p=1")]
    [InlineData("--p=1", "Port=1", "", "")]
    public void Posix_means_options_first_and_names_in_full(string words, string options, string operands, string error)
    {
        ParsedCommandLine line = LongOptionParser.Parse(CommandTable.Mosh, words.Split(' '), posix: true);

        Assert.Equal(error, string.Concat(line.Errors.Select(e => e.ToLongMessage())));
        Assert.Equal(options, string.Join(' ', line.Options.Select(Describe)));
        Assert.Equal(operands, string.Join(' ', line.Operands));
    }

    internal static string Describe(ParsedOption option) =>
        (option.IsNegated ? "!" : "") + option.Id + (option.Value is null ? "" : "=" + option.Value);
}
