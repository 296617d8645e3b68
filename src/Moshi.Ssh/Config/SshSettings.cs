namespace Moshi.Ssh.Config;

/// <summary>What <c>ssh -G</c> says about a host: ssh's own keywords, resolved by ssh itself.</summary>
public sealed class SshSettings
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);

    private SshSettings()
    {
    }

    /// <summary>Reads the output: one keyword and its value a line. Lines without a value are empty values.</summary>
    public static SshSettings Parse(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var settings = new SshSettings();
        foreach (ReadOnlySpan<char> line in output.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;
            int blank = line.IndexOf(' ');
            string keyword = (blank < 0 ? line : line[..blank]).ToString();
            string value = blank < 0 ? "" : line[(blank + 1)..].ToString();
            // OpenSSH 9.2 prints a forwarded unix socket a second time, as a dynamic forward that it is not.
            if (keyword.Equals("dynamicforward", StringComparison.OrdinalIgnoreCase) && value.StartsWith('/'))
                continue;
            if (!settings._values.TryGetValue(keyword, out List<string>? values))
                settings._values.Add(keyword, values = []);
            values.Add(value);
        }
        return settings;
    }

    /// <summary>The value of a keyword, the first if there are several; null when this ssh does not have it, or it is not set.</summary>
    public string? this[string keyword] => _values.TryGetValue(keyword, out List<string>? values) ? values[0] : null;

    /// <summary>All values of a keyword that accumulates.</summary>
    public IReadOnlyList<string> All(string keyword) => _values.TryGetValue(keyword, out List<string>? values) ? values : [];

    /// <summary>True when this version of ssh knows the keyword: it prints those that it knows, but for a few without a default.</summary>
    public bool Knows(string keyword) => _values.ContainsKey(keyword);
}
