using Moshi.Ssh.Config;

namespace Moshi.Commands.Options;

/// <summary>Renders moshi_config(5) from the table of keywords.</summary>
public static class ConfigManual
{
    private static readonly ManualSection Files = new(
        "FILES",
        "Read in this order; for each keyword the first value that is found counts, and -o on the command line goes before all of them.",
        ManualBlock.Entry("~/.config/moshi/config", "The user's own ($XDG_CONFIG_HOME/moshi/config if that variable is set)."),
        ManualBlock.Entry("~/.ssh/config", "Only keywords of moshi are read here, see KEYWORDS IN FILES OF SSH."),
        ManualBlock.Entry("/etc/moshi/config", "For all users of the machine."),
        ManualBlock.Entry("/etc/ssh/ssh_config", "Again only keywords of moshi."));

    private static readonly ManualSection[] Introduction =
    [
        new(
            "DESCRIPTION",
            "moshi(1) takes what concerns ssh (HostName, Port, User, IdentityFile, ProxyJump, ControlMaster and all the rest) from ssh itself, by one call of " +
            "ssh -G. What concerns moshi is written with the keywords of this page, in files of moshi or in those of ssh.",
            "Files have the form of ssh_config(5): a keyword and its value on a line, blanks or = between them, double quotes around a value with blanks, # before " +
            "comments. Keywords are the same in capitals and small letters. Lines before the first Host or Match count for all hosts.",
            "moshi config show HOST prints what holds for a host and where that is written; moshi config check names mistakes and their corrections. A mistake is a " +
            "warning: it never keeps a session from starting."),
        Files,
        new(
            "BLOCKS",
            ManualBlock.Entry("Host PATTERN...", "The lines up to the next Host or Match count for hosts that match one of the patterns as they were typed. * stands " +
                "for any text and ? for one character; a pattern behind ! excludes what it matches."),
            ManualBlock.Entry("Match CRITERION...", "The same for criteria that must all hold: all; host and originalhost, the name after and before ssh's HostName; user " +
                "and localuser; tagged, ssh's Tag; and exec, a command that must succeed. ! negates. canonical and final hold as they do for ssh at the end of its work. In ssh's " +
                "own files all of them are judged as ssh judges them there: by what it has met so far, and twice where it reads its files twice."),
            ManualBlock.Entry("Include FILE...", "The lines of other files, which may be named with * and ?. Names without / at the front belong to the directory of the " +
                "including file: ~/.config/moshi, ~/.ssh, /etc/moshi or /etc/ssh. Inside of a block the included lines belong to it.")),
        new(
            "KEYWORDS IN FILES OF SSH",
            "In ssh's files each keyword gets the prefix Moshi. ssh must not stumble over it, and there are two ways. The first fits every version of ssh and needs nothing " +
            "else: behind #!! the line is a comment to ssh.",
            ManualBlock.Lines("Host lxc-guest-1\n    Port 22001\n    #!! MoshiUdpPort 60010-60019"),
            "The second is ssh's IgnoreUnknown. It must stand before the first keyword of moshi, at the top of the file, and ssh takes only the first IgnoreUnknown that " +
            "it meets: whoever has one already writes both into one line, as in IgnoreUnknown UseKeychain,Moshi*. moshi config check verifies this.",
            ManualBlock.Lines("IgnoreUnknown Moshi*\nHost lxc-guest-1\n    Port 22001\n    MoshiUdpPort 60010-60019"),
            "On the command line keywords have the prefix, too: -o MoshiPredict=always."),
    ];

    private static readonly ManualSection[] Closing =
    [
        new(
            "TOKENS",
            "In the commands of Match exec these are replaced: %% by a percent sign, %h by the host's name after HostName, %n by the name that was typed, %p by the port of ssh, " +
            "%r by the remote user, %u by the local user, %l by the name of this machine and %L by its first part, %d by the home directory."),
        new(
            "EXAMPLES",
            "A server behind a NAT with one public address, whose router hands on UDP ports 60001 to 60010:",
            ManualBlock.Lines("Host home\n    Address home.example.org\n    UdpPort 60001-60010"),
            "Containers behind one address with a range of ports each; ssh's Port may stand in the same block if this is ~/.ssh/config, keywords then with Moshi in front:",
            ManualBlock.Lines("Host lxc-guest-1\n    UdpPort 60010-60019\nHost lxc-guest-2\n    UdpPort 60020-60029"),
            "A router that rewrites ports: clients send to 40010 to 40019, the server is bound to 60001 to 60010:",
            ManualBlock.Lines("Host backup\n    UdpPort 40010-40019:60001-60010"),
            "A server whose public address changes and that asks a service for it:",
            ManualBlock.Lines("Host dsl\n    AddressCommand curl -sS https://ipinfo.io/ip"),
            "No prediction on hosts that are near, a server in the home directory elsewhere:",
            ManualBlock.Lines("Match host *.lan\n    Predict never\nHost build\n    Server ~/bin/moshi-server")),
        new("SEE ALSO", "moshi(1), ssh_config(5)"),
    ];

    /// <param name="date">For the page's footer, as mdoc(7) wants it: "January 31, 2026".</param>
    public static string Render(string date)
    {
        var text = new MdocText("moshi_config", 5, "configuration of moshi", date);
        foreach (ManualSection section in Introduction)
            text.Section(section);
        text.Line(".Sh KEYWORDS");
        text.Line(".Bl -tag -width Ds");
        foreach (KeywordSpec keyword in Keywords.All)
        {
            text.Line($".It Cm {MdocText.Escape(keyword.Name)} Ar {MdocText.Quote(keyword.Values)}");
            text.Paragraph(keyword.HasNoEffectYet ? keyword.Manual + " Read and checked, but without effect so far." : keyword.Manual);
            if (keyword.DefaultValue.Length > 0)
                text.Paragraph($"Default: {(keyword.DefaultValue.EndsWith(' ') ? $"\"{keyword.DefaultValue}\"" : keyword.DefaultValue)}.");
        }

        text.Line(".El");
        foreach (ManualSection section in Closing)
            text.Section(section);
        return text.ToString();
    }
}
