using Moshi.Commands.Options;
using Xunit;

namespace Moshi.Tests.Commands.Options;

/// <summary>The pages in docs/man come from the option table. MOSHI_REGENERATE=1 writes them anew; review the difference as code.</summary>
public sealed class ManualPageTests
{
    private const string Date = "January 1, 2026";

    [Theory]
    [InlineData("mosh")]
    [InlineData("mosh-server")]
    [InlineData("mosh-client")]
    public void Pages_in_the_tree_are_those_of_the_table(string program)
    {
        var page = ManualPage.Render(Find(program), Date);
        var file = Path.Combine(Root(), "docs", "man", program + ".1");
        if (string.Equals(Environment.GetEnvironmentVariable("MOSHI_REGENERATE"), "1", StringComparison.Ordinal))
            File.WriteAllText(file, page);

        Assert.Equal(page, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("mosh")]
    [InlineData("mosh-server")]
    [InlineData("mosh-client")]
    public void Help_and_page_name_every_option_that_is_not_hidden(string program)
    {
        var command = Find(program);
        var help = HelpText.Render(command, program);
        var page = ManualPage.Render(command, Date);
        foreach (var option in command.Options)
        {
            Assert.Equal(!option.IsHidden, help.Contains(option.Summary, StringComparison.Ordinal));
            foreach (var name in option.Names.Where(name => command.HasLongOptions || name.Length == 1))
                Assert.Equal(!option.IsHidden, page.Contains(name.Length == 1 ? $"Fl \"{name}\"" : "Fl \\-" + name.Replace("-", "\\-", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    [Fact]
    public void No_option_of_a_program_can_be_taken_for_another()
    {
        foreach (var command in new[] { CommandTable.Mosh, CommandTable.MoshServer, CommandTable.MoshClient })
        {
            var names = command.Options.SelectMany(option => option.Names).Where(name => command.HasLongOptions || name.Length == 1).ToList();
            Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase).Count(), names.Count);
        }
    }

    private static CommandSpec Find(string program) => program switch
    {
        "mosh" => CommandTable.Mosh,
        "mosh-server" => CommandTable.MoshServer,
        _ => CommandTable.MoshClient,
    };

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Moshi.slnx")))
            directory = directory.Parent!;
        return directory.FullName;
    }
}
