namespace Moshi.Ssh.Config;

/// <summary>
/// Finds moshi's keywords in configuration files: evaluates <c>Host</c>, <c>Match</c> and <c>Include</c> as ssh_config(5) does, and collects the entries that
/// apply, in order. The first one of a keyword is the one that counts.
/// </summary>
/// <remarks>
/// ssh's own keywords are not looked at: <c>ssh -G</c> knows them. Nothing here fails: what cannot be understood is passed over and remarked upon.
/// </remarks>
public sealed class ConfigReader
{
    /// <summary>Prefix of moshi's keywords in ssh's files.</summary>
    public const string Prefix = "Moshi";

    /// <summary>How deep files may include each other, as in ssh.</summary>
    public const int MaxDepth = 16;

    /// <summary>Most files that are read for one connection: a file that includes itself twice would otherwise be read 65,536 times.</summary>
    public const int MaxFiles = 256;

    private readonly IConfigFiles _files;
    private readonly ConfigContext _context;
    private readonly List<ConfigEntry> _entries = [];
    private readonly List<ConfigRemark> _remarks = [];
    private readonly Dictionary<string, bool> _outcomes = new(StringComparer.Ordinal);
    private int _filesRead;

    public ConfigReader(IConfigFiles files, ConfigContext context)
    {
        _files = files;
        _context = context;
    }

    /// <summary>The entries that apply, in the order in which they were found.</summary>
    public IReadOnlyList<ConfigEntry> Entries => _entries;

    /// <summary>What was wrong on the way.</summary>
    public IReadOnlyList<ConfigRemark> Remarks => _remarks;

    /// <summary>Reads a file if it exists, after those read before.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="dialect">Whose file it is.</param>
    /// <param name="includeBase">Directory of relative names after <c>Include</c>: ~/.ssh for the user's ssh file, the file's own otherwise.</param>
    public void Read(string path, ConfigDialect dialect, string includeBase) => Read(path, dialect, includeBase, isActive: true, depth: 0);

    private void Read(string path, ConfigDialect dialect, string includeBase, bool isActive, int depth)
    {
        _filesRead++;
        var text = _files.Read(path, out var problem);
        if (problem is not null)
            _remarks.Add(new ConfigRemark(new ConfigPlace(path, 1), problem));
        if (text is null)
            return;
        // A block of an included file ends with it; outside of blocks what includes it decides.
        var isOutside = isActive;
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var place = new ConfigPlace(path, ++number);
            var line = ConfigLine.Parse(raw, out var error);
            if (error is not null && (dialect == ConfigDialect.Moshi || raw.Contains(Prefix, StringComparison.OrdinalIgnoreCase)))
                _remarks.Add(new ConfigRemark(place, $"{error}; the line is passed over"));
            if (line is null)
                continue;
            if (Is(line, "Host"))
                isActive = isOutside && PatternList.Matches(line.Arguments, _context.OriginalHost);
            else if (Is(line, "Match"))
                isActive = isOutside && Matches(line, place);
            else if (Is(line, "Include"))
                Include(line, dialect, includeBase, isActive, depth, place);
            else if (isActive && KeywordOf(line, dialect) is { } keyword)
                _entries.Add(new ConfigEntry(keyword, line.Arguments, place));
        }
    }

    /// <summary>The keyword of moshi on a line, without prefix, or null when the line is none of its business.</summary>
    internal static string? KeywordOf(ConfigLine line, ConfigDialect dialect)
    {
        if (line.Keyword.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return line.Keyword[Prefix.Length..];
        return dialect == ConfigDialect.Moshi || line.IsHidden ? line.Keyword : null;
    }

    private static bool Is(ConfigLine line, string keyword) => !line.IsHidden && line.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private void Include(ConfigLine line, ConfigDialect dialect, string includeBase, bool isActive, int depth, ConfigPlace place)
    {
        if (depth == MaxDepth || _filesRead >= MaxFiles)
        {
            _remarks.Add(new ConfigRemark(place, "files include each other too deeply; this one is passed over"));
            return;
        }
        foreach (var name in line.Arguments)
        {
            var pattern = name.StartsWith("~/", StringComparison.Ordinal) ? $"{_context.Home}/{name[2..]}" : name;
            pattern = pattern.StartsWith('/') ? pattern : $"{includeBase}/{pattern}";
            foreach (var path in _files.Expand(pattern).Take(MaxFiles - _filesRead))
                Read(path, dialect, includeBase, isActive, depth + 1);
        }
    }

    private bool Matches(ConfigLine line, ConfigPlace place)
    {
        var words = new Queue<string>(line.Arguments);
        var result = words.Count > 0;
        while (words.TryDequeue(out var word))
        {
            var isNegated = word.StartsWith('!');
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var criterion = (equals < 0 ? word : word[..equals])[(isNegated ? 1 : 0)..].ToLowerInvariant();
            var value = equals < 0 ? null : word[(equals + 1)..];
            bool? holds = criterion switch
            {
                "all" => true,
                // ssh has already resolved the name: this is the last pass.
                "final" => true,
                "canonical" => !_context.Host.Equals(_context.OriginalHost, StringComparison.OrdinalIgnoreCase),
                _ => Compare(criterion, value ?? (words.TryDequeue(out var next) ? next : null), result, place),
            };
            result &= holds is { } known && known != isNegated;
        }
        return result;
    }

    /// <returns>Null when the criterion cannot be judged: such a line does not match, negated or not.</returns>
    private bool? Compare(string criterion, string? value, bool isStillPossible, ConfigPlace place)
    {
        if (value is null)
        {
            _remarks.Add(new ConfigRemark(place, $"Match {criterion} needs a value"));
            return null;
        }
        var patterns = value.Split(',');
        switch (criterion)
        {
            case "host":
                return PatternList.Matches(patterns, _context.Host, ignoresCase: true);
            case "originalhost":
                return PatternList.Matches(patterns, _context.OriginalHost, ignoresCase: true);
            case "user":
                return PatternList.Matches(patterns, _context.User);
            case "localuser":
                return PatternList.Matches(patterns, _context.LocalUser);
            case "tagged":
                return PatternList.Matches(patterns, _context.Tag);
            case "exec":
                return isStillPossible ? Execute(value, place) : false;
            default:
                _remarks.Add(new ConfigRemark(place, $"Match {criterion} cannot be judged for moshi's keywords; the block is passed over. Host, and Match with host, "
                    + "originalhost, user, localuser, tagged, exec and all can"));
                return null;
        }
    }

    private bool? Execute(string command, ConfigPlace place)
    {
        var expanded = _context.ExpandTokens(command, out var error);
        if (error is not null)
        {
            _remarks.Add(new ConfigRemark(place, error));
            return null;
        }
        if (!_outcomes.TryGetValue(expanded, out var outcome))
            _outcomes.Add(expanded, outcome = _context.Exec(expanded));
        return outcome;
    }
}
