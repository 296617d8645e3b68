using Moshi.Commands.Options;
using Moshi.Ssh.Config;
using Xunit;

namespace Moshi.Tests.Commands.Options;

/// <summary>The pages in docs/man come from the option table. MOSHI_REGENERATE=1 writes them anew; review the difference as code.</summary>
public sealed class ManualPageTests
{
    private const string Date = "January 1, 2026";

    private static readonly string[] Requests = [".Dd", ".Dt", ".Os", ".Sh", ".Nm", ".Nd", ".Li", ".Bl", ".It", ".El", ".Pp", ".Dl", ".Bd", ".Ed", ".Xr"];

    [Theory]
    [InlineData("moshi")]
    [InlineData("mosh")]
    [InlineData("mosh-server")]
    [InlineData("mosh-client")]
    public void Pages_in_the_tree_are_those_of_the_table(string program)
    {
        GeneratedFile.Check($"docs/man/{program}.1", ManualPage.Render(Find(program), Date));
    }

    [Fact]
    public void Page_of_the_configuration_is_that_of_the_keywords()
    {
        GeneratedFile.Check("docs/man/moshi_config.5", ConfigManual.Render(Date));
    }

    [Fact]
    public void Page_of_the_configuration_names_every_keyword_with_its_default()
    {
        string page = ConfigManual.Render(Date);
        foreach (KeywordSpec keyword in Keywords.All)
            Assert.Contains($"\n.It Cm {keyword.Name} Ar \"", page, StringComparison.Ordinal);
        Assert.Equal(Keywords.All.Count(keyword => keyword.DefaultValue.Length > 0), page.Split("\nDefault: ").Length - 1);
    }

    [Fact]
    public void No_line_of_a_page_is_taken_for_a_request_that_was_meant_as_text()
    {
        foreach (string page in CommandTable.All.Select(command => ManualPage.Render(command, Date)).Append(ConfigManual.Render(Date)))
        {
            foreach (string line in page.Split('\n').Where(line => line.StartsWith('.')))
                Assert.True(Requests.Contains(line.Split(' ')[0], StringComparer.Ordinal), line);
        }
    }

    [Theory]
    [InlineData("moshi")]
    [InlineData("mosh")]
    [InlineData("mosh-server")]
    [InlineData("mosh-client")]
    public void Help_and_page_name_every_option_that_is_not_hidden(string program)
    {
        CommandSpec command = Find(program);
        string help = HelpText.Render(command, program);
        string page = ManualPage.Render(command, Date);
        foreach (OptionSpec option in command.Options)
        {
            Assert.Equal(!option.IsHidden, help.Contains(option.Summary, StringComparison.Ordinal));
            foreach (string name in option.Names.Where(name => command.HasLongOptions || name.Length == 1))
                Assert.Equal(!option.IsHidden, page.Contains(name.Length == 1 ? $"Fl \"{name}\"" : "Fl \\-" + name.Replace("-", "\\-", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_option_of_a_program_can_be_taken_for_another()
    {
        foreach (CommandSpec command in CommandTable.All)
        {
            var names = command.Options.SelectMany(option => option.Names).Where(name => command.HasLongOptions || name.Length == 1).ToList();
            Assert.Equal(names.Distinct(StringComparer.Ordinal).Count(), names.Count);
        }
    }

    private static CommandSpec Find(string program) => program switch
    {
        "moshi" => CommandTable.Moshi,
        "mosh" => CommandTable.Mosh,
        "mosh-server" => CommandTable.MoshServer,
        _ => CommandTable.MoshClient,
    };
}
