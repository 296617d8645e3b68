namespace Moshi.Commands.Options;

/// <summary>Every option that exists, once. <see cref="CommandTable"/> says which program has which.</summary>
public static partial class OptionTable
{
    public static readonly OptionSpec Help = new(OptionId.Help, ["help"], "print the options and exit");

    public static readonly OptionSpec Version = new(OptionId.Version, ["version"], "print version and licence and exit");

    public static readonly OptionSpec Client = new(OptionId.Client, ["client"], "run PATH as the local client")
    {
        ValueName = "PATH",
        Manual = "Run PATH as the client on this machine. Without it, the mosh-client beside this program is taken if there is one, else the one in PATH. " +
            "It is run twice: once with -c, to learn how many colours the terminal has, and then for the session.",
    };

    public static readonly OptionSpec Server = new(OptionId.Server, ["server"], "start COMMAND as the server (default: mosh-server)")
    {
        ValueName = "COMMAND",
        Manual = "Start COMMAND as the server on the remote machine (default: mosh-server). The remote shell sees it as it stands, so it may be a path, or " +
            "an env(1) command that sets variables for the server. The server needs no privileges and may live in the user's home directory.",
    };

    public static readonly OptionSpec Ssh = new(OptionId.Ssh, ["ssh"], "log in with COMMAND (default: ssh)")
    {
        ValueName = "COMMAND",
        Manual = "Log in to the remote machine with COMMAND (default: ssh). It is split into words as a shell would; quotes and backslashes work, nothing " +
            "else is expanded. Options for ssh go here, for example --ssh=\"ssh -p 2222\".",
    };

    public static readonly OptionSpec SshPty = new(OptionId.SshPty, ["ssh-pty"], "do not ask ssh for a terminal on the remote side")
    {
        IsNegatable = true,
        IsOnByDefault = true,
        Manual = "Whether ssh is asked for a terminal on the remote side. It is, by default; some small ssh servers want it otherwise.",
    };

    public static readonly OptionSpec Predict = new(OptionId.Predict, ["predict"], "local echo: adaptive (default), always, never, experimental")
    {
        ValueName = "WHEN",
        Choices = ["adaptive", "always", "never", "experimental"],
        Manual = "When typed text is echoed locally before the server has answered. adaptive (the default) does so on slow links and while the network " +
            "stalls; always and never speak for themselves; experimental also shows what is doubtful, on a session's first line or one that has echoed before, and takes back only those characters that were wrong. What is shown is underlined " +
            "on slow links until the server confirms it. The variable MOSH_PREDICTION_DISPLAY has the same effect for all sessions.",
    };

    public static readonly OptionSpec PredictAlways = new(OptionId.PredictAlways, ["a"], "the same as --predict=always");

    public static readonly OptionSpec PredictNever = new(OptionId.PredictNever, ["n"], "the same as --predict=never");

    public static readonly OptionSpec PredictOverwrite = new(OptionId.PredictOverwrite, ["predict-overwrite", "o"], "local echo overwrites instead of inserting")
    {
        IsNegatable = true,
        Manual = "Predicted text replaces the text under the cursor instead of pushing it to the right. MOSH_PREDICTION_OVERWRITE=yes has the same effect.",
    };

    public static readonly OptionSpec Family = new(OptionId.Family, ["family"], "inet, inet6, auto, all, prefer-inet (default), prefer-inet6")
    {
        ValueName = "FAMILY",
        Choices = ["inet", "inet6", "auto", "all", "prefer-inet", "prefer-inet6"],
        Manual = "Which of the host's addresses may be used. inet and inet6: only those of IPv4 or IPv6. prefer-inet (the default) and prefer-inet6: all, " +
            "those first. all: all, in the order of the resolver. auto: all, but fail if the host has both kinds.",
    };

    public static readonly OptionSpec Inet = new(OptionId.Inet, ["4"], "the same as --family=inet");

    public static readonly OptionSpec Inet6 = new(OptionId.Inet6, ["6"], "the same as --family=inet6");

    public static readonly OptionSpec Port = new(OptionId.Port, ["port", "p"], "server-side UDP port or range; not the port of ssh")
    {
        ValueName = "PORT[:PORT2]",
        Manual = "The server listens on this UDP port, or on the first free one of the range. Port 0 lets its operating system choose. Without the option " +
            "a free port from 60001 to 60999 is taken. The port of ssh is another matter; see --ssh.",
    };

    public static readonly OptionSpec BindServer = new(OptionId.BindServer, ["bind-server"], "the address that the server binds to: ssh (default), any, IP")
    {
        ValueName = "ADDRESS",
        Choices = ["ssh", "any"],
        Manual = "The address that the server binds to. ssh (the default): the one at which ssh reached it, so that a host with several addresses answers " +
            "from the right one. any: none in particular, which helps where ssh comes in through a local multiplexer. Otherwise a numeric address of the host.",
    };

    public static readonly OptionSpec Init = new(OptionId.Init, ["init"], "do not switch the terminal to its alternate screen")
    {
        IsNegatable = true,
        IsOnByDefault = true,
        Manual = "Whether the client sends the terminal's initialization string (smcup) and, at the end, rmcup. With --no-init most terminals stay on their " +
            "normal screen.",
    };

    public static readonly OptionSpec Local = new(OptionId.Local, ["local"], "start the server on this machine, without ssh")
    {
        Manual = "Start the server on this machine, without ssh; for tests. The host must be a numeric address of this machine.",
    };

    public static readonly OptionSpec RemoteIp = new(OptionId.RemoteIp, ["experimental-remote-ip"], "how to learn the server's address: proxy (default), local, remote")
    {
        ValueName = "HOW",
        Choices = ["proxy", "local", "remote"],
        Manual = "How the server's address is learnt. proxy (the default): this program makes the TCP connection for ssh (as its ProxyCommand) and notes the " +
            "address; what ssh's configuration says of proxies and of connection sharing is then not used. remote: the server tells the address at which ssh " +
            "reached it, which fits proxies and shared connections, but not hosts behind address translation. local: the host's name is resolved here and ssh is " +
            "given the address, so that sections of ssh's configuration for the name do not apply.",
    };

    public static readonly OptionSpec FakeProxy = new(OptionId.FakeProxy, ["fake-proxy"], "be the ProxyCommand of ssh")
    {
        IsNegatable = true,
        IsHidden = true,
    };

    public static readonly OptionSpec BindToSsh = new(OptionId.BindToSsh, ["s"], "bind to the address at which ssh reached this host")
    {
        Manual = "Bind to the address at which ssh reached this host, the third word of SSH_CONNECTION. Without that variable any address will do.",
    };

    public static readonly OptionSpec BindAddress = new(OptionId.BindAddress, ["i"], "bind to this numeric address")
    {
        ValueName = "ADDRESS",
        Manual = "Bind to this numeric address of the host. If that fails, the server says so and binds to any.",
    };

    public static readonly OptionSpec Colors = new(OptionId.Colors, ["c"], "how many colours the client's terminal has")
    {
        ValueName = "COLORS",
        Manual = "How many colours the client's terminal has. With 256 the session's TERM is xterm-256color, else xterm.",
    };

    public static readonly OptionSpec Locale = new(OptionId.Locale, ["l"], "locale variable to use if this host's is not UTF-8")
    {
        ValueName = "NAME=VALUE",
        Manual = "A locale variable of the client. They are used, all together, only if the server's own locale is not one of UTF-8. May be repeated.",
    };

    public static readonly OptionSpec StunServer = new(OptionId.StunServer, ["u"], "ask this STUN server for the public address")
    {
        ValueName = "HOST:PORT",
        Manual = "Ask this STUN server (RFC 8489), from the session's own port, under which address and port it is seen, and print the answer as MOSHI PUB ADDRESS PORT after the " +
            "line that begins with MOSH CONNECT. For hosts behind address translation; moshi(1) uses it when MoshiStun is set. Nobody is asked without the option.",
    };

    public static readonly OptionSpec Verbose = new(OptionId.Verbose, ["v"], "stay on the terminal and log to standard error; repeat for more")
    {
        Manual = "Keep standard error open and log to it; repeat for more.",
    };

    public static readonly OptionSpec Capabilities = new(OptionId.Capabilities, ["@"], "what the client can do")
    {
        ValueName = "TEXT",
        IsHidden = true,
    };

    public static readonly OptionSpec CommandText = new(OptionId.CommandText, ["x"], "text for the user's shell to run, in hexadecimal")
    {
        ValueName = "HEX",
        IsHidden = true,
    };

    public static readonly OptionSpec Environment = new(OptionId.Environment, ["e"], "variable of the session's program, its value in hexadecimal")
    {
        ValueName = "NAME=HEX",
        IsHidden = true,
    };

    public static readonly OptionSpec CountColors = new(OptionId.CountColors, ["c"], "print how many colours the terminal has")
    {
        Manual = "Print how many colours the terminal named by TERM has, and exit.",
    };

    public static readonly OptionSpec Arguments = new(OptionId.Arguments, ["#"], "for ps(1): the arguments of the wrapper")
    {
        ValueName = "ARGS",
        Manual = "Ignored. The wrapper puts its own arguments here so that ps(1) shows to which host a session belongs.",
    };
}
