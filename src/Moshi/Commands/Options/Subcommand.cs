namespace Moshi.Commands.Options;

/// <summary>One word after <c>moshi</c> that is a command and no host. <see cref="SubcommandTable"/> has them all; manual, help and completions are made from it.</summary>
/// <param name="Name">The word.</param>
/// <param name="Synopsis">What may follow it.</param>
/// <param name="Summary">A few words for help and completions.</param>
/// <param name="Manual">Prose for moshi(1).</param>
public sealed record Subcommand(string Name, string Synopsis, string Summary, string Manual)
{
    /// <summary>The words that may come next, for completions; empty when it is a host or something else.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>Whether a host may follow.</summary>
    public bool TakesHost { get; init; }
}
