namespace Moshi.Commands.Options;

/// <summary>One refused argument, with the words that each dialect has for it.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Name">The option as written, without leading dashes.</param>
/// <param name="Candidates">For <see cref="OptionErrorKind.Ambiguous"/>: what it could have meant.</param>
public sealed record OptionError(OptionErrorKind Kind, string Name, string[] Candidates)
{
    /// <summary>The words of the long-option dialect; scripts see them on stderr.</summary>
    public string ToLongMessage() => Kind switch
    {
        OptionErrorKind.Unknown => $"Unknown option: {Name}",
        OptionErrorKind.Ambiguous => $"Option {Name} is ambiguous ({string.Join(", ", Candidates)})",
        OptionErrorKind.MissingValue => $"Option {Name} requires an argument",
        OptionErrorKind.UnexpectedValue => $"Option {Name} does not take an argument",
        _ => $"Option {Name} is not valid",
    };

    /// <summary>The words of getopt(3), without the program's name.</summary>
    public string ToShortMessage() => Kind switch
    {
        OptionErrorKind.MissingValue => $"option requires an argument -- '{Name}'",
        _ => $"invalid option -- '{Name}'",
    };
}
