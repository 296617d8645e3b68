namespace Moshi.Ssh.Config;

/// <summary>
/// Looks through a file for everything that would be passed over or would make ssh refuse it, whatever host is meant: unknown keywords, bad values, keywords that do nothing yet, and
/// keywords of moshi in ssh's files that no <c>IgnoreUnknown</c> covers.
/// </summary>
public static class ConfigCheck
{
    /// <summary>Checks one file; files that it includes are checked on their own.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="path">Its name, for the remarks.</param>
    /// <param name="dialect">Whose file it is.</param>
    public static IReadOnlyList<ConfigRemark> Check(string text, string path, ConfigDialect dialect)
    {
        ArgumentNullException.ThrowIfNull(text);
        var remarks = new List<ConfigRemark>();
        ConfigPlace? ignorePlace = null;
        IReadOnlyList<string> ignored = [];
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            var place = new ConfigPlace(path, ++number);
            var line = ConfigLine.Parse(raw, out string? error);
            if (error is not null)
                remarks.Add(new ConfigRemark(place, $"{error}; close it"));
            if (line is null)
                continue;
            if (dialect == ConfigDialect.Ssh && line.Keyword.Equals("IgnoreUnknown", StringComparison.OrdinalIgnoreCase) && ignorePlace is null)
            {
                // ssh keeps the first value; a second line changes nothing.
                (ignorePlace, ignored) = (place, [.. line.Arguments.SelectMany(static argument => argument.Split(','))]);
                continue;
            }
            if (IsStructure(line) || ConfigReader.KeywordOf(line, dialect) is not { } keyword)
                continue;
            if (Settings.Judge(new ConfigEntry(keyword, line.Arguments, place), out _) is { } problem)
                remarks.Add(new ConfigRemark(place, problem));
            else if (Keywords.Find(keyword) is { HasNoEffectYet: true } known)
                remarks.Add(new ConfigRemark(place, $"{known.Name} has no effect yet: remove it, or leave it for a later version"));
            if (dialect == ConfigDialect.Ssh && !line.IsHidden && !PatternList.Matches(ignored, line.Keyword, ignoresCase: true))
                remarks.Add(new ConfigRemark(place, NotIgnored(line, ignorePlace, ignored)));
        }
        return remarks;
    }

    private static bool IsStructure(ConfigLine line) =>
        !line.IsHidden && (line.Keyword.Equals("Host", StringComparison.OrdinalIgnoreCase) || line.Keyword.Equals("Match", StringComparison.OrdinalIgnoreCase)
            || line.Keyword.Equals("Include", StringComparison.OrdinalIgnoreCase));

    private static string NotIgnored(ConfigLine line, ConfigPlace? ignorePlace, IReadOnlyList<string> ignored) => ignorePlace is null
        ? $"ssh does not know {line.Keyword} and will refuse the whole file: make \"IgnoreUnknown {ConfigReader.Prefix}*\" its first line, or write \"#!! {line.Keyword} …\""
        : $"ssh does not know {line.Keyword}: change {ignorePlace} to \"IgnoreUnknown {string.Join(',', ignored)},{ConfigReader.Prefix}*\" (only the first IgnoreUnknown counts), "
            + $"or write \"#!! {line.Keyword} …\"";
}
