using Moshi.Commands.Completion;
using Moshi.Commands.Options;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Commands.Completion;

/// <summary>The scripts in docs/completions come from the tables of options, commands and keywords. What shells make of them is tested in Moshi.Interop.</summary>
public sealed class CompletionScriptTests
{
    [Theory]
    [InlineData("bash", "moshi.bash")]
    [InlineData("zsh", "_moshi")]
    [InlineData("fish", "moshi.fish")]
    public void Scripts_in_the_tree_are_those_of_the_tables(string shell, string file)
    {
        GeneratedFile.Check("docs/completions/" + file, CompletionCommand.Script(shell)!);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Each_script_knows_every_keyword_command_and_long_option(string shell)
    {
        string script = CompletionCommand.Script(shell)!;
        Assert.All(Keywords.All, keyword => Assert.Contains("Moshi" + keyword.Name, script, StringComparison.Ordinal));
        Assert.All(SubcommandTable.All, command => Assert.Contains(command.Name, script, StringComparison.Ordinal));
        foreach (OptionSpec option in CompletionModel.Programs.SelectMany(CompletionModel.Options))
            Assert.All(option.Names.Where(name => name.Length > 1), name => Assert.Contains(name, script, StringComparison.Ordinal));
    }

    [Fact]
    public void A_shell_without_completions_is_refused()
    {
        Assert.Null(CompletionCommand.Script("csh"));
    }

    [Theory]
    [InlineData("ask|auto|never", "ask auto never")]
    [InlineData("auto|HOST", "auto")]
    [InlineData("PORTS", "")]
    [InlineData("auto|8|16|256|truecolor", "auto 8 16 256 truecolor")]
    public void Placeholders_are_no_words_to_offer(string values, string words)
    {
        Assert.Equal(words, string.Join(' ', CompletionModel.Words(values)));
    }
}
