using System.Globalization;

namespace Moshi.Ssh.Bootstrap;

/// <summary>How the server is to be started: becomes the text that ssh hands to the remote shell. Source: mosh-protocol §1.3.</summary>
public sealed record ServerInvocation
{
    // Its answer begins on a line of its own even when the shell's start-up files printed something without a line's end.
    private const string TellSshConnection =
        """sh -c '[ -n "$SSH_CONNECTION" ] && printf "\nMOSH SSH_CONNECTION %s\n" "$SSH_CONNECTION"' ; """;

    /// <summary>Shell text, as the user wrote it; not quoted, so that it may be a path with <c>~</c> or an env(1) command.</summary>
    public required string Server { get; init; }

    /// <summary>Colours of the client's terminal.</summary>
    public required int Colors { get; init; }

    /// <summary><c>ssh</c>, <c>any</c> (in any case) or a numeric address of the server.</summary>
    public string BindServer { get; init; } = "ssh";

    /// <summary>PORT or PORT:PORT2 as the user wrote it, checked; null to let the server choose.</summary>
    public string? Ports { get; init; }

    /// <summary>Locale variables as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Locale { get; init; } = [];

    /// <summary>The command to run in the session; empty for a login shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The server's arguments, unquoted.</summary>
    public IReadOnlyList<string> ToArguments()
    {
        var words = new List<string> { "new", "-c", Colors.ToString(CultureInfo.InvariantCulture) };
        if (string.Equals(BindServer, "ssh", StringComparison.OrdinalIgnoreCase))
            words.Add("-s");
        else if (!string.Equals(BindServer, "any", StringComparison.OrdinalIgnoreCase))
            words.AddRange(["-i", BindServer]);
        if (Ports is not null)
            words.AddRange(["-p", Ports]);
        foreach (string variable in Locale)
            words.AddRange(["-l", variable]);
        if (Command.Count > 0)
        {
            words.Add("--");
            words.AddRange(Command);
        }

        return words;
    }

    /// <summary>The text for a shell.</summary>
    /// <param name="tellsSshConnection">Let the remote shell first report SSH_CONNECTION (<see cref="RemoteAddressMode.Remote"/>).</param>
    public string ToShell(bool tellsSshConnection) =>
        (tellsSshConnection ? TellSshConnection : "") + Server + " " + ShellQuote.Quote(ToArguments());
}
