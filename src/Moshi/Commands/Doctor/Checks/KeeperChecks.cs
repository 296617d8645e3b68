using System.Globalization;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>Who may end a server when its login ends: logind, and the unit of a sshd that systemd starts for each connection. And the clocks.</summary>
internal static class KeeperChecks
{
    /// <summary>More than this and one-time codes and certificates fail.</summary>
    private static readonly TimeSpan LargeOffset = TimeSpan.FromSeconds(60);

    /// <summary>The host tells whole seconds, and telling takes time.</summary>
    private static readonly TimeSpan Jump = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan ServerJump = TimeSpan.FromMilliseconds(1500);

    public static Finding Logind(DoctorFacts facts)
    {
        const string Name = "logind";
        if (facts.HostSide is not { } host)
            return Finding.Skip(Name, "needs a login");
        bool isDead = HasDied(facts);
        bool isKiller = KillsUsers(host) && !host.Lingers;
        if (!isKiller && isDead && (IsOwnUnit(host) || SocketUnit(host) is not null))
            return Finding.Skip(Name, "the unit of sshd ended the server, see sshd unit");
        if (isKiller)
        {
            string text = $"logind ends what a user started when the last login is over (KillUserProcesses=yes), and {User(host)} does not linger";
            return isDead
                ? Finding.Fail(Name, $"{text}: the server was gone as soon as ssh had left", "loginctl enable-linger   (on the host; or KillUserProcesses=no in /etc/systemd/logind.conf)")
                : Finding.Warn(Name, $"{text}; this time the server stayed, perhaps because of another login", "loginctl enable-linger   (on the host)");
        }

        if (isDead)
        {
            return Finding.Fail(Name, "the server answered, and was gone as soon as ssh had left: something on the host ends what a login leaves behind (logind, a PAM module, a container's supervisor)",
                "loginctl enable-linger   (on the host; else start it outside of the login: Server systemd-run --user --scope moshi-server)");
        }

        if (host.ControlGroup.Length == 0)
            return Finding.Ok(Name, "not used on the host");
        return Finding.Ok(Name, host.Lingers ? $"{User(host)} lingers" : "processes may stay after the login");
    }

    public static Finding SshdUnit(DoctorFacts facts)
    {
        const string Name = "sshd unit";
        if (facts.HostSide is not { } host)
            return Finding.Skip(Name, "needs a login");
        if (!IsOwnUnit(host))
            return JudgeSocket(SocketUnit(host), HasDied(facts) && !(KillsUsers(host) && !host.Lingers));
        string unit = Unit(host);
        bool isDead = HasDied(facts);
        if (KillMode(host) is "process" or "none")
            return Finding.Ok(Name, $"{unit}: KillMode={KillMode(host)}");
        string template = unit.Contains('@', StringComparison.Ordinal) ? unit[..(unit.IndexOf('@', StringComparison.Ordinal) + 1)] + ".service" : unit;
        string cause = $"sshd runs in {unit}, started for the connection by a socket unit, with KillMode={KillMode(host)}: systemd ends everything in it when the connection ends";
        return isDead
            ? Finding.Fail(Name, $"{cause}. The server was gone as soon as ssh had left", Fix(template))
            : Finding.Warn(Name, $"{cause}. This time the server stayed", Fix(template));
    }

    // The login is not in the unit's control group, as far as we could see, but the unit is there.
    private static Finding JudgeSocket(string? socket, bool isDead)
    {
        const string Name = "sshd unit";
        if (socket is null)
            return Finding.Ok(Name, "logins do not run inside of a unit of sshd");
        string[] words = socket.Split(' ');
        string template = words[0].Replace(".socket", "@.service", StringComparison.Ordinal);
        string cause = $"{words[0]} starts a {template} for each connection, with KillMode={words[^1]}: systemd ends everything in it when the connection ends";
        return isDead
            ? Finding.Fail(Name, $"{cause}. The server was gone as soon as ssh had left", Fix(template))
            : Finding.Warn(Name, $"{cause}. This time the server stayed", Fix(template));
    }

    public static Finding Clock(DoctorFacts facts)
    {
        const string Name = "clock";
        if (facts.Local is { } local && local.ClockJump.Duration() > TimeSpan.FromSeconds(1))
            return Finding.Fail(Name, $"the clock of this machine jumped by {Words(local.ClockJump)} during the checks", "timedatectl set-ntp true   (here)");
        if (facts.HostSide is not { ClockOffset: { } offset } host)
            return facts.Host.Length == 0 ? Finding.Ok(Name, "does not jump") : Finding.Skip(Name, "needs a login");
        TimeSpan drift = (host.ClockOffsetAtEnd ?? offset) - offset;
        if (drift.Duration() > Jump)
            return Finding.Fail(Name, $"the host's clock jumped by {Words(drift)} during the checks", "timedatectl set-ntp true   (on the host; in a virtual machine mend its time source)");
        if (facts.Path is { } path && path.ServerClockJump.Duration() > ServerJump && path.IsUp)
            return Finding.Fail(Name, $"the clock that the server runs by jumped by {Words(path.ServerClockJump)} during the checks: timers and round trips go wrong", "timedatectl set-ntp true   (on the host; after a suspended virtual machine mend its time source)");
        if (offset.Duration() > LargeOffset)
            return Finding.Warn(Name, $"the host's clock is {Words(offset.Duration())} {(offset > TimeSpan.Zero ? "ahead of" : "behind")} this machine's: one-time codes, certificates and tickets are refused, files get wrong times", "timedatectl set-ntp true   (on the machine that is wrong; date shows which)");
        return Finding.Ok(Name, "both ends agree");
    }

    /// <summary>It answered while ssh was there, and no more after.</summary>
    /// <remarks>Where large datagrams vanish, silence says nothing: the server may be trying to get a whole screen through. A server whose clock jumps ends by itself: it believes that its client has been away for long.</remarks>
    internal static bool HasDied(DoctorFacts facts) => facts.Path is { WasWatchedAfterLogin: true, AnswersAfterLogin: false } path
        && (path.SaidGoodbye || path.WasRefused || !(path.IsLargeBackMissing || path is { LostOut: > 0, FullSizeOut: false })) && !HasJumped(facts);

    /// <summary>The host's clock changed by more than the time that has passed.</summary>
    internal static bool HasJumped(DoctorFacts facts) => facts.Path is { } path && path.ServerClockJump.Duration() > ServerJump
        || facts.HostSide is { ClockOffset: { } start, ClockOffsetAtEnd: { } end } && (end - start).Duration() > Jump;

    private static bool KillsUsers(HostFacts host) => host.KillUserProcesses?.ToUpperInvariant() is "YES" or "TRUE" or "ON" or "1";

    private static bool IsOwnUnit(HostFacts host) =>
        Unit(host) is { } unit && unit.EndsWith(".service", StringComparison.Ordinal) && (unit.Contains("ssh", StringComparison.Ordinal) || unit.Contains("dropbear", StringComparison.Ordinal))
        && (unit.Contains('@', StringComparison.Ordinal) || host.KillMode.Length > 0);

    private static string? SocketUnit(HostFacts host) =>
        host.SocketUnits.FirstOrDefault(static unit => !unit.EndsWith(" process", StringComparison.Ordinal) && !unit.EndsWith(" none", StringComparison.Ordinal));

    private static string Unit(HostFacts host) => host.ControlGroup[(host.ControlGroup.LastIndexOf('/') + 1)..];

    private static string KillMode(HostFacts host) => host.KillMode.Length == 0 ? "control-group" : host.KillMode;

    private static string User(HostFacts host) => host.User.Length == 0 ? "the user" : host.User;

    private static string Fix(string unit) =>
        $"printf '[Service]\\nKillMode=process\\n' | sudo systemctl edit --stdin {unit}   (on the host)";

    private static string Words(TimeSpan time) => Math.Abs(time.TotalSeconds) switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days"),
    };
}
