using Moshi.Commands.Options;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Completion;

/// <summary>What the three scripts have in common: which words can stand where, taken from the tables.</summary>
internal static class CompletionModel
{
    /// <summary>The programs that have completions.</summary>
    public static IReadOnlyList<CommandSpec> Programs { get; } = [CommandTable.Moshi, CommandTable.Mosh];

    /// <summary>The options that texts show, hidden ones left out.</summary>
    public static IEnumerable<OptionSpec> Options(CommandSpec program) => program.Options.Where(static option => !option.IsHidden);

    /// <summary>The spellings of an option with their dashes.</summary>
    public static IEnumerable<string> Spellings(CommandSpec program, OptionSpec option)
    {
        foreach (string name in option.Names)
        {
            if (name.Length == 1)
                yield return "-" + name;
            else if (program.HasLongOptions && option.IsOnByDefault)
                yield return "--no-" + name;
            else if (program.HasLongOptions)
                yield return "--" + name;
        }
    }

    /// <summary>What completes the value of an option.</summary>
    public static ValueKind Kind(OptionSpec option) => option switch
    {
        { Choices.Length: > 0 } => ValueKind.Words,
        { ValueName: "PATH" or "FILE" } => ValueKind.File,
        { ValueName: "KEYWORD=VALUE" } => ValueKind.Keyword,
        { ValueName: { } name } when name.Contains("HOST", StringComparison.Ordinal) || name.Contains("DESTINATION", StringComparison.Ordinal) => ValueKind.Host,
        _ => ValueKind.Any,
    };

    /// <summary>Each keyword with its prefix, and the words that can be its value.</summary>
    public static IEnumerable<(string Keyword, string[] Values)> KeywordValues =>
        Keywords.All.Select(static keyword => (ConfigReader.Prefix + keyword.Name, Words(keyword.Values)));

    /// <summary>The words of <c>a|b|PLACEHOLDER</c> that are no placeholders.</summary>
    internal static string[] Words(string values) =>
        [.. values.Split('|').Where(static word => word.Length > 0 && word.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))];
}
