namespace Moshi.Commands.Options;

/// <summary>The programs: which options each has, and what its manual says.</summary>
public static partial class CommandTable
{
    private const string FirewallNote =
        "The server listens on a UDP port from 60001 to 60999 unless told otherwise; the firewall in front of it must let that port through.";

    public static readonly CommandSpec Mosh = new("mosh", "remote terminal that survives sleep, roaming and bad networks")
    {
        HasLongOptions = true,
        Synopsis = ["[options] [--] [user@]host [command...]"],
        Options =
        [
            OptionTable.Client, OptionTable.Server, OptionTable.Ssh, OptionTable.SshPty,
            OptionTable.Predict, OptionTable.PredictAlways, OptionTable.PredictNever, OptionTable.PredictOverwrite,
            OptionTable.Family, OptionTable.Inet, OptionTable.Inet6,
            OptionTable.Port, OptionTable.BindServer, OptionTable.Init, OptionTable.Local, OptionTable.RemoteIp,
            OptionTable.FakeProxy, OptionTable.Help, OptionTable.Version,
        ],
        Introduction =
        [
            new(
                "DESCRIPTION",
                "mosh logs in to host with ssh, starts mosh-server(1) there, leaves ssh, and runs mosh-client(1), which talks to the server over UDP. From " +
                "then on the session outlives suspended laptops, changed networks and lost packets. Only what is on the screen travels, and what is typed is " +
                "echoed at once where that is safe.",
                "Without a command a login shell is started.",
                "Options are recognized everywhere in front of --, also behind the host and inside the command. To give options to the command, write -- in " +
                "front of it, as in:",
                new ManualBlock("mosh host -- ls -l") { IsLiteral = true },
                "Long names may be shortened as long as they are not ambiguous, and may be written with one dash. Values follow as --name=value, --name value, " +
                "-p value or -p=value; letters cannot be bundled.",
                FirewallNote),
        ],
        Sections =
        [
            new(
                "ENVIRONMENT",
                new ManualBlock("As --predict: adaptive, always, never or experimental.", "MOSH_PREDICTION_DISPLAY"),
                new ManualBlock("yes is as --predict-overwrite.", "MOSH_PREDICTION_OVERWRITE"),
                new ManualBlock("How predicted text is marked on a slow link: underline (the default), dim or none.", "MOSHI_PREDICTION_STYLE"),
                new ManualBlock("One ASCII character: the escape character of mosh-client(1).", "MOSH_ESCAPE_KEY"),
                new ManualBlock("Set by mosh for ssh and the client: its own process number.", "MOSH_CLIENT_PID"),
                new ManualBlock("Handed to the server, for hosts whose own locale is not one of UTF-8.", "LANG, LANGUAGE, LC_*"),
                new ManualBlock("If set, options end at the host.", "POSIXLY_CORRECT")),
            new(
                "EXIT STATUS",
                "That of the client: 0 if the session was shut down cleanly, 1 otherwise. 255 for a wrong command line or when the session could not be " +
                "started, 2 if the client could not be run. The status of the remote command is not conveyed."),
            new("SEE ALSO", "mosh-client(1), mosh-server(1), ssh(1)"),
        ],
    };

    public static readonly CommandSpec MoshServer = new("mosh-server", "server of a mosh session")
    {
        Synopsis = ["new [-sv] [-i ADDRESS] [-p PORT[:PORT2]] [-c COLORS] [-l NAME=VALUE] [-u HOST:PORT] [-- COMMAND...]"],
        Options =
        [
            OptionTable.BindToSsh, OptionTable.BindAddress,
            OptionTable.Port with
            {
                Summary = "listen on this UDP port, or the first free one of the range",
                Manual = "Listen on this UDP port, or on the first free one of the range. Port 0 lets the operating system choose. Without the option a free " +
                    "port from 60001 to 60999 is taken.",
            },
            OptionTable.Colors, OptionTable.Locale, OptionTable.StunServer, OptionTable.Verbose, OptionTable.Capabilities, OptionTable.CommandText, OptionTable.Environment,
        ],
        Introduction =
        [
            new(
                "DESCRIPTION",
                "mosh-server is started by mosh(1) over ssh. It binds a UDP port, prints the port and the session's key as one line that begins with MOSH " +
                "CONNECT, leaves the terminal, and runs the command, or a login shell, on a terminal of its own. It ends with the command, or after 60 seconds " +
                "without a client.",
                "An unknown option is reported and ignored, so that newer clients can start older servers. --help and --version work, too. The older form with " +
                "the address and port as plain words instead of new is still understood."),
        ],
        Sections =
        [
            new(
                "ENVIRONMENT",
                new ManualBlock("End the session when nothing new has come from the client for this many seconds. Unset or 0: never.", "MOSH_SERVER_NETWORK_TMOUT"),
                new ManualBlock("Let SIGUSR1 end the session only when nothing has come from the client for this many seconds.", "MOSH_SERVER_SIGNAL_TMOUT"),
                new ManualBlock("The shell to run without a command; else that of the user database.", "SHELL"),
                new ManualBlock("Where -s finds the address.", "SSH_CONNECTION"),
                new ManualBlock(
                    "graphemes, codepoints or stock: how columns are counted. Default: graphemes for a client of our own, stock for others.", "MOSHI_WIDTHS"),
                new ManualBlock("1 or 2: columns of characters whose width depends on the fonts. Default: 1.", "MOSHI_AMBIGUOUS"),
                new ManualBlock("Longest text in bytes that a program may put on the clipboard. Default: 1048576.", "MOSHI_CLIPBOARD_LIMIT"),
                new ManualBlock("allow: programs may read what they themselves have put on the clipboard. Default: deny.", "MOSHI_CLIPBOARD_READ"),
                new ManualBlock("Lines that are kept when they leave the screen. Default: 10000, of at most 4 MB.", "MOSHI_SCROLLBACK"),
                new ManualBlock("off: a peer that is not ours is not led to send its frames sooner.", "MOSHI_STEER_RTT"),
                new ManualBlock("yes: nothing is sent twice on suspicion of loss.", "MOSHI_LOW_DATA"),
                new ManualBlock("Writes a line for each packet, never what was typed, to this file with .server behind its name; see moshi(1).", "MOSHI_TRACE")),
            new("EXIT STATUS", "0 once the server has left the terminal; 1 for a wrong command line, no usable port or no UTF-8 locale."),
            new("SEE ALSO", "mosh(1), mosh-client(1)"),
        ],
    };

    public static readonly CommandSpec MoshClient = new("mosh-client", "client of a mosh session")
    {
        Synopsis = ["[-v] [-# ARGS] IP PORT", "-c"],
        Options =
        [
            OptionTable.CountColors,
            OptionTable.Verbose with { Summary = "log to standard error; repeat for more", Manual = "Log to standard error; repeat for more." },
            OptionTable.Arguments,
        ],
        Introduction =
        [
            new(
                "DESCRIPTION",
                "mosh-client is run by mosh(1). It connects to the server at the numeric address IP and UDP port PORT with the key in MOSH_KEY.",
                "The escape character (Ctrl-^ unless changed) followed by a dot ends the session, followed by Ctrl-Z suspends the client, and followed by ^ " +
                "is sent itself."),
        ],
        Sections =
        [
            new(
                "ENVIRONMENT",
                new ManualBlock("The session's key, 22 characters. Required, and removed at once.", "MOSH_KEY"),
                new ManualBlock("adaptive, always, never or experimental; see mosh(1).", "MOSH_PREDICTION_DISPLAY"),
                new ManualBlock("yes: predicted text overwrites.", "MOSH_PREDICTION_OVERWRITE"),
                new ManualBlock("underline, dim or none; see mosh(1).", "MOSHI_PREDICTION_STYLE"),
                new ManualBlock(
                    "One ASCII character: the escape character. A printable one counts only at the beginning of a line. Empty: none.", "MOSH_ESCAPE_KEY"),
                new ManualBlock("If set, the window title gets no \"[mosh] \" in front.", "MOSH_TITLE_NOPREFIX"),
                new ManualBlock("If set, the terminal is not switched to its alternate screen.", "MOSH_NO_TERM_INIT"),
                new ManualBlock("0: the terminal is not asked at the start what it can do and which colours it has.", "MOSHI_QUERY"),
                new ManualBlock("off: a peer that is not ours is not led to send its frames sooner.", "MOSHI_STEER_RTT"),
                new ManualBlock("yes: nothing is sent twice on suspicion of loss.", "MOSHI_LOW_DATA"),
                new ManualBlock("Writes a line for each packet, never what was typed, to this file; see moshi(1).", "MOSHI_TRACE")),
            new("EXIT STATUS", "0 if the session was shut down cleanly, 1 otherwise."),
            new("SEE ALSO", "mosh(1), mosh-server(1)"),
        ],
    };
}
