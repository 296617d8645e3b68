namespace Moshi.Commands.Options;

/// <summary>A paragraph of a manual page, or an entry of a list when it has a term.</summary>
/// <param name="Text">Plain prose; the renderer escapes it.</param>
/// <param name="Term">What the entry explains; null for a paragraph.</param>
public sealed record ManualBlock(string Text, string? Term = null)
{
    /// <summary>Show <see cref="Text"/> as an indented line to type.</summary>
    public bool IsLiteral { get; init; }

    public static implicit operator ManualBlock(string text) => new(text);

    public static ManualBlock FromString(string text) => new(text);
}
