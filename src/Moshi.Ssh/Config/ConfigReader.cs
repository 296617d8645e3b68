namespace Moshi.Ssh.Config;

/// <summary>
/// Finds moshi's keywords in configuration files: evaluates <c>Host</c>, <c>Match</c> and <c>Include</c> as ssh_config(5) does, and collects the entries that
/// apply, in order. The first one of a keyword is the one that counts.
/// </summary>
/// <remarks>
/// Of ssh's own keywords only those are looked at that its <c>Match</c> depends on (<see cref="SshPass"/>): <c>ssh -G</c> knows the others. Nothing here
/// fails: what cannot be understood is passed over and remarked upon.
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
    private readonly SshPass _pass;
    private int _filesRead;

    /// <param name="files">The files.</param>
    /// <param name="context">What ssh says of the host.</param>
    /// <param name="pass">What ssh's command line says already; null for nothing.</param>
    public ConfigReader(IConfigFiles files, ConfigContext context, SshPass? pass = null)
    {
        _files = files;
        _context = context;
        _pass = pass ?? new SshPass();
    }

    /// <summary>ssh reads its files twice for this host: so shall the caller, with <see cref="BeginFinalPass"/> between.</summary>
    public bool NeedsFinalPass => !_pass.IsFinal && (_context.IsCanonicalized || _pass.IsFinalWanted);

    /// <summary>The entries that apply, in the order in which they were found.</summary>
    public IReadOnlyList<ConfigEntry> Entries => _entries;

    /// <summary>What was wrong on the way.</summary>
    public IReadOnlyList<ConfigRemark> Remarks => _remarks;

    /// <summary>From here on ssh's files are read for the second time.</summary>
    public void BeginFinalPass()
    {
        _pass.BeginFinal();
        _filesRead = 0;
    }

    /// <summary>Reads a file if it exists, after those read before.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="dialect">Whose file it is.</param>
    /// <param name="includeBase">Directory of relative names after <c>Include</c>: ~/.ssh for the user's ssh file, the file's own otherwise.</param>
    public void Read(string path, ConfigDialect dialect, string includeBase) => Read(path, dialect, includeBase, isActive: true, depth: 0);

    private void Read(string path, ConfigDialect dialect, string includeBase, bool isActive, int depth)
    {
        _filesRead++;
        string? text = _files.Read(path, out string? problem);
        if (problem is not null)
            Remark(new ConfigPlace(path, 1), problem);
        if (text is null)
            return;
        bool isOfSsh = dialect == ConfigDialect.Ssh;

        // A block of an included file ends with it; outside of blocks what includes it decides.
        bool isOutside = isActive;
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            var place = new ConfigPlace(path, ++number);
            var line = ConfigLine.Parse(raw, out string? error);
            if (error is not null && (dialect == ConfigDialect.Moshi || raw.Contains(Prefix, StringComparison.OrdinalIgnoreCase)))
                Remark(place, $"{error}; the line is passed over");
            if (line is null)
                continue;
            if (Is(line, "Host"))
                isActive = isOutside && PatternList.Matches(line.Arguments, isOfSsh && _pass.IsFinal ? _context.Host : _context.OriginalHost);
            else if (Is(line, "Match"))
                isActive = Matches(line, place, isOfSsh, isOutside);
            else if (Is(line, "Include"))
                Include(line, dialect, includeBase, isActive, depth, place);
            else if (isActive && KeywordOf(line, dialect) is { } keyword)
                _entries.Add(new ConfigEntry(keyword, line.Arguments, place));
            else if (isActive && isOfSsh)
                _pass.Take(line.Keyword, line.Arguments);
        }
    }

    private void Remark(ConfigPlace place, string text)
    {
        var remark = new ConfigRemark(place, text);
        if (!_remarks.Contains(remark))
            _remarks.Add(remark);
    }

    /// <summary>The keyword of moshi on a line, without prefix, or null when the line is none of its business.</summary>
    internal static string? KeywordOf(ConfigLine line, ConfigDialect dialect)
    {
        if (line.Keyword.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return line.Keyword[Prefix.Length..];
        return dialect == ConfigDialect.Moshi || line.IsHidden ? line.Keyword : null;
    }

    /// <summary>The absolute pattern that a word after <c>Include</c> means.</summary>
    internal static string IncludePattern(string word, string home, string includeBase)
    {
        string pattern = word.StartsWith("~/", StringComparison.Ordinal) ? $"{home}/{word[2..]}" : word;
        return pattern.StartsWith('/') ? pattern : $"{includeBase}/{pattern}";
    }

    private static bool Is(ConfigLine line, string keyword) => !line.IsHidden && line.Keyword.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private void Include(ConfigLine line, ConfigDialect dialect, string includeBase, bool isActive, int depth, ConfigPlace place)
    {
        if (depth == MaxDepth || _filesRead >= MaxFiles)
        {
            Remark(place, "files include each other too deeply; this one is passed over");
            return;
        }
        foreach (string name in line.Arguments)
        {
            foreach (string path in _files.Expand(IncludePattern(name, _context.Home, includeBase)).Take(MaxFiles - _filesRead))
                Read(path, dialect, includeBase, isActive, depth + 1);
        }
    }

    private bool Matches(ConfigLine line, ConfigPlace place, bool isOfSsh, bool isPossible)
    {
        ConfigContext context = isOfSsh ? _pass.Context(_context) : _context;
        var words = new Queue<string>(line.Arguments);
        bool result = isPossible && words.Count > 0;
        while (words.TryDequeue(out string? word))
        {
            bool isNegated = word.StartsWith('!');
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string criterion = (equals < 0 ? word : word[..equals])[(isNegated ? 1 : 0)..].ToLowerInvariant();
            string? value = equals < 0 ? null : word[(equals + 1)..];
            bool? holds = criterion switch
            {
                "all" => true,
                "final" or "canonical" when isOfSsh => _pass.Final(isWanted: criterion is "final"),

                // Files of our own are read when ssh has resolved the name: this is the last pass.
                "final" => true,
                "canonical" => !_context.Host.Equals(_context.OriginalHost, StringComparison.OrdinalIgnoreCase),
                _ => Compare(criterion, value ?? (words.TryDequeue(out string? next) ? next : null), context, result, place),
            };
            result &= holds is { } known && known != isNegated;
        }
        return result;
    }

    /// <returns>Null when the criterion cannot be judged: such a line does not match, negated or not.</returns>
    private bool? Compare(string criterion, string? value, ConfigContext context, bool isStillPossible, ConfigPlace place)
    {
        if (value is null)
        {
            Remark(place, $"Match {criterion} needs a value");
            return null;
        }
        string[] patterns = value.Split(',');
        switch (criterion)
        {
            case "host":
                return PatternList.Matches(patterns, context.Host, ignoresCase: true);
            case "originalhost":
                return PatternList.Matches(patterns, context.OriginalHost, ignoresCase: true);
            case "user":
                return PatternList.Matches(patterns, context.User);
            case "localuser":
                return PatternList.Matches(patterns, context.LocalUser);
            case "tagged":
                return PatternList.Matches(patterns, context.Tag);
            case "exec":
                return isStillPossible ? Execute(value, context, place) : false;
            default:
                Remark(place, $"Match {criterion} cannot be judged for moshi's keywords; the block is passed over. Host, and Match with host, "
                    + "originalhost, user, localuser, tagged, exec and all can");
                return null;
        }
    }

    private bool? Execute(string command, ConfigContext context, ConfigPlace place)
    {
        string expanded = context.ExpandTokens(command, out string? error);
        if (error is not null)
        {
            Remark(place, error);
            return null;
        }
        if (!_outcomes.TryGetValue(expanded, out bool outcome))
            _outcomes.Add(expanded, outcome = context.Exec(expanded));
        return outcome;
    }
}
