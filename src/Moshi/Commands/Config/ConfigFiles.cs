using Moshi.Diagnostics;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Config;

/// <summary>The real configuration files, with ssh's rule about who may write to them.</summary>
internal sealed class ConfigFiles : IConfigFiles
{
    public string? Read(string path, out string? problem)
    {
        problem = null;
        try
        {
            // Whoever says -F /dev/null means: nothing.
            if (!File.Exists(path) || path.Equals("/dev/null", StringComparison.Ordinal))
                return null;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            {
                problem = $"others may write to this file, so it is not trusted: chmod go-w {path}";
                return null;
            }

            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot be read: {FileFault.Of(e)}";
            return null;
        }
    }

    public IReadOnlyList<string> Expand(string pattern)
    {
        var found = new List<string> { "" };
        foreach (string part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = part.AsSpan().IndexOfAny('*', '?') < 0
                ? [.. found.Select(directory => $"{directory}/{part}")]
                : [.. found.SelectMany(directory => Matching(directory, part))];
        }

        return [.. found.Where(File.Exists)];
    }

    private static IEnumerable<string> Matching(string directory, string pattern)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(directory + "/")
                .Select(static path => Path.GetFileName(path)!)
                .Where(name => PatternList.MatchesOne(pattern, name) && (name[0] != '.' || pattern[0] == '.'))
                .Order(StringComparer.Ordinal)
                .Select(name => $"{directory}/{name}")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
