namespace Moshi.Commands.Options;

/// <summary>One row of the option table: how an option is spelled, whether it takes a value, and what help and manual say of it.</summary>
/// <param name="Id">What the option is, whatever it is called in a dialect.</param>
/// <param name="Names">Every spelling without dashes, the preferred one first. One letter makes a short option in the getopt-like dialects.</param>
/// <param name="Summary">A few words for <c>--help</c>.</param>
public sealed record OptionSpec(OptionId Id, string[] Names, string Summary)
{
    /// <summary>The placeholder of the value in texts; null for an option without a value.</summary>
    public string? ValueName { get; init; }

    /// <summary>The words that the value may be, if there are but a few; for completions.</summary>
    public string[] Choices { get; init; } = [];

    /// <summary>Whether <c>--no-NAME</c> and <c>--noNAME</c> exist.</summary>
    public bool IsNegatable { get; init; }

    /// <summary>Whether the option is on by default, so that texts name the negative form.</summary>
    public bool IsOnByDefault { get; init; }

    /// <summary>Accepted, but in no text.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Prose for the manual page; without it the page shows <see cref="Summary"/>.</summary>
    public string? Manual { get; init; }

    public bool TakesValue => ValueName is not null;

    /// <summary>Whether the option has this one-letter spelling (case matters).</summary>
    public bool HasLetter(char letter)
    {
        foreach (string name in Names)
        {
            if (name.Length == 1 && name[0] == letter)
                return true;
        }

        return false;
    }
}
