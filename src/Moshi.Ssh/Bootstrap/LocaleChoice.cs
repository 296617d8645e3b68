namespace Moshi.Ssh.Bootstrap;

/// <summary>The client's locale as it is handed to the server: like mosh's, but never without UTF-8, and with names that other systems know (keyword Locale).</summary>
public static class LocaleChoice
{
    /// <summary>A locale of UTF-8 without a language, which every system of today has.</summary>
    public const string Fallback = "C.UTF-8";

    /// <summary>The variables as <c>NAME=value</c>.</summary>
    /// <param name="wanted">Value of the keyword Locale: <c>auto</c> or a name.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static IReadOnlyList<string> Collect(string wanted, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(environment);
        if (!wanted.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return [$"LC_ALL={wanted}"];
        var own = new List<KeyValuePair<string, string>>();
        foreach (string name in LocaleVariables.Names)
        {
            if (environment(name) is { Length: > 0 } value)
                own.Add(new(name, Repair(name, value)));
        }

        if (IsUtf8(Effective(own)))
            return [.. own.Select(static variable => $"{variable.Key}={variable.Value}")];

        // What names another character set is left out; a language with the right one stays.
        IEnumerable<KeyValuePair<string, string>> rest = own.Where(static variable => variable.Key is not "LC_ALL" and not "LC_CTYPE" and not "LANG" && IsUtf8(variable.Value));
        return [$"LANG={Fallback}", .. rest.Select(static variable => $"{variable.Key}={variable.Value}")];
    }

    /// <summary>The name says UTF-8, in any of its spellings.</summary>
    public static bool IsUtf8(string? locale)
    {
        if (locale is null)
            return false;
        int dot = locale.IndexOf('.', StringComparison.Ordinal);
        string charset = locale[(dot + 1)..].Split('@')[0];
        return dot >= 0 && (charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase));
    }

    // macOS has a locale that is called UTF-8; nobody else has.
    private static string Repair(string name, string value) =>
        value.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) && name is not "LANGUAGE" ? Fallback : value;

    private static string? Effective(List<KeyValuePair<string, string>> variables)
    {
        foreach (string name in new[] { "LC_ALL", "LC_CTYPE", "LANG" })
        {
            foreach (KeyValuePair<string, string> variable in variables)
            {
                if (string.Equals(variable.Key, name, StringComparison.Ordinal))
                    return variable.Value;
            }
        }

        return null;
    }
}
