using System.Globalization;
using System.Net;

namespace Moshi.Ssh.Config;

/// <summary>What the values of keywords must look like. Each check returns what is wrong, in words, or null.</summary>
internal static class ValueChecks
{
    private static readonly System.Buffers.SearchValues<char> s_shellCharacters = System.Buffers.SearchValues.Create(" \t'\"`$\\;|&<>");

    internal static Func<string, string?> OneOf(params string[] words) => value =>
        words.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"\"{value}\" is none of {string.Join(", ", words)}" + (Nearest(value, words) is { } near ? $"; \"{near}\" is meant, perhaps" : "");

    internal static Func<string, string?> Number(int lowest, int highest) => value =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest && number <= highest
            ? null
            : $"\"{value}\" is not a number from {lowest} to {highest}";

    internal static string? Anything(string value) => value.Length > 0 ? null : "a value is missing";

    internal static string? Ports(string value) => PortMap.TryParse(value, out _, out string? error) ? null : error;

    internal static string? Time(string value) => TryParseTime(value, out _) ? null : $"\"{value}\" is not a time: seconds, or numbers with s, m, h, d, w (90, 10m, 1h30m)";

    internal static string? AddressOr(string value, params string[] words) =>
        words.Contains(value, StringComparer.OrdinalIgnoreCase) || IPAddress.TryParse(value.Trim('[', ']'), out _)
            ? null
            : $"\"{value}\" is neither an IP address nor one of {string.Join(", ", words)}";

    internal static string? HostName(string value) =>
        value.Length is > 0 and <= 255 && !value.StartsWith('-') && !value.AsSpan().ContainsAny(s_shellCharacters) ? null : $"\"{value}\" is not a host name or address";

    internal static string? HostPortOrNone(string value) =>
        value.Equals("none", StringComparison.OrdinalIgnoreCase) || HostAndPort.TryParse(value, out _, out _)
            ? null
            : $"\"{value}\" is neither none nor a host and port (stun.example.org:3478, [2001:db8::1]:3478)";

    internal static string? Key(string value) =>
        value.Equals("none", StringComparison.OrdinalIgnoreCase) || value.Length == 1 || (value.Length == 2 && value[0] == '^' && value[1] is >= '@' and <= '_' or (>= 'a' and <= 'z') or '?')
            ? null
            : $"\"{value}\" is not a key: ^ and a letter (^], ^^), a single character (~), or none";

    /// <summary>A time as ssh_config(5) writes it.</summary>
    internal static bool TryParseTime(string value, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        if (value.Equals("none", StringComparison.OrdinalIgnoreCase))
            return true;
        long seconds = 0L;
        int at = 0;
        while (at < value.Length)
        {
            int end = at;
            while (end < value.Length && char.IsAsciiDigit(value[end]))
                end++;
            if (end == at || !long.TryParse(value.AsSpan(at, end - at), NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > int.MaxValue)
                return false;
            char unit = end < value.Length ? char.ToLowerInvariant(value[end]) : 's';
            int factor = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
            if (factor == 0)
                return false;
            seconds += number * factor;
            at = end + 1;
        }
        time = TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        return value.Length > 0;
    }

    /// <summary>The word that a mistyped one is nearest to, if any is near enough.</summary>
    internal static string? Nearest(string word, IEnumerable<string> known)
    {
        string? best = null;
        int bestDistance = Math.Max(2, word.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    /// <summary>Edits that turn one word into the other (Levenshtein), neighbours swapped counting as one.</summary>
    private static int Distance(string one, string other)
    {
        int[,] rows = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
            rows[i, 0] = i;
        for (int j = 0; j <= other.Length; j++)
            rows[0, j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            for (int j = 1; j <= other.Length; j++)
            {
                int change = one[i - 1] == other[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    least = Math.Min(least, rows[i - 2, j - 2] + 1);
                rows[i, j] = least;
            }
        }
        return rows[one.Length, other.Length];
    }
}
