namespace Moshi.Ssh.Config;

/// <summary>What Host and Match lines are compared with.</summary>
public sealed record ConfigContext
{
    /// <summary>The name as it was typed: for <c>Host</c> and <c>Match originalhost</c>.</summary>
    public required string OriginalHost { get; init; }

    /// <summary>The name after ssh's HostName and canonicalisation (<c>ssh -G</c>, <c>hostname</c>): for <c>Match host</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The remote user (<c>ssh -G</c>, <c>user</c>).</summary>
    public required string User { get; init; }

    /// <summary>The local user.</summary>
    public required string LocalUser { get; init; }

    /// <summary>The port of ssh (<c>ssh -G</c>, <c>port</c>), for tokens.</summary>
    public string Port { get; init; } = "22";

    /// <summary>The local user's home directory, for <c>~</c> and <c>%d</c>.</summary>
    public string Home { get; init; } = "";

    /// <summary>This machine's name, for <c>%l</c> and <c>%L</c>.</summary>
    public string LocalHost { get; init; } = "";

    /// <summary>The tag that ssh's configuration gives (<c>ssh -G</c>, <c>tag</c>): for <c>Match tagged</c>.</summary>
    public string Tag { get; init; } = "";

    /// <summary>ssh reads its files a second time, with the canonical name (<c>ssh -G</c>, <c>canonicalizehostname</c>).</summary>
    public bool IsCanonicalized { get; init; }

    /// <summary>The user's number, for <c>%i</c>.</summary>
    public string UserId { get; init; } = "";

    /// <summary>Runs the command of a <c>Match exec</c>, tokens already replaced, and tells whether it succeeded. Asked at most once per command.</summary>
    public Func<string, bool> Exec { get; init; } = static _ => false;

    /// <summary>Replaces the tokens %% %d %h %i %L %l %n %p %r %u of ssh_config(5).</summary>
    /// <param name="text">With tokens.</param>
    /// <param name="error">What is wrong, in words, or null.</param>
    public string ExpandTokens(string text, out string? error)
    {
        error = null;
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var expanded = new System.Text.StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '%')
            {
                expanded.Append(text[at]);
                continue;
            }
            char token = ++at < text.Length ? text[at] : '\0';
            string? value = Token(token);
            if (value is null)
            {
                error = token == '\0' ? "a single % stands at the end; write %% for the character itself" : $"%{token} is not a known token; write %% for the character % itself";
                return text;
            }
            expanded.Append(value);
        }
        return expanded.ToString();
    }

    private string? Token(char token) => token switch
    {
        '%' => "%",
        'd' => Home,
        'h' => Host,
        'i' => UserId,
        'L' => LocalHost.Split('.')[0],
        'l' => LocalHost,
        'n' => OriginalHost,
        'p' => Port,
        'r' => User,
        'u' => LocalUser,
        _ => null,
    };
}
