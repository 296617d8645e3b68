using System.Globalization;
using Moshi.Commands.Doctor.Facts;
using Moshi.Commands.Doctor.Report;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Doctor.Checks;

/// <summary>ssh's configuration for the host, and its login: which of the many ways to fail it was, by ssh's own log.</summary>
internal static class LoginCheck
{
    /// <summary>Part of the log, what it means, what to do. The first that is found counts; {0} is the destination, {1} the host name, {2} the port.</summary>
    private static readonly (string Sign, string Cause, string Fix)[] s_signs =
    [
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", "the host shows another key than the one that is known: it was set up anew, or somebody is in between", "ssh-keygen -R {3}   (only when you know why the key has changed)"),
        ("Host key verification failed", "the host's key is not known, or not accepted", "ssh {0} true   (compare the fingerprint, answer yes)"),
        ("UNPROTECTED PRIVATE KEY FILE", "ssh does not use a key file that others may read", "chmod 600 ~/.ssh/id_*"),
        ("Too many authentication failures", "the agent offered more keys than the host takes", "ssh -o IdentitiesOnly=yes -i KEYFILE {0} true   (and both into ~/.ssh/config)"),
        ("Permission denied (", "the host accepts none of the keys that ssh offered", "ssh-copy-id {0}"),
        ("Could not resolve hostname", "the name {1} is not known to the resolver", "getent hosts {1}   (then HostName ADDRESS in ~/.ssh/config)"),
        ("Name or service not known", "the name {1} is not known to the resolver", "getent hosts {1}   (then HostName ADDRESS in ~/.ssh/config)"),
        ("Connection refused", "nothing listens on port {2} of {1}", "sudo systemctl start ssh   (on the host)"),
        ("No route to host", "{1} is not reachable from here", "ip route get {1}"),
        ("Network is unreachable", "there is no way to {1} from this network", "ip route get {1}"),
        ("Connection timed out", "{1} does not answer on port {2}: it is down, or a firewall drops ssh", "nc -vz {1} {2}"),
        ("timed out", "{1} does not answer on port {2}: it is down, or a firewall drops ssh", "nc -vz {1} {2}"),
        ("Bad owner or permissions", "ssh does not read a configuration file that others may write", "chmod go-w ~/.ssh/config ~/.ssh"),
        ("stdio forwarding failed", "the jump host cannot reach the host", "ssh JUMPHOST nc -vz {1} {2}"),
        ("proxy command", "the ProxyCommand failed", "ssh -v {0} true"),
        ("kex_exchange_identification", "something answers on port {2} of {1} that closes the connection before it says who it is: too many logins, a ban, or no sshd", "ssh -v {0} true   (and the log of sshd on the host)"),
        ("Unable to negotiate", "both ends have no algorithm in common", "ssh -v {0} true"),
        ("Connection closed by", "the host closed the connection", "journalctl -u ssh -n 20   (on the host)"),
        ("Connection reset by", "the connection was reset", "journalctl -u ssh -n 20   (on the host)"),
    ];

    public static Finding Configuration(DoctorFacts facts)
    {
        const string Name = "ssh config";
        if (facts.Route is not { } route)
            return Finding.Skip(Name, "no host was named");
        if (route.Error.Length > 0)
            return Finding.Fail(Name, $"ssh refuses its configuration: {First(route.Error)}", $"ssh -G {facts.Host}   (and mend the line that it names)");
        if (route.Master == MasterState.Wedged)
            return Finding.Warn(Name, $"a shared connection (ControlMaster) is there but does not answer: every ssh to this host hangs; moshi passes it by", $"rm {ShellQuote.Quote([route.ControlPath ?? ""])}   (here: its socket; the next ssh makes a new one)");
        if (route.Master == MasterState.Deaf)
            return Finding.Warn(Name, "the shared connection (ControlMaster) is alive, but the host does not answer through it: it was cut off, and every ssh to this host hangs; moshi passes it by", $"ssh -O exit {facts.Host}");
        string by = route.ProxyJump is { } jump ? $", by way of {jump}" : route.ProxyCommand is not null ? ", by a ProxyCommand" : "";
        return Finding.Ok(Name, $"{(route.User.Length > 0 ? route.User + "@" : "")}{route.HostName} port {route.Port}{by}{(route.Master == MasterState.Live ? ", through a live master" : "")}");
    }

    public static Finding Login(DoctorFacts facts)
    {
        const string Name = "login";
        if (facts.Login is not { } login)
            return Finding.Skip(Name, facts.Host.Length == 0 ? "no host was named" : "ssh could not be asked");
        if (login.HasHello)
            return Finding.Ok(Name, string.Create(CultureInfo.InvariantCulture, $"logged in within {login.Time?.TotalSeconds ?? 0:0.0} s"));
        string log = login.Log + "\n" + login.Errors;
        if (IsAuthenticated(login))
            return LoggedInButSilent(facts, login);
        foreach ((string sign, string cause, string fix) in s_signs)
        {
            if (log.Contains(sign, StringComparison.Ordinal) || log.Contains(sign, StringComparison.OrdinalIgnoreCase))
                return Finding.Fail(Name, Fill(cause, facts) + Detail(sign, log, login), Fill(fix, facts));
        }

        if (log.Contains("Next authentication method: password", StringComparison.Ordinal) || log.Contains("Next authentication method: keyboard-interactive", StringComparison.Ordinal))
            return Finding.Fail(Name, "ssh waits for a password or code; keys were not enough", $"ssh-copy-id {facts.Host}");
        if (login.Status is null)
            return Finding.Fail(Name, $"ssh does not come to an end: {Last(login.Log)}", $"ssh -v {facts.Host} true");
        return Finding.Fail(Name, string.Create(CultureInfo.InvariantCulture, $"ssh ended with status {login.Status}: {Last(log)}"), $"ssh -v {facts.Host} true");
    }

    /// <summary>ssh says that it is in.</summary>
    public static bool IsAuthenticated(LoginFacts login) => login.HasHello || login.Log.Contains("Authenticated to ", StringComparison.Ordinal);

    private static Finding LoggedInButSilent(DoctorFacts facts, LoginFacts login)
    {
        string said = (login.Noise + "\n" + login.Errors).Trim();
        if (said.Contains("not available", StringComparison.OrdinalIgnoreCase) || said.Contains("nologin", StringComparison.Ordinal))
            return Finding.Fail("login", $"the account has no shell: {Last(said)}", $"sudo chsh -s /bin/sh {facts.Route?.User}   (on the host)");
        return login.Status is null
            ? Finding.Fail("login", "logged in, but no shell answers: a start-up file waits for something, or a forced command does not run what it is asked to", $"ssh {facts.Host} true   (must return at once)")
            : Finding.Fail("login", $"logged in, but the host does not run commands: {(said.Length == 0 ? "it said nothing" : Last(said))}", $"ssh {facts.Host} env sh -c true   (look for command= in authorized_keys, ForceCommand in sshd_config)");
    }

    private static string Detail(string sign, string log, LoginFacts login)
    {
        if (!sign.StartsWith("Permission denied", StringComparison.Ordinal))
            return "";
        var offered = log.Split('\n').Where(static line => line.Contains("Offering public key: ", StringComparison.Ordinal))
            .Select(static line => line[(line.IndexOf("key: ", StringComparison.Ordinal) + 5)..].Split(' ')[0]).Distinct(StringComparer.Ordinal).ToList();
        int at = log.LastIndexOf("Permission denied (", StringComparison.Ordinal);
        string methods = at < 0 ? "" : log[(at + 19)..].Split(')')[0];
        string keys = offered.Count == 0 ? log.Contains("debug1: ", StringComparison.Ordinal) ? " (it had none to offer)" : "" : $" ({string.Join(", ", offered)})";
        string password = login.IsBatch && (methods.Contains("password", StringComparison.Ordinal) || methods.Contains("keyboard-interactive", StringComparison.Ordinal))
            ? "; it would take a password or code, but nobody could be asked" : "";
        return $"{keys}; it takes {methods}{password}";
    }

    private static string Fill(string text, DoctorFacts facts)
    {
        string host = facts.Route?.HostName ?? facts.Host;
        string port = facts.Route?.Port ?? "22";
        return string.Format(CultureInfo.InvariantCulture, text, facts.Host, host, port, port is "22" ? host : $"\"[{host}]:{port}\"");
    }

    private static string First(string text) => text.Trim().Split('\n')[0].Trim();

    private static string Last(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "it said nothing" : lines[^1];
    }
}
