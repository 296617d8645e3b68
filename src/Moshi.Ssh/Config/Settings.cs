namespace Moshi.Ssh.Config;

/// <summary>What holds for a host: for each keyword the first good value, else its default.</summary>
public sealed class Settings
{
    private readonly Dictionary<KeywordSpec, Setting> _found = [];

    private Settings(List<ConfigRemark> remarks) => Remarks = remarks;

    /// <summary>Unknown keywords and bad values, which were passed over.</summary>
    public IReadOnlyList<ConfigRemark> Remarks { get; }

    /// <summary>The value that holds for a keyword.</summary>
    public Setting this[KeywordSpec keyword] => _found.GetValueOrDefault(keyword) ?? new Setting(keyword, keyword.DefaultValue, Place: null);

    /// <summary>The value that holds for a keyword, tokens not replaced.</summary>
    public string Value(KeywordSpec keyword) => this[keyword].Value;

    /// <summary>The time that holds for a keyword of a time; null when it is none.</summary>
    public TimeSpan? Duration(KeywordSpec keyword) =>
        Value(keyword) is var value && !value.Equals("none", StringComparison.OrdinalIgnoreCase) && ValueChecks.TryParseTime(value, out TimeSpan time) ? time : null;

    /// <summary>All keywords in the order of the manual.</summary>
    public IEnumerable<Setting> All => Keywords.All.Select(keyword => this[keyword]);

    /// <summary>Chooses among entries, those of the command line first.</summary>
    public static Settings From(IEnumerable<ConfigEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var remarks = new List<ConfigRemark>();
        var settings = new Settings(remarks);
        foreach (ConfigEntry entry in entries)
        {
            if (Judge(entry, out Setting? setting) is { } problem)
                remarks.Add(new ConfigRemark(entry.Place, problem));
            else
                settings._found.TryAdd(setting!.Keyword, setting);
        }
        return settings;
    }

    /// <summary>What is wrong with an entry, in words, or null.</summary>
    internal static string? Judge(ConfigEntry entry, out Setting? setting)
    {
        setting = null;
        if (Keywords.Find(entry.Keyword) is not { } keyword)
        {
            string? near = ValueChecks.Nearest(entry.Keyword, Keywords.All.Select(static known => known.Name));
            return $"{entry.Keyword} is not a keyword of moshi" + (near is null ? "; `man moshi_config` lists them" : $"; write {near}");
        }
        if (entry.Arguments.Count == 0)
            return $"{keyword.Name} needs a value: {keyword.Values}";
        if (entry.Arguments.Count > 1 && !keyword.TakesRestOfLine)
            return $"{keyword.Name} takes one value ({keyword.Values}); put double quotes around it if it has blanks";
        string value = string.Join(' ', entry.Arguments);
        if (keyword.Check(value) is { } problem)
            return $"{keyword.Name}: {problem}";
        setting = new Setting(keyword, value, entry.Place);
        return null;
    }
}
