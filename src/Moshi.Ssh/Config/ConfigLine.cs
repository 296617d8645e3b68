namespace Moshi.Ssh.Config;

/// <summary>One line of a configuration file, taken apart.</summary>
/// <param name="Keyword">As it is written.</param>
/// <param name="Arguments">Without their quotes.</param>
/// <param name="IsHidden">The line stands behind <c>#!!</c>, where ssh sees a comment.</param>
public sealed record ConfigLine(string Keyword, IReadOnlyList<string> Arguments, bool IsHidden)
{
    private const string HiddenMark = "#!!";

    /// <summary>
    /// Takes a line apart as ssh does: leading blanks, keyword, blanks or one <c>=</c>, arguments in which double quotes keep blanks together and a backslash
    /// protects a quote or itself; <c>#</c> begins a comment where an argument would. Returns null for an empty line or a comment.
    /// </summary>
    /// <param name="text">The line without its end.</param>
    /// <param name="error">What is wrong with it, in words, or null.</param>
    public static ConfigLine? Parse(ReadOnlySpan<char> text, out string? error)
    {
        error = null;
        ReadOnlySpan<char> rest = text.Trim();
        bool isHidden = rest.StartsWith(HiddenMark);
        rest = isHidden ? rest[HiddenMark.Length..].TrimStart() : rest;
        if (rest.IsEmpty || rest[0] == '#')
            return null;
        int end = rest.IndexOfAny(" \t=");
        ReadOnlySpan<char> keyword = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart();
        if (!rest.IsEmpty && rest[0] == '=')
            rest = rest[1..].TrimStart();
        var arguments = new List<string>();
        while (!rest.IsEmpty && rest[0] != '#')
        {
            if (!TryTakeArgument(ref rest, out string? argument))
            {
                error = "a double quote is not closed";
                return null;
            }
            arguments.Add(argument);
            rest = rest.TrimStart();
        }
        return new ConfigLine(keyword.ToString(), arguments, isHidden);
    }

    private static bool TryTakeArgument(ref ReadOnlySpan<char> rest, out string argument)
    {
        var text = new System.Text.StringBuilder();
        bool isQuoted = false;
        int at = 0;
        for (; at < rest.Length; at++)
        {
            char character = rest[at];
            if (character == '\\' && at + 1 < rest.Length && (rest[at + 1] is '"' or '\'' or '\\'))
            {
                at++;
                text.Append(rest[at]);
            }
            else if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (character is ' ' or '\t'))
            {
                break;
            }
            else
            {
                text.Append(character);
            }
        }
        rest = rest[at..];
        argument = text.ToString();
        return !isQuoted;
    }
}
