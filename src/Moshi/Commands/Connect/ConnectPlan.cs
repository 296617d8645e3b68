using Moshi.Commands.Config;
using Moshi.Commands.Options;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Connect;

/// <summary>Command line and configuration of one connection, as the bootstrap needs them.</summary>
/// <param name="Arguments">The command line.</param>
/// <param name="Config">What is configured for the host.</param>
/// <param name="Colors">Of the client's terminal.</param>
internal sealed record ConnectPlan(ConnectArguments Arguments, HostConfig Config, int Colors)
{
    private Settings Settings => Config.Settings;

    private SshSettings Ssh => Config.Ssh;

    /// <summary>What to run at the host: the command line's, moshi's, or ssh's; null for the login shell.</summary>
    public string? Command
    {
        get
        {
            if (Arguments.Command is { } typed)
                return typed;
            string own = Settings.Value(Keywords.RemoteCommand);
            if (Settings[Keywords.RemoteCommand].Place is not null)
                return IsNone(own) ? null : Config.Expand(own);
            return Ssh["remotecommand"] is { Length: > 0 } text && !IsNone(text) ? text : null;
        }
    }

    /// <summary>Shell text that starts the server; null to look for one.</summary>
    public string? ServerCommand =>
        Settings.Value(Keywords.Server) is var server && server.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Config.Expand(server);

    /// <summary>ssh goes to the host by way of others: which address it reaches is not known to it.</summary>
    public bool IsProxied => Ssh["proxyjump"] is { } jump && !IsNone(jump) || Ssh["proxycommand"] is { } proxy && !IsNone(proxy);

    /// <summary>The control socket that the user's ssh commands for this host share; null for none.</summary>
    public string? ControlPath => Ssh["controlpath"] is { Length: > 0 } path && !IsNone(path) ? path : null;

    /// <summary>ssh makes a connection that stays for others, because the user wants it so.</summary>
    public bool MakesSharedMaster =>
        ControlPath is not null && Ssh["controlmaster"] is { } master && master is not ("false" or "no") && Ssh["controlpersist"] is { } persist && persist is not "no";

    public bool IsBatch => Ssh["batchmode"] is "yes";

    /// <summary>The ways to start the server that may be tried, in order.</summary>
    public IReadOnlyList<BootstrapMethod> Methods => Settings.Value(Keywords.Bootstrap).ToUpperInvariant() switch
    {
        "SCRIPT" => [BootstrapMethod.Script],
        "PLAIN" => [BootstrapMethod.Plain],
        "STDIN" => [BootstrapMethod.Stdin],
        _ => [BootstrapMethod.Script, BootstrapMethod.Plain, BootstrapMethod.Stdin],
    };

    /// <summary>What is asked of the host.</summary>
    /// <param name="nonce">For the marker lines.</param>
    public BootstrapRequest Request(string nonce)
    {
        Setting ports = Settings[Keywords.UdpPort];
        string asks = Settings.Value(Keywords.AddressCommand);
        return new BootstrapRequest
        {
            Nonce = nonce,
            ServerCommand = ServerCommand,
            Colors = Settings.Value(Keywords.Colors).ToUpperInvariant() switch { "AUTO" => Colors, "TRUECOLOR" => 256, var number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) },
            Bind = Settings[Keywords.BindAddress].Place is null ? null : Settings.Value(Keywords.BindAddress),
            Ports = ports.Place is not null && PortMap.TryParse(ports.Value, out PortMap? map, out _) ? $"{map.Bindable.First}:{map.Bindable.Last}" : null,
            Locale = LocaleChoice.Collect(Settings.Value(Keywords.Locale), Platform.Process.NativeEnvironment.Find),
            Environment = SessionEnvironment.Collect(Ssh, Settings),
            Command = Command,
            AddressCommand = IsNone(asks) ? null : Config.Expand(asks),
            StunServer = IsNone(Settings.Value(Keywords.Stun)) ? null : Settings.Value(Keywords.Stun),
            TellsAddressesFirst = IsProxied || Settings[Keywords.AddressFamily].Place is not null,
        };
    }

    /// <summary>How ssh is to be run.</summary>
    /// <param name="directory">Where its log goes.</param>
    /// <param name="usesPrivateMaster">With a connection that only we share.</param>
    public SshBootstrapArguments SshArguments(RuntimeDirectory directory, bool usesPrivateMaster) => new()
    {
        Ssh = Arguments.Ssh,
        Options = Arguments.SshOptions,
        Host = Arguments.Host,
        Settings = Ssh,
        LogFile = directory.LogFile,
        Pty = Arguments.SshPty,
        PrivateMaster = usesPrivateMaster ? directory.ControlSocket : null,
        MakesSharedMaster = !usesPrivateMaster && MakesSharedMaster,
        ForwardsAgent = Arguments.ForwardsAgent,
        ForwardsX11 = Arguments.ForwardsX11,
    };

    private static bool IsNone(string value) => value.Equals("none", StringComparison.OrdinalIgnoreCase);
}
