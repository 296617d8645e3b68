namespace Moshi.Commands.Options;

/// <summary>One option as it stood on the command line.</summary>
/// <param name="Option">The row of the table.</param>
/// <param name="Value">Its value; null for a flag.</param>
/// <param name="IsNegated">Whether a <c>no</c> form was used.</param>
public readonly record struct ParsedOption(OptionSpec Option, string? Value, bool IsNegated)
{
    public OptionId Id => Option.Id;
}
