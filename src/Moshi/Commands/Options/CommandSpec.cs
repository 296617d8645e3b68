namespace Moshi.Commands.Options;

/// <summary>A program's command line and manual as data: parsers read the options, <see cref="HelpText"/> and <see cref="ManualPage"/> render the rest.</summary>
/// <param name="Program">The name users type.</param>
/// <param name="Title">One line for the manual's NAME section.</param>
public sealed record CommandSpec(string Program, string Title)
{
    /// <summary>What may follow the program's name, one line per form.</summary>
    public required string[] Synopsis { get; init; }

    /// <summary>In the order in which texts show them.</summary>
    public required OptionSpec[] Options { get; init; }

    /// <summary>Manual sections in front of OPTIONS.</summary>
    public ManualSection[] Introduction { get; init; } = [];

    /// <summary>Manual sections after OPTIONS.</summary>
    public ManualSection[] Sections { get; init; } = [];

    /// <summary>Whether options with more than one letter are written with two dashes; the getopt-like programs have only letters.</summary>
    public bool HasLongOptions { get; init; }
}
