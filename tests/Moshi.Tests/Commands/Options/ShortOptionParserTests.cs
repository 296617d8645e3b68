using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

public sealed class ShortOptionParserTests
{
    [Theory]
    [InlineData("-svv -p60001", "BindToSsh Verbose Verbose Port=60001", "", "")]
    [InlineData("-p 60001 -i 1.2.3.4", "Port=60001 BindAddress=1.2.3.4", "", "")]
    [InlineData("-vp60001:60002", "Verbose Port=60001:60002", "", "")]
    [InlineData("-c -1", "Colors=-1", "", "")]
    [InlineData("-lA=b -l C=d", "Locale=A=b Locale=C=d", "", "")]
    [InlineData("-@ caps -s", "Capabilities=caps BindToSsh", "", "")]
    [InlineData("x -s y -- -v", "BindToSsh", "x y -v", "")]
    [InlineData("-s -z -v", "BindToSsh Verbose", "", "z")]
    [InlineData("-zs", "BindToSsh", "", "z")]
    [InlineData("--so", "BindToSsh", "", "- o")]
    [InlineData("-p", "", "", "p")]
    [InlineData("-", "", "-", "")]
    public void Words_are_read_letter_by_letter(string words, string options, string operands, string errors)
    {
        ParsedCommandLine line = ShortOptionParser.Parse(CommandTable.MoshServer, words.Split(' '));

        Assert.Equal(options, string.Join(' ', line.Options.Select(LongOptionParserTests.Describe)));
        Assert.Equal(operands, string.Join(' ', line.Operands));
        Assert.Equal(errors, string.Join(' ', line.Errors.Select(error => error.Name)));
    }

    [Fact]
    public void Operands_are_counted_up_to_the_terminator()
    {
        ParsedCommandLine line = ShortOptionParser.Parse(CommandTable.MoshServer, ["x", "--", "ls", "-l"]);

        Assert.True(line.HasTerminator);
        Assert.Equal(1, line.OperandsBeforeTerminator);
        Assert.Equal(["x", "ls", "-l"], line.Operands);
    }

    [Fact]
    public void Messages_are_those_of_getopt()
    {
        ParsedCommandLine line = ShortOptionParser.Parse(CommandTable.MoshServer, ["-z", "-p"]);

        Assert.Equal(["invalid option -- 'z'", "option requires an argument -- 'p'"], line.Errors.Select(error => error.ToShortMessage()), StringComparer.Ordinal);
    }
}
