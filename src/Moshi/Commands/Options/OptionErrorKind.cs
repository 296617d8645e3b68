namespace Moshi.Commands.Options;

/// <summary>Why an argument was refused.</summary>
public enum OptionErrorKind
{
    Unknown,
    Ambiguous,
    MissingValue,
    UnexpectedValue,
}
