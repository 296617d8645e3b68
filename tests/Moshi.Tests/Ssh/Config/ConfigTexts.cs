using Moshi.Ssh.Config;

namespace Moshi.Tests.Ssh.Config;

/// <summary>Configuration files that exist only in a test.</summary>
internal sealed class ConfigTexts : IConfigFiles
{
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    internal string this[string path]
    {
        set => _texts[path] = value;
    }

    public string? Read(string path, out string? problem)
    {
        problem = null;
        return _texts.GetValueOrDefault(path);
    }

    public IReadOnlyList<string> Expand(string pattern) => [.. _texts.Keys.Where(path => PatternList.MatchesOne(pattern, path))];
}
