using Moshi.Platform.Users;

namespace Moshi.Server;

/// <summary>What runs on the pty: a command, or the user's login shell.</summary>
/// <param name="File">Program, looked up in PATH.</param>
/// <param name="Arguments">All of argv.</param>
/// <param name="WorkingDirectory">Where it starts: the home directory.</param>
/// <param name="IsLoginShell">True when no command was given; the message of the day is shown then.</param>
internal sealed record ShellCommand(string File, IReadOnlyList<string> Arguments, string? WorkingDirectory, bool IsLoginShell)
{
    /// <summary>Shell from SHELL, else the account, else /bin/sh; home from HOME, else the account (mosh-protocol "Environment").</summary>
    /// <param name="command">Words to execute; null for none.</param>
    /// <param name="text">Text for the shell to run, as sshd hands a command to it; null for none.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static ShellCommand Choose(IReadOnlyList<string>? command, string? text, Func<string, string?> environment)
    {
        UserAccount? account = null;
        string? home = environment("HOME");
        if (string.IsNullOrEmpty(home))
            home = (account ??= UserAccount.Current())?.Home;
        if (!Directory.Exists(home))
            home = null;
        if (command is { Count: > 0 })
            return new ShellCommand(command[0], command, home, IsLoginShell: false);
        string? shell = environment("SHELL");
        if (string.IsNullOrEmpty(shell))
            shell = (account ?? UserAccount.Current())?.Shell;
        if (string.IsNullOrEmpty(shell))
            shell = "/bin/sh";
        if (text is not null)
            return new ShellCommand(shell, [Path.GetFileName(shell), "-c", text], home, IsLoginShell: false);
        return new ShellCommand(shell, ["-" + Path.GetFileName(shell)], home, IsLoginShell: true);
    }
}
