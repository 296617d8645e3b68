using Moshi.Ssh.Config;

namespace Moshi.Commands.Completion;

/// <summary>The host names that a user may mean: from Host lines of configuration files, and from files of known host keys. For completions.</summary>
internal sealed class HostNames(IConfigFiles files, string home)
{
    private const int MaxDepth = 16;
    private const int MaxFiles = 256;

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private int _filesRead;

    /// <summary>What has been found, sorted.</summary>
    public IEnumerable<string> All => _names;

    /// <summary>Takes the names of Host lines that are no patterns, also those of included files.</summary>
    /// <param name="path">A file of moshi's or ssh's grammar.</param>
    /// <param name="includeBase">Where relative names behind Include are looked for.</param>
    public void AddConfig(string path, string includeBase) => AddConfig(path, includeBase, depth: 0);

    /// <summary>Takes the names of a known_hosts file: not hashed ones, no patterns, no addresses, and of <c>[host]:port</c> the host.</summary>
    public void AddKnownHosts(string path)
    {
        if (files.Read(path, out _) is not { } text)
            return;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            string[] words = raw.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            int at = words is [['@', ..], ..] ? 1 : 0;
            if (words.Length <= at || words[at].StartsWith('#') || words[at].StartsWith('|'))
                continue;
            foreach (string word in words[at].Split(','))
            {
                string name = word.StartsWith('[') && word.IndexOf(']', StringComparison.Ordinal) is > 0 and var end ? word[1..end] : word;
                if (!System.Net.IPAddress.TryParse(name, out _))
                    Add(name);
            }
        }
    }

    private void AddConfig(string path, string includeBase, int depth)
    {
        if (depth > MaxDepth || ++_filesRead > MaxFiles || files.Read(path, out _) is not { } text)
            return;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            if (ConfigLine.Parse(raw, out _) is not { IsHidden: false } line)
                continue;
            if (line.Keyword.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string name in line.Arguments)
                    Add(name);
            }
            else if (line.Keyword.Equals("Include", StringComparison.OrdinalIgnoreCase))
            {
                foreach (string name in line.Arguments)
                    Include(name, includeBase, depth);
            }
        }
    }

    private void Include(string name, string includeBase, int depth)
    {
        string pattern = name.StartsWith("~/", StringComparison.Ordinal) ? $"{home}/{name[2..]}" : name;
        pattern = pattern.StartsWith('/') ? pattern : $"{includeBase}/{pattern}";
        foreach (string path in files.Expand(pattern).Take(MaxFiles))
            AddConfig(path, includeBase, depth + 1);
    }

    // Names go to a shell as candidates, so that anything a shell could take for more than a word is left out.
    private void Add(string name)
    {
        if (name.Length is > 0 and <= 255 && name[0] != '-' && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '@'))
            _names.Add(name);
    }
}
