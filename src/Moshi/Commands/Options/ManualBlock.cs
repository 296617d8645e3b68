namespace Moshi.Commands.Options;

/// <summary>A paragraph of a manual page, or an entry of a list when it has a term.</summary>
/// <param name="Text">Plain prose; the renderer escapes it.</param>
/// <param name="Term">What the entry explains; null for a paragraph.</param>
public sealed record ManualBlock(string Text, string? Term = null)
{
    /// <summary>Show <see cref="Text"/> as indented lines to type, line breaks kept.</summary>
    public bool IsLiteral { get; init; }

    /// <summary>The term is an environment variable.</summary>
    public bool IsVariable { get; init; } = true;

    public static implicit operator ManualBlock(string text) => new(text);

    public static ManualBlock FromString(string text) => new(text);

    /// <summary>An entry whose term is a word to type, such as a file or a subcommand.</summary>
    public static ManualBlock Entry(string term, string text) => new(text, term) { IsVariable = false };

    /// <summary>Lines to type.</summary>
    public static ManualBlock Lines(string text) => new(text) { IsLiteral = true };
}
