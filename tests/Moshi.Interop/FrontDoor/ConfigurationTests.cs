using System.Globalization;
using Moshi.Lab.Processes;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>
/// Configurations as people have them. What does not apply leads nowhere (port 1, users that do not exist), so that who connects has resolved as ssh does.
/// PORT, USER and HOME stand for those of the host.
/// </summary>
public sealed class ConfigurationTests(ConfigurationHost shared) : IClassFixture<ConfigurationHost>
{
    private const string Tail = "\nHost *\n  Port PORT\n  User USER\n  IdentityFile HOME/user_key\n  IdentitiesOnly yes\n  UserKnownHostsFile HOME/known_hosts\n  StrictHostKeyChecking no\n";

    /// <summary>Name of the case, ssh_config in front of <see cref="Tail"/>, arguments.</summary>
    public static TheoryData<string, string, string> Cases => new()
    {
        { "no block at all", "", "127.0.0.1" },
        { "a host name", "Host a\n HostName 127.0.0.1", "a" },
        { "the first value wins", "Host a\n HostName 127.0.0.1\nHost a\n HostName 127.0.0.99", "a" },
        { "a pattern", "Host b*\n Port 1\nHost a*\n HostName 127.0.0.1", "alpha" },
        { "a pattern of one place", "Host a?c\n HostName 127.0.0.1\nHost ac\n Port 1", "abc" },
        { "a negated pattern", "Host a* !alpha\n Port 1\nHost alpha\n HostName 127.0.0.1", "alpha" },
        { "several patterns", "Host x y z\n HostName 127.0.0.1", "y" },
        { "an equals sign", "Host=a\n HostName=127.0.0.1", "a" },
        { "blanks around the equals sign", "Host = a\n HostName = 127.0.0.1", "a" },
        { "quotes", "Host \"a\"\n HostName \"127.0.0.1\"", "a" },
        { "tabs and case", "hOST\ta\n\thOSTnAME\t127.0.0.1", "a" },
        { "comments", "# one\nHost a # two\n HostName 127.0.0.1", "a" },
        { "carriage returns", "Host a\r\n HostName 127.0.0.1\r", "a" },
        { "token %h in HostName", "Host 1\n HostName 127.0.0.%h", "1" },
        { "Match all", "Match all\n LogLevel ERROR", "127.0.0.1" },
        { "Match host after HostName", "Host a\n HostName 127.0.0.1\nMatch host 127.0.0.1\n Port PORT\nMatch host a\n Port 1", "a" },
        { "Match originalhost", "Match originalhost a\n HostName 127.0.0.1\nMatch originalhost 127.0.0.1\n Port 1", "a" },
        { "Match user", "Match user nobody-such\n Port 1\nMatch user USER\n Port PORT", "-l USER 127.0.0.1" },
        { "Match localuser", "Match localuser nobody-such\n Port 1\nMatch localuser USER\n HostName 127.0.0.1", "a" },
        { "Match exec that holds", "Match originalhost a exec \"true\"\n HostName 127.0.0.1", "a" },
        { "Match exec that does not hold", "Match originalhost a exec \"false\"\n Port 1\nHost a\n HostName 127.0.0.1", "a" },
        { "Match exec with tokens", "Match exec \"test %n = a\"\n HostName 127.0.0.1", "a" },
        { "Match negated", "Match !originalhost a\n Port 1\nHost a\n HostName 127.0.0.1", "a" },
        { "Match with two criteria", "Match originalhost a user USER\n HostName 127.0.0.1\nMatch originalhost a user other\n Port 1", "-l USER a" },
        { "Match final", "Host a\n HostName 127.0.0.1\nMatch final host 127.0.0.1\n Port PORT", "a" },
        { "Include", "Include HOME/included", "inc" },
        { "Include with a pattern", "Include HOME/inc*d", "inc" },
        { "Include of nothing", "Include HOME/there-is-none-*\nHost a\n HostName 127.0.0.1", "a" },
        { "Include inside a block that matches", "Host inc\n Include HOME/included", "inc" },
        { "Include inside a block that does not", "Host other\n Include HOME/wrong\nHost a\n HostName 127.0.0.1", "a" },
        { "HostKeyAlias", "Host a\n HostName 127.0.0.1\n HostKeyAlias alias-of-a", "a" },
        { "CanonicalizeHostname", "CanonicalizeHostname yes\nCanonicalDomains invalid.\nCanonicalizeFallbackLocal yes", "localhost" },
        { "CanonicalizeHostname always with a proxy", "CanonicalizeHostname always\nHost localhost\n ProxyCommand socat - TCP:127.0.0.1:PORT", "-o MoshiAddress=127.0.0.1 localhost" },
        { "AddressFamily inet", "AddressFamily inet", "localhost" },
        { "-4", "", "-4 localhost" },
        { "-p before", "Host a\n HostName 127.0.0.1\n Port 1", "-p PORT a" },
        { "-p glued", "Host a\n HostName 127.0.0.1\n Port 1", "-pPORT a" },
        { "-l", "Host a\n HostName 127.0.0.1\n User nobody-such", "-l USER a" },
        { "user@host", "Host a\n HostName 127.0.0.1\n User nobody-such", "USER@a" },
        { "-o with an equals sign", "Host a\n Port 1", "-o HostName=127.0.0.1 -o Port=PORT a" },
        { "-o with a blank", "Host a\n Port 1", "-o|HostName 127.0.0.1|-o|Port PORT|a" },
        { "-o glued", "Host a\n Port 1", "-oHostName=127.0.0.1 -oPort=PORT a" },
        { "-i", "Host a\n HostName 127.0.0.1\n IdentityFile HOME/nothing", "-i HOME/user_key a" },
        { "-J", "Host a\n HostName 127.0.0.1\nHost jump\n HostName 127.0.0.1", "-o MoshiAddress=127.0.0.1 -J jump a" },
        { "ProxyJump", "Host a\n HostName 127.0.0.1\n ProxyJump jump\nHost jump\n HostName 127.0.0.1", "-o MoshiAddress=127.0.0.1 a" },
        { "ProxyJump with user and port", "Host a\n HostName 127.0.0.1\n ProxyJump USER@jump:PORT\nHost jump\n HostName 127.0.0.1\n Port 1", "-o MoshiAddress=127.0.0.1 a" },
        { "two jumps", "Host a\n HostName 127.0.0.1\n ProxyJump j1,j2\nHost j1 j2\n HostName 127.0.0.1", "-o MoshiAddress=127.0.0.1 a" },
        { "a jump that jumps", "Host a\n HostName 127.0.0.1\n ProxyJump j1\nHost j1\n HostName 127.0.0.1\n ProxyJump j2\nHost j2\n HostName 127.0.0.1", "-o MoshiAddress=127.0.0.1 a" },
        { "ProxyJump none", "Host a\n HostName 127.0.0.1\n ProxyJump none\nHost a\n ProxyJump nowhere.invalid", "a" },
        { "ProxyCommand with tokens", "Host a\n HostName 127.0.0.1\n ProxyCommand socat - TCP:%h:%p", "-o MoshiAddress=127.0.0.1 a" },
        { "ProxyUseFdpass no, ProxyCommand none", "Host a\n HostName 127.0.0.1\n ProxyCommand none", "a" },
        { "RemoteCommand", "Host a\n HostName 127.0.0.1\n RemoteCommand sh talk.sh", "+a" },
        { "RemoteCommand and a command", "Host a\n HostName 127.0.0.1\n RemoteCommand false", "a" },
        { "RemoteCommand none", "Host a\n HostName 127.0.0.1\n RemoteCommand none", "a" },
        { "RequestTTY no", "Host a\n HostName 127.0.0.1\n RequestTTY no", "a" },
        { "SetEnv", "Host a\n HostName 127.0.0.1\n SetEnv FOO=bar LC_MOSHI=x", "a" },
        { "SendEnv", "Host a\n HostName 127.0.0.1\n SendEnv LANG LC_* NO_SUCH", "a" },
        { "ControlPath without a master", "Host a\n HostName 127.0.0.1\n ControlPath HOME/%C", "a" },
        { "ControlMaster auto without persistence", "Host a\n HostName 127.0.0.1\n ControlMaster auto\n ControlPath HOME/%r@%h:%p", "a" },
        { "BatchMode", "BatchMode yes", "127.0.0.1" },
        { "CheckHostIP and VerifyHostKeyDNS", "CheckHostIP yes\nVerifyHostKeyDNS no\nUpdateHostKeys no\nVisualHostKey yes", "127.0.0.1" },
        { "keywords of ours behind #!!", "Host a\n HostName 127.0.0.1\n #!! MoshiUdpPort 61100-61199", "a" },
        { "keywords of ours after IgnoreUnknown", "IgnoreUnknown Moshi*\nHost a\n HostName 127.0.0.1\n MoshiUdpPort 61200-61299", "a" },
        { "BindAddress of ssh", "BindAddress 127.0.0.1", "127.0.0.1" },
        { "ConnectTimeout and attempts", "ConnectTimeout 5\nConnectionAttempts 2", "127.0.0.1" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Resolves_as_ssh_does_and_connects(string what, string configuration, string arguments)
    {
        SshHost host = shared.Started;
        string Fill(string text) => text.Replace("PORT", host.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("HOME", host.Home, StringComparison.Ordinal).Replace("USER", Environment.UserName, StringComparison.Ordinal);

        File.WriteAllText($"{host.Home}/included", "Host inc\n HostName 127.0.0.1\n");
        File.WriteAllText($"{host.Home}/wrong", "Port 1\n");
        File.WriteAllText(host.SshConfigFile, Fill(configuration + Tail));
        bool hasCommand = !arguments.StartsWith('+');
        string[] words = [.. Fill(arguments.TrimStart('+')).Split(arguments.Contains('|', StringComparison.Ordinal) ? '|' : ' ')];
        // ssh must get there itself, or the case says nothing.
        Command.Outcome ssh = Command.Run(["ssh", "-F", host.SshConfigFile, .. words.Where(static word => !word.StartsWith("MoshiAddress", StringComparison.Ordinal)).Where((word, at) => !(word == "-o" && at + 1 < words.Length && words[at + 1].StartsWith("Moshi", StringComparison.Ordinal))), .. hasCommand ? ["true"] : Array.Empty<string>()]);
        Assert.True(ssh.ExitCode == 0 || what.StartsWith("RemoteCommand", StringComparison.Ordinal), $"{what}: {ssh.Error}");

        using PtyProcess session = host.Connect(words[..^1], hasCommand ? ["sh", "talk.sh"] : [], words[^1]);

        host.Converse(session);
    }
}
