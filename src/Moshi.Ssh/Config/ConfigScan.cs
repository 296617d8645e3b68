namespace Moshi.Ssh.Config;

/// <summary>
/// Looks whether ssh's files say anything to moshi at all. For most people they do not, and then their Match lines are none of our business: commands of
/// <c>Match exec</c> are not run once more, and criteria that only ssh can judge are nothing to remark upon.
/// </summary>
public static class ConfigScan
{
    /// <summary>True when a file of ssh's, or one that it includes under whatever condition, has a keyword of moshi.</summary>
    /// <param name="files">The files.</param>
    /// <param name="home">For <c>~</c>.</param>
    /// <param name="path">Absolute.</param>
    /// <param name="includeBase">Directory of relative names after <c>Include</c>.</param>
    public static bool HasOwnKeywords(IConfigFiles files, string home, string path, string includeBase)
    {
        ArgumentNullException.ThrowIfNull(files);
        var seen = new HashSet<string>(StringComparer.Ordinal) { path };
        var waiting = new Queue<string>([path]);
        while (waiting.TryDequeue(out string? next))
        {
            if (files.Read(next, out _) is not { } text)
                continue;
            foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
            {
                if (ConfigLine.Parse(raw, out _) is not { } line)
                    continue;
                if (ConfigReader.KeywordOf(line, ConfigDialect.Ssh) is not null)
                    return true;
                if (!line.Keyword.Equals("Include", StringComparison.OrdinalIgnoreCase))
                    continue;
                foreach (string name in line.Arguments.SelectMany(argument => files.Expand(ConfigReader.IncludePattern(argument, home, includeBase))))
                {
                    if (seen.Count < ConfigReader.MaxFiles && seen.Add(name))
                        waiting.Enqueue(name);
                }
            }
        }

        return false;
    }
}
