using System.Globalization;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>This machine: ssh, configuration files, locale, terminal.</summary>
internal static class LocalChecks
{
    public static Finding Ssh(DoctorFacts facts)
    {
        const string Name = "ssh";
        if (facts.Local is not { } local)
            return Finding.Fail(Name, "the ssh program does not answer", "command -v ssh; ssh -V");
        if (local.SshVersion is not { } version)
            return Finding.Fail(Name, $"there is no program {local.SshProgram}, or it cannot be run", "sudo apt install openssh-client   (dnf, apk: openssh-clients, openssh-client)");
        if (!version.StartsWith("OpenSSH", StringComparison.Ordinal))
            return Finding.Warn(Name, $"{local.SshProgram} is not OpenSSH ({First(version)}): the address that it reaches, ControlMaster and ssh -G may be unknown", "sudo apt install openssh-client");
        return Finding.Ok(Name, First(version));
    }

    public static Finding Config(DoctorFacts facts)
    {
        const string Name = "config";
        IReadOnlyList<ConfigRemark> remarks = facts.Local?.ConfigRemarks ?? [];
        return remarks.Count == 0
            ? Finding.Ok(Name, "configuration files have no mistakes")
            : Finding.Warn(Name, $"{remarks[0]}{(remarks.Count > 1 ? $" (and {(remarks.Count - 1).ToString(CultureInfo.InvariantCulture)} more)" : "")}", "moshi config check");
    }

    public static Finding Locale(DoctorFacts facts)
    {
        const string Name = "locale";
        if (facts.Local is not { } local)
            return Finding.Skip(Name, "not looked at");
        if (local.Charset is "UTF-8" or "utf-8")
            return Finding.Ok(Name, $"{(local.LocaleVariable.Length == 0 ? "default" : local.LocaleVariable)}: {local.Charset}");
        string cause = local.LocaleVariable.Length == 0 ? "no locale is set" : $"{local.LocaleVariable} is not a UTF-8 locale of this machine";
        return Finding.Warn(Name, $"{cause}: the character set is {local.Charset}, and letters beyond ASCII may be shown wrongly", "export LANG=C.UTF-8   (in ~/.profile)");
    }

    public static Finding Terminal(DoctorFacts facts)
    {
        const string Name = "terminal";
        if (facts.Local is not { } local)
            return Finding.Skip(Name, "not looked at");
        if (local.Term is null or "")
        {
            return local.IsTerminal
                ? Finding.Warn(Name, "TERM is not set: programs cannot know what the terminal can do", "export TERM=xterm-256color")
                : Finding.Skip(Name, "output is no terminal");
        }

        if (local.TerminalColors is not { } colors)
            return Finding.Warn(Name, $"TERM={local.Term} has no terminfo entry here", "export TERM=xterm-256color   (or: sudo apt install ncurses-term)");
        if (local.Term is "dumb")
            return local.IsTerminal ? Finding.Warn(Name, "TERM=dumb: a session cannot paint on this terminal", "export TERM=xterm-256color") : Finding.Skip(Name, "output is no terminal");
        return Finding.Ok(Name, string.Create(CultureInfo.InvariantCulture, $"TERM={local.Term}, {colors} colours{(local.HasTrueColor ? ", all colours (COLORTERM)" : "")}"));
    }

    private static string First(string text) => text.Split('\n')[0].Trim();
}
