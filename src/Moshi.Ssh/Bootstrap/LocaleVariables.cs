namespace Moshi.Ssh.Bootstrap;

/// <summary>The variables that make a locale, as the wrapper hands them to the server. Source: mosh-protocol §1.3.</summary>
public static class LocaleVariables
{
    /// <summary>In the order in which they are handed over.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES", "LC_PAPER", "LC_NAME", "LC_ADDRESS",
        "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
    ];

    /// <summary>Those that are set, as <c>NAME=value</c>.</summary>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static IReadOnlyList<string> Collect(Func<string, string?> environment)
    {
        var found = new List<string>();
        foreach (string name in Names)
        {
            if (environment(name) is { } value)
                found.Add($"{name}={value}");
        }

        return found;
    }
}
