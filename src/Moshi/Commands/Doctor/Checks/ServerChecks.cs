using System.Globalization;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;
using Moshi.Commands.Options;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>The host: start-up files, the server program, its version, its locale.</summary>
internal static class ServerChecks
{
    public static Finding Noise(DoctorFacts facts)
    {
        const string Name = "start-up files";
        if (facts is not { Login: { HasHello: true } login, HostSide: { } host })
            return Finding.Skip(Name, "needs a login");
        if (login.Noise.Length == 0)
            return Finding.Ok(Name, "print nothing");
        string first = login.Noise.Split('\n')[0];
        string file = host.PrintingLines.Count > 0 ? FileOf(host.PrintingLines[0]) : UsualFile(host.Shell);
        string where = host.PrintingLines.Count > 0 ? $"probably {host.PrintingLines[0]}" : $"probably {file}";
        return Finding.Warn(Name, $"something prints text in front of the server's answer (\"{Cut(first, 60)}\"): {where}. mosh, scp, rsync and git stumble over that; moshi reads past it", Guard(host.Shell, file));
    }

    public static Finding Server(DoctorFacts facts)
    {
        const string Name = "server";
        if (facts.HostSide is not { } host)
            return Finding.Skip(Name, "needs a login");
        if (host.Server is "none")
            return Finding.Fail(Name, "neither moshi-server nor mosh-server is installed on the host", Install(host.Distribution, facts.Host));
        if (host.Port == 0)
        {
            return IsLocaleComplaint(host)
                ? Finding.Skip(Name, "does not start for want of a locale")
                : Finding.Fail(Name, $"{Program(host)} does not start: {Cut(Complaint(host), 160)}", StartFix(host, facts.Host));
        }

        if (host.IsServerHidden)
            return Finding.Warn(Name, $"{host.ServerPath} is only in the PATH of login shells; mosh does not find it there, moshi does", $"moshi -o MoshiServer={host.ServerPath} {facts.Host}   (or set PATH in {PathFile(host.Shell)})");
        return Finding.Ok(Name, string.Create(CultureInfo.InvariantCulture, $"{host.ServerPath} starts, UDP port {host.Port}"));
    }

    public static Finding Versions(DoctorFacts facts)
    {
        const string Name = "versions";
        if (facts.HostSide is not { Server: not "none" } host)
            return Finding.Skip(Name, "needs a server");
        string own = $"moshi {ProgramVersion.Own} here";
        if (host.ServerVersion.Contains($"[build moshi {ProgramVersion.Own}]", StringComparison.Ordinal))
            return Finding.Ok(Name, $"{own}, the same there");
        if (host.ServerVersion.Contains("build moshi", StringComparison.Ordinal))
            return Finding.Warn(Name, $"{own}, {host.ServerVersion} there; they work together, without what only the newer one has", $"moshi --install auto {facts.Host}");
        return Finding.Ok(Name, $"{own}; {(host.ServerVersion.Length == 0 ? "unknown version" : host.ServerVersion)} there (what only our own server can do is off)");
    }

    public static Finding Locale(DoctorFacts facts)
    {
        const string Name = "host locale";
        if (facts.HostSide is not { } host)
            return Finding.Skip(Name, "needs a login");
        if (IsLocaleComplaint(host))
            return Finding.Fail(Name, $"{Program(host)} refuses to start without a UTF-8 locale, and the host has none{Sets(host)}", LocaleFix(host));
        if (host.Charset is "UTF-8" or "utf-8")
            return Finding.Ok(Name, $"{host.Charset}");
        if (!host.HasLocaleProgram)
            return Finding.Ok(Name, "the host cannot tell; moshi-server needs none");
        return host.Utf8Locales.Count == 0
            ? Finding.Warn(Name, $"the host has no UTF-8 locale{Sets(host)}: mosh-server would not start, and programs in a session may show letters wrongly", LocaleFix(host))
            : Finding.Ok(Name, $"{host.Charset} for logins; sessions are given {host.Utf8Locales[0]}");
    }

    private static bool IsLocaleComplaint(HostFacts host) => host.Port == 0 && host.ServerWords.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
        && host.ServerWords.Contains("locale", StringComparison.OrdinalIgnoreCase);

    private static string Sets(HostFacts host) => host.Charset.Length == 0 ? "" : $" (logins get {host.Charset})";

    private static string LocaleFix(HostFacts host) => host.Distribution switch
    {
        "debian" or "ubuntu" or "raspbian" or "linuxmint" => "sudo apt install locales && sudo localedef -i C -f UTF-8 C.UTF-8   (on the host)",
        "alpine" => "sudo apk add musl-locales   (on the host)",
        "fedora" or "rhel" or "centos" or "rocky" or "almalinux" => "sudo dnf install glibc-langpack-en   (on the host)",
        _ => "sudo localedef -i en_US -f UTF-8 en_US.UTF-8   (on the host)",
    };

    private static string Install(string distribution, string host) => distribution switch
    {
        "debian" or "ubuntu" or "raspbian" or "linuxmint" => $"moshi --install auto {host}   (or on the host: sudo apt install mosh)",
        "fedora" or "rhel" or "centos" or "rocky" or "almalinux" => $"moshi --install auto {host}   (or on the host: sudo dnf install mosh)",
        "alpine" => "sudo apk add mosh   (on the host)",
        "arch" => $"moshi --install auto {host}   (or on the host: sudo pacman -S mosh)",
        _ => $"moshi --install auto {host}",
    };

    private static string Program(HostFacts host) => host.Server is "custom" ? "the server command" : host.ServerPath.Length > 0 ? host.ServerPath : $"{host.Server}-server";

    private static string Complaint(HostFacts host)
    {
        string[] lines = host.ServerWords.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"it said nothing (status {host.ServerStatus?.ToString(CultureInfo.InvariantCulture) ?? "unknown"})") : lines[0];
    }

    private static string StartFix(HostFacts host, string name)
    {
        if (host.ServerWords.Contains("bind", StringComparison.OrdinalIgnoreCase) || host.ServerWords.Contains("UDP socket", StringComparison.Ordinal))
            return "pkill -u \"$USER\" 'moshi?-server'   (on the host: old sessions hold all ports; or name more with UdpPort)";
        return host.Server is "custom" ? "moshi config show " + name + "   (keyword Server)" : $"ssh {name} {host.ServerPath} new   (and mend what it complains about)";
    }

    private static string FileOf(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? line : line[..colon];
    }

    private static string UsualFile(string shell) => shell switch
    {
        "bash" => "~/.bashrc",
        "zsh" => "~/.zshenv",
        "fish" => "~/.config/fish/config.fish",
        "tcsh" => "~/.tcshrc or ~/.cshrc",
        "csh" => "~/.cshrc",
        _ => "~/.ssh/rc or the shell's start-up file",
    };

    private static string PathFile(string shell) => shell switch
    {
        "zsh" => "~/.zshenv",
        "fish" => "~/.config/fish/config.fish",
        "tcsh" or "csh" => "~/.cshrc",
        _ => "~/.bashrc, at its top",
    };

    private static string Guard(string shell, string file) => shell switch
    {
        "fish" => $"status is-interactive; or exit   (at the top of {file} on the host)",
        "csh" or "tcsh" => $"if (! $?prompt) exit   (at the top of {file} on the host)",
        "zsh" => $"[[ -o interactive ]] || return   (at the top of {file} on the host)",
        _ => $"case $- in *i*) ;; *) return ;; esac   (at the top of {file} on the host)",
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length] + "…";
}
