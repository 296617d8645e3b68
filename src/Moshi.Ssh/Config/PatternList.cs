namespace Moshi.Ssh.Config;

/// <summary>Patterns as ssh_config(5) has them: <c>*</c> and <c>?</c>, and <c>!</c> in front of one that excludes.</summary>
public static class PatternList
{
    /// <summary>True when one of the patterns matches and no negated one does.</summary>
    public static bool Matches(IEnumerable<string> patterns, string text, bool ignoresCase = false)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        bool isMatched = false;
        foreach (string pattern in patterns)
        {
            bool isNegated = pattern.StartsWith('!');
            if (!MatchesOne(isNegated ? pattern.AsSpan(1) : pattern, text, ignoresCase))
                continue;
            if (isNegated)
                return false;
            isMatched = true;
        }
        return isMatched;
    }

    /// <summary>Matches one pattern; linear in the length of the text for each star.</summary>
    public static bool MatchesOne(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoresCase = false)
    {
        int at = 0;
        int star = -1;
        int resume = 0;
        int p = 0;
        while (at < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = at;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || Same(pattern[p], text[at], ignoresCase)))
            {
                p++;
                at++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                at = ++resume;
            }
            else
            {
                return false;
            }
        }
        return pattern[p..].TrimStart('*').IsEmpty;
    }

    private static bool Same(char one, char other, bool ignoresCase) =>
        one == other || (ignoresCase && char.ToLowerInvariant(one) == char.ToLowerInvariant(other));
}
