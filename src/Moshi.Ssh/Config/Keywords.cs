using static Moshi.Ssh.Config.ValueChecks;

namespace Moshi.Ssh.Config;

/// <summary>Every keyword of moshi, once, in the order of the manual.</summary>
public static class Keywords
{
    public static readonly KeywordSpec UdpPort = new("UdpPort", "PORTS", "60001-60999",
        "UDP ports of the server: one (60010), a range (60010-60019), or, behind a router that rewrites ports, maps external:internal (22001:60001, " +
        "60010-60019:60001-60010), separated by commas. The first free one is taken.", Ports);

    public static readonly KeywordSpec BindAddress = new("BindAddress", "ssh|any|IP", "ssh",
        "The address that the server binds to: ssh, the one at which ssh reached it; any, none in particular; or a numeric address of the host.",
        static value => AddressOr(value, "ssh", "any"));

    public static readonly KeywordSpec Address = new("Address", "auto|HOST", "auto",
        "Where the client sends its datagrams: auto, the address that ssh has reached and others that the server may have; or a host name or address, such as the " +
        "public one of a router.", HostName);

    public static readonly KeywordSpec AddressCommand = new("AddressCommand", "COMMAND|none", "none",
        "A command that is run at the server and prints its public address, for servers behind a NAT; for example curl -sS https://ipinfo.io/ip. " +
        "Nobody is asked unless this is set.", Anything)
    { TakesRestOfLine = true };

    public static readonly KeywordSpec Stun = new("Stun", "HOST:PORT|none", "none",
        "A STUN server that a server of ours asks, from the session's own port, under which address it is seen; for servers behind a NAT whose public port the router " +
        "decides. Nobody is asked unless this is set.", HostPortOrNone);

    public static readonly KeywordSpec AddressFamily = new("AddressFamily", "any|inet|inet6|prefer-inet|prefer-inet6", "any",
        "Which addresses may be used for UDP. Without it, AddressFamily of ssh holds.", OneOf("any", "inet", "inet6", "prefer-inet", "prefer-inet6"));

    public static readonly KeywordSpec Predict = new("Predict", "adaptive|always|never|experimental", "adaptive",
        "When typed text is shown before the server has echoed it.", OneOf("adaptive", "always", "never", "experimental"));

    public static readonly KeywordSpec PredictOverwrite = new("PredictOverwrite", "auto|yes|no", "auto",
        "Whether shown text replaces what is under the cursor instead of pushing it to the right; auto decides for each line.", OneOf("auto", "yes", "no"));

    public static readonly KeywordSpec EscapeKey = new("EscapeKey", "KEY|none", "^^",
        "The key before the commands of the client: ^ and a letter, a single character (which then counts after Enter only), or none.", Key);

    public static readonly KeywordSpec Server = new("Server", "COMMAND|auto", "auto",
        "The command that starts the server. auto: moshi-server if the host has it, else mosh-server.", Anything)
    { TakesRestOfLine = true };

    public static readonly KeywordSpec Install = new("Install", "ask|auto|never", "ask",
        "What to do when the host has no server: copy one to ~/.local/bin after asking, without asking, or not at all.", OneOf("ask", "auto", "never"));

    public static readonly KeywordSpec Bootstrap = new("Bootstrap", "auto|script|plain|stdin", "auto",
        "How the server is started over ssh: by a line of shell, by plain words for forced commands that split them, by a script on standard input, or whichever " +
        "works, in this order.", OneOf("auto", "script", "plain", "stdin"));

    public static readonly KeywordSpec RemoteCommand = new("RemoteCommand", "COMMAND|none", "none",
        "What to run instead of the login shell. A command on the command line goes before it; without either, RemoteCommand of ssh holds.", Anything)
    { TakesRestOfLine = true };

    public static readonly KeywordSpec ForwardAgent = new("ForwardAgent", "yes|no|ssh", "ssh",
        "Whether the authentication agent is forwarded over the roaming connection; ssh: as ssh's ForwardAgent says.", OneOf("yes", "no", "ssh"))
    { HasNoEffectYet = true };

    public static readonly KeywordSpec SessionTimeout = new("SessionTimeout", "TIME|none", "none",
        "How long a session without its client is kept.", Time);

    public static readonly KeywordSpec LinkPersist = new("LinkPersist", "yes|no|TIME", "no",
        "How long the connection to the host is kept for others after the last session has ended.",
        static value => OneOf("yes", "no")(value) is null ? null : Time(value))
    { HasNoEffectYet = true };

    public static readonly KeywordSpec Locale = new("Locale", "auto|NAME", "auto",
        "The locale of the remote program: auto passes LANG and LC_* on, or C.UTF-8 if they are not UTF-8.", Anything);

    public static readonly KeywordSpec Colors = new("Colors", "auto|8|16|256|truecolor", "auto",
        "How many colours the remote program may use.", OneOf("auto", "8", "16", "256", "truecolor"));

    public static readonly KeywordSpec TitlePrefix = new("TitlePrefix", "TEXT|none", "[mosh] ",
        "What is put before window titles.", static _ => null);

    public static readonly KeywordSpec Scrollback = new("Scrollback", "LINES", "10000",
        "Lines of history that the server keeps.", Number(0, 10_000_000));

    public static readonly KeywordSpec Clipboard = new("Clipboard", "write|both|none", "write",
        "What remote programs may do with the clipboard of this machine (OSC 52).", OneOf("write", "both", "none"));

    public static readonly KeywordSpec LowData = new("LowData", "yes|no", "no",
        "For links that are paid by the byte: no copies of small packets where packets get lost, no second passes of large screens.", OneOf("yes", "no"));

    public static readonly KeywordSpec SteerRtt = new("SteerRtt", "auto|off", "auto",
        "Whether a mosh 1.4 server is made to answer sooner on links of more than 66 ms, by timestamps that let it measure a shorter round trip.", OneOf("auto", "off"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KeywordSpec> All { get; } =
    [
        UdpPort, BindAddress, Address, AddressCommand, Stun, AddressFamily, Predict, PredictOverwrite, EscapeKey, Server, Install, Bootstrap, RemoteCommand,
        ForwardAgent, SessionTimeout, LinkPersist, Locale, Colors, TitlePrefix, Scrollback, Clipboard, LowData, SteerRtt,
    ];

    /// <summary>The keyword with a name, whatever its case and whether or not it has the prefix; null when there is none.</summary>
    public static KeywordSpec? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string bare = name.StartsWith(ConfigReader.Prefix, StringComparison.OrdinalIgnoreCase) ? name[ConfigReader.Prefix.Length..] : name;
        return All.FirstOrDefault(keyword => keyword.Name.Equals(bare, StringComparison.OrdinalIgnoreCase));
    }
}
