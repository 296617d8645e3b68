namespace Moshi.Commands.Options;

public static partial class CommandTable
{
    /// <summary>What ssh has and a session of ours does not: the letter, and what to do instead.</summary>
    private static readonly (string Letter, string? Value)[] s_refused =
    [
        ("f", null), ("N", null), ("G", null), ("g", null), ("O", "COMMAND"), ("Q", "QUERY"), ("W", "HOST:PORT"), ("w", "TUNNEL"), ("s", null),
        ("L", "FORWARD"), ("R", "FORWARD"), ("D", "FORWARD"),
    ];

    public static readonly CommandSpec Moshi = new("moshi", "remote shell that survives sleep, roaming and bad networks")
    {
        HasLongOptions = true,
        Synopsis =
        [
            "[options] [user@]host [command...]", "[options] ssh://[user@]host[:port] [command...]",
            .. SubcommandTable.All.Select(static command => $"{command.Name} {command.Synopsis}"),
        ],
        Options =
        [
            // In the order of ssh(1).
            Ssh("4", "connect over IPv4 only"),
            Ssh("6", "connect over IPv6 only"),
            Ssh("A", "forward the authentication agent to the login that starts the server"),
            Ssh("a", "do not forward the authentication agent"),
            Ssh("B", "bind to the address of this interface", "INTERFACE"),
            Ssh("b", "bind to this address", "ADDRESS"),
            Ssh("C", "compress what ssh transfers"),
            Ssh("c", "ciphers of ssh", "CIPHERS"),
            new(OptionId.SshLogFile, ["E"], "append what ssh has to say to a file") { ValueName = "FILE" },
            new(OptionId.EscapeKey, ["escape-key", "e"], "the key before commands to the client: ^ and a letter, a character, or none") { ValueName = "KEY" },
            Ssh("F", "configuration file of ssh", "FILE"),
            Ssh("I", "PKCS#11 library of ssh", "LIBRARY"),
            Ssh("i", "file with a key", "FILE"),
            Ssh("J", "go by way of these hosts", "DESTINATIONS"),
            Ssh("K", "GSSAPI authentication and delegation"),
            Ssh("k", "no delegation of GSSAPI credentials"),
            Ssh("l", "log in as this user", "USER"),
            Ssh("M", "let other ssh commands share the connection (ControlMaster)"),
            Ssh("m", "MACs of ssh", "MACS"),
            new(OptionId.SshIgnored, ["n"], "accepted for ssh's sake") { IsHidden = true },
            new(OptionId.Setting, ["o"], "keyword of ssh_config(5), or with the prefix Moshi of moshi_config(5)")
            {
                ValueName = "KEYWORD=VALUE",
                Manual = "A keyword as in a configuration file. Those that begin with Moshi are moshi's (moshi_config(5)), all others go to ssh.",
            },
            Ssh("P", "tag of ssh_config(5)", "TAG"),
            Ssh("p", "port of ssh; for UDP see --port", "PORT"),
            new(OptionId.Quiet, ["q"], "ssh says nothing unless it fails"),
            Ssh("S", "path of ssh's control socket", "PATH"),
            new(OptionId.SshIgnored, ["T"], "accepted for ssh's sake") { IsHidden = true },
            new(OptionId.SshIgnored, ["t"], "accepted for ssh's sake") { IsHidden = true },
            Ssh("v", "ssh tells what it does; repeat for more"),
            Ssh("X", "forward X11 to the login that starts the server"),
            Ssh("x", "do not forward X11"),
            Ssh("Y", "as -X, trusted"),
            new(OptionId.SshIgnored, ["y"], "accepted for ssh's sake") { IsHidden = true },
            .. s_refused.Select(static option => new OptionSpec(OptionId.SshRefused, [option.Letter], "not for sessions") { ValueName = option.Value, IsHidden = true }),
            new(OptionId.Port, ["port"], "UDP ports of the server: PORT, LOW-HIGH, or EXTERNAL:INTERNAL behind a router")
            {
                ValueName = "PORTS",
                Manual = "UDP ports of the server: one (60010), a range (60010-60019), or, behind a router that rewrites ports, maps external:internal. UdpPort in moshi_config(5).",
            },
            new(OptionId.Address, ["address"], "where to send datagrams: auto (default), a name or an address") { ValueName = "HOST", Choices = ["auto"] },
            new(OptionId.BindAddressPolicy, ["bind-server"], "the address that the server binds to: ssh, any, IP") { ValueName = "ADDRESS", Choices = ["ssh", "any"] },
            new(OptionId.Family, ["family"], "addresses for UDP: any, inet, inet6, prefer-inet, prefer-inet6") { ValueName = "FAMILY", Choices = ["any", "inet", "inet6", "prefer-inet", "prefer-inet6"] },
            OptionTable.Predict with { Names = ["predict"] },
            OptionTable.PredictOverwrite with { Names = ["predict-overwrite"] },
            OptionTable.Server with { Summary = "start COMMAND as the server (default: moshi-server, else mosh-server)", Manual = null },
            new(OptionId.Install, ["install"], "when the host has no server: ask (default), auto, never") { ValueName = "WHEN", Choices = ["ask", "auto", "never"] },
            new(OptionId.Bootstrap, ["bootstrap"], "how the server is started: auto (default), script, plain, stdin") { ValueName = "HOW", Choices = ["auto", "script", "plain", "stdin"] },
            OptionTable.Ssh,
            OptionTable.SshPty with { IsOnByDefault = false, Summary = "ask ssh for a terminal at the remote side while the server starts", Manual = null },
            OptionTable.Init,
            OptionTable.Help with { Names = ["help", "h"] },
            OptionTable.Version with { Names = ["version", "V"] },
        ],
        Introduction = MoshiManual.Introduction,
        Sections = MoshiManual.Sections,
    };

    /// <summary>Everything that has a page of section 1.</summary>
    public static IReadOnlyList<CommandSpec> All => [Moshi, Mosh, MoshServer, MoshClient];

    private static OptionSpec Ssh(string letter, string summary, string? value = null) => new(OptionId.SshOption, [letter], summary) { ValueName = value };
}
