using System.Globalization;
using Moshi.Lab.Processes;

namespace Moshi.Lab.Screens;

/// <summary>
/// A terminal by people other than us, as the eye of the tests: two private tmux servers. Programs run in panes of the inner one, which
/// is attached inside the outer one; pictures are taken of the outer. The detour is what makes cells erased with a background colour
/// visible: tmux does not capture them, but the inner server, told that its terminal cannot erase with colour, paints them as blanks.
/// </summary>
public sealed class Tmux : IDisposable
{
    private const string InnerTerminal = "tmux-256color", OuterTerminal = "screen-256color";
    private readonly string _directory;
    private readonly Dictionary<string, string> _environment;
    private int _panes;
    private bool _disposed;

    /// <summary>Prepares the private servers; they start with the first pane.</summary>
    public Tmux()
    {
        _directory = Directory.CreateTempSubdirectory("moshi-eye-").FullName;
        _environment = LabEnvironment.Clean(_directory);
    }

    internal string InnerSocket => Path.Combine(_directory, "inner");

    internal string OuterSocket => Path.Combine(_directory, "outer");

    /// <summary>Runs a program in a new pane with its own window. Of its environment, TERM is tmux's own unless given.</summary>
    public TmuxPane Open(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TerminalSize size)
    {
        string name = "p" + (++_panes).ToString(CultureInfo.InvariantCulture);
        List<string> inner = ["env", "-i"];
        foreach ((string variable, string value) in environment)
            inner.Add($"{variable}={value}");
        if (!environment.ContainsKey("TERM"))
            inner.Add("TERM=" + InnerTerminal);
        // tmux 3.3a loses the status of about every tenth program, so a shell keeps it.
        inner.AddRange(["sh", "-c", "status=$0; \"$@\"; echo $? >\"$status\"", StatusFileOf(name), .. command]);
        // What differs from a clean slate: no status line, dead panes stay to be looked at, and all looks are passed on.
        string[] settings =
        [
            "start-server", ";", "set-option", "-g", "status", "off", ";", "set-option", "-g", "remain-on-exit", "on", ";",
            "set-option", "-g", "remain-on-exit-format", "", ";", "set-option", "-sg", "escape-time", "0", ";", "set-option", "-g", "focus-events", "off", ";",
            "set-option", "-s", "set-clipboard", "off", ";", "set-option", "-g", "prefix", "None", ";",
            "set-option", "-ga", "terminal-features", ",*:256:RGB:strikethrough:overline:usstyle",
        ];
        Open(InnerSocket, InnerTerminal, settings, name, inner, size);
        // The view follows the pane, and leaves with it.
        Open(OuterSocket, OuterTerminal, settings, name, ["env", "-u", "TMUX", "tmux", "-u", "-S", InnerSocket, "attach", "-t", name], size);
        TmuxPane pane = new(this, name);
        // Until the view is attached, the pane has no terminal to answer its queries and the picture is empty.
        LabTime.WaitUntil(() => Run(InnerSocket, "list-clients", "-t", name).Length > 0, "tmux view attached");
        return pane;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (string socket in (string[])[OuterSocket, InnerSocket])
        {
            if (File.Exists(socket))
                Command.Run(["tmux", "-S", socket, "kill-server"], _environment);
        }
        Directory.Delete(_directory, recursive: true);
    }

    internal string StatusFileOf(string name) => Path.Combine(_directory, name + ".status");

    /// <summary>Runs a tmux command and returns what it wrote.</summary>
    internal string Run(string socket, params IEnumerable<string> command)
    {
        Command.Outcome outcome = Command.Run(["tmux", "-u", "-S", socket, "-f", "/dev/null", .. command], _environment);
        return outcome.ExitCode == 0
            ? outcome.Output
            : throw new InvalidOperationException($"tmux {string.Join(' ', command)}: {outcome.Error.Trim()}");
    }

    /// <summary>A last `;` would separate tmux's commands.</summary>
    internal static string Escape(string argument) => argument.EndsWith(';') ? argument[..^1] + "\\;" : argument;

    private void Open(string socket, string terminal, string[] settings, string name, IReadOnlyList<string> command, TerminalSize size) => Run(
        socket,
        [
            .. settings, ";", "set-option", "-g", "default-terminal", terminal, ";", "new-session", "-d", "-s", name,
            "-x", size.Columns.ToString(CultureInfo.InvariantCulture), "-y", size.Rows.ToString(CultureInfo.InvariantCulture),
            .. command.Select(Escape),
        ]);
}
