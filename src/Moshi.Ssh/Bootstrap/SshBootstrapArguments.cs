using Moshi.Ssh.Config;

namespace Moshi.Ssh.Bootstrap;

/// <summary>How ssh is run for the bootstrap: whatever the user has configured for interactive use, the command goes through (decision 17).</summary>
public sealed record SshBootstrapArguments
{
    /// <summary>The ssh program with options for it.</summary>
    public required IReadOnlyList<string> Ssh { get; init; }

    /// <summary>Options of the command line that are ssh's.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>As typed, without the user.</summary>
    public required string Host { get; init; }

    /// <summary>What <c>ssh -G</c> has said.</summary>
    public required SshSettings Settings { get; init; }

    /// <summary>Where ssh writes what it has to say.</summary>
    public required string LogFile { get; init; }

    /// <summary>Ask for a terminal at the remote side, for sites that demand one.</summary>
    public bool Pty { get; init; }

    /// <summary>Path of a control socket of our own, so that further attempts need no further login; null leaves the user's settings alone.</summary>
    public string? PrivateMaster { get; init; }

    /// <summary>ssh makes a connection that others will share: nothing may be forbidden that they may want.</summary>
    public bool MakesSharedMaster { get; init; }

    /// <summary>The user asked for one of these by option: ours would take it back.</summary>
    public bool ForwardsAgent { get; init; }

    /// <inheritdoc cref="ForwardsAgent"/>
    public bool ForwardsX11 { get; init; }

    /// <summary>The argument vector with a command for the remote side.</summary>
    public IReadOnlyList<string> With(string command)
    {
        var words = new List<string>(Ssh) { "-E", LogFile };

        // Only at this level does ssh tell which address it has reached; more is the user's wish. The first value counts.
        if (!IsVerbose(Settings["loglevel"]))
            words.AddRange(["-o", "LogLevel=VERBOSE"]);
        if (PrivateMaster is { } path)
        {
            words.AddRange(["-o", "ControlMaster=auto", "-o", "ControlPersist=120", "-o", $"ControlPath={path.Replace("%", "%%", StringComparison.Ordinal)}"]);
            words.AddRange(WithoutControlPath(Options));
        }
        else
        {
            words.AddRange(Options);
        }

        words.Add(Pty ? "-tt" : "-T");
        if (!ForwardsAgent && !MakesSharedMaster)
            words.Add("-a");
        if (!ForwardsX11 && !MakesSharedMaster)
            words.Add("-x");
        words.AddRange(["-o", "RemoteCommand=none", "-o", "ClearAllForwardings=yes", "-o", "ExitOnForwardFailure=no", "-o", "Tunnel=no"]);
        if (!Pty)
            words.AddRange(["-o", "RequestTTY=no"]);
        foreach ((string keyword, string value) in new[] { ("SessionType", "default"), ("StdinNull", "no"), ("ForkAfterAuthentication", "no") })
        {
            if (Settings.Knows(keyword))
                words.AddRange(["-o", $"{keyword}={value}"]);
        }

        // Without a limit of its own ssh waits for the kernel's, two minutes.
        if (Settings["connecttimeout"] is null or "none")
            words.AddRange(["-o", "ConnectTimeout=15"]);
        words.AddRange(["--", Host, command]);
        return words;
    }

    /// <summary>Options without those that would choose another connection: the letters override keywords wherever they stand.</summary>
    public static IEnumerable<string> WithoutControlPath(IReadOnlyList<string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Rest(options);
    }

    private static IEnumerable<string> Rest(IReadOnlyList<string> options)
    {
        for (int i = 0; i < options.Count; i++)
        {
            if (options[i] is "-S")
                i++;
            else if (options[i] is not "-M")
                yield return options[i];
        }
    }

    /// <summary>True for the levels at which ssh tells all that we need by itself.</summary>
    public static bool IsVerbose(string? level) => level is not null
        && (level.Equals("VERBOSE", StringComparison.OrdinalIgnoreCase) || level.StartsWith("DEBUG", StringComparison.OrdinalIgnoreCase));
}
