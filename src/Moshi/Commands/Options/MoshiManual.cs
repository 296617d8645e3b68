namespace Moshi.Commands.Options;

/// <summary>The prose of moshi(1); its options are in <see cref="CommandTable"/>, its commands in <see cref="SubcommandTable"/>.</summary>
internal static class MoshiManual
{
    public static ManualSection[] Introduction { get; } =
    [
        new(
            "DESCRIPTION",
            "moshi logs in to host with ssh, starts a server there, leaves ssh, and opens a session with the server over UDP. The session outlives suspended laptops, " +
            "changed networks and lost packets, and shows typed keys at once where that is safe. The host needs moshi-server or mosh-server(1); without " +
            "either, moshi offers to copy one there.",
            "The host may be written as [user@]host, as ssh://[user@]host[:port], as a numeric address, or as a name of ssh_config(5), whose keywords all hold: moshi asks ssh for them. Its " +
            "own keywords are those of moshi_config(5). Options end at the host: what follows is the command, with its own options. Without a command a login shell " +
            "is started. A host that has the name of a command of moshi goes behind --: moshi -- server.",
            "In a session the escape character (Ctrl-^ unless changed) followed by a dot ends it, followed by Ctrl-Z suspends the client, and followed by ^ is sent itself.",
            "Called as mosh, mosh-client or mosh-server the program is mosh(1), mosh-client(1) or mosh-server(1)."),
        new(
            "COMMANDS",
            [.. SubcommandTable.All.Select(static command => ManualBlock.Entry($"{command.Name} {command.Synopsis}", command.Manual))]),
    ];

    public static ManualSection[] Sections { get; } =
    [
        new(
            "ENVIRONMENT",
            new ManualBlock("Sent to the server, for hosts whose own locale is not one of UTF-8.", "LANG, LANGUAGE, LC_*"),
            new ManualBlock("How predicted text is marked on a slow link: underline (the default), dim or none.", "MOSHI_PREDICTION_STYLE"),
            new ManualBlock("0: the terminal is not asked at the start what it can do and which colours it has.", "MOSHI_QUERY"),
            new ManualBlock("Writes a line for each packet, never what was typed, to this file, which only its owner can read; moshi trace sums it up.", "MOSHI_TRACE"),
            new ManualBlock("1: the cause of a failed connection is looked for also when standard error is no terminal.", "MOSHI_DIAGNOSE"),
            new ManualBlock("Where the directory moshi with the user's configuration is; else ~/.config.", "XDG_CONFIG_HOME")),
        new(
            "FILES",
            ManualBlock.Entry("~/.config/moshi/config", "Keywords of moshi for the user; see moshi_config(5), which names the other files, too."),
            ManualBlock.Entry("~/.ssh/config", "Read by ssh for its keywords, and by moshi for those that begin with Moshi.")),
        new(
            "EXIT STATUS",
            "That of the remote command; 255 when the session could not be started or was lost, and for a wrong command line. Commands have statuses of their own, see COMMANDS."),
        new(
            "EXAMPLES",
            "A shell, a command, and a host whose router hands on a few UDP ports:",
            ManualBlock.Lines("moshi host\nmoshi host top -d 1\nmoshi --port 60010-60019 lxc-guest-1"),
            "Why does it not work?",
            ManualBlock.Lines("moshi doctor host")),
        new("SEE ALSO", "mosh-server(1), ssh(1), moshi_config(5), ssh_config(5)"),
    ];
}
