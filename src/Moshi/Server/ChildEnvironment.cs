using Moshi.Diagnostics.Trace;
using Moshi.Platform.Process;

namespace Moshi.Server;

/// <summary>What the environment of the session's program differs in from the server's (mosh-protocol "Environment"): what belonged to the login that started the server is gone with it.</summary>
internal static class ChildEnvironment
{
    /// <summary>Of a terminal, a multiplexer or a connection that is not this one.</summary>
    private static readonly string[] s_foreign =
    [
        "STY", "WINDOW", "TMUX", "TMUX_PANE", "WINDOWID", "TERMCAP", "LINES", "COLUMNS", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "VTE_VERSION", "KITTY_WINDOW_ID", "WEZTERM_PANE",
        "ALACRITTY_WINDOW_ID", "GNOME_TERMINAL_SCREEN", "SSH_ORIGINAL_COMMAND", "MOSH_KEY",
    ];

    /// <param name="colors">Exactly 256 makes TERM <c>xterm-256color</c>.</param>
    /// <param name="home">Where the program starts; null leaves PWD alone.</param>
    /// <param name="terminal">The session's terminal, for SSH_TTY; null leaves none.</param>
    /// <param name="connection">Client's address and port, server's address and port, as SSH_CONNECTION has them; null leaves none.</param>
    /// <param name="wanted">Variables that the client sends: they are not foreign.</param>
    public static EnvironmentBlock Create(
        int colors, string? home, string? terminal = null, string? connection = null, IReadOnlyList<KeyValuePair<string, string>>? wanted = null)
    {
        EnvironmentBlock environment = NativeEnvironment.Copy();
        environment["TERM"] = colors == 256 ? "xterm-256color" : "xterm";

        // The emulator has no line-drawing character set; ncurses then draws with Unicode.
        environment["NCURSES_NO_UTF8_ACS"] = "1";
        environment[SessionTrace.Variable] = null;
        foreach (string name in s_foreign)
        {
            if (wanted is null || !wanted.Any(variable => string.Equals(variable.Key, name, StringComparison.Ordinal)))
                environment[name] = null;
        }

        if (environment["SSH_CONNECTION"] is not null)
            MoveFromLogin(environment, terminal, connection);
        if (home is not null)
            environment["PWD"] = home;
        return environment;
    }

    // Programs look here to see that they are far from the user, and from where; the login's own answers are about a connection that has ended (mosh issues 334, 1134).
    private static void MoveFromLogin(EnvironmentBlock environment, string? terminal, string? connection)
    {
        environment["SSH_TTY"] = terminal;
        environment["SSH_CONNECTION"] = connection;
        environment["SSH_CLIENT"] = connection?.Split(' ') is [var client, var clientPort, _, var serverPort] ? $"{client} {clientPort} {serverPort}" : null;

        // A display with a host in front, and an agent that nobody on this host has started, were forwarded.
        if (environment["DISPLAY"] is { } display && display.Split(':')[0] is not ("" or "unix"))
            environment["DISPLAY"] = null;
        if (environment["SSH_AUTH_SOCK"] is { } agent && environment["SSH_AGENT_PID"] is null && IsForwardedAgent(agent))
            environment["SSH_AUTH_SOCK"] = null;
    }

    /// <summary>Where sshd puts its sockets: <c>/tmp/ssh-X/agent.N</c>, and since 10.1 <c>~/.ssh/agent/s.X.sshd.Y</c>.</summary>
    private static bool IsForwardedAgent(string path) =>
        (path.Contains("/ssh-", StringComparison.Ordinal) && path.Contains("/agent.", StringComparison.Ordinal))
        || (path.Contains("/.ssh/agent/", StringComparison.Ordinal) && path.Contains(".sshd.", StringComparison.Ordinal));
}
