using Moshi.Terminal.Prediction;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Commands.Options;

/// <summary>What <c>mosh</c> was told: command line and environment, checked. Source: mosh-protocol §1.1.</summary>
public sealed class WrapperArguments
{
    /// <summary>Status for a wrong command line.</summary>
    private const int UsageStatus = 255;

    private string? _predict;
    private string? _remoteIp;
    private string? _ssh;

    private WrapperArguments() { }

    /// <summary>The client to run; null for the default one.</summary>
    public string? Client { get; private set; }

    /// <summary>Shell text that starts the server.</summary>
    public string Server { get; private set; } = "mosh-server";

    /// <summary>The ssh program and the user's options for it.</summary>
    public IReadOnlyList<string> Ssh { get; private set; } = ["ssh"];

    public bool SshPty { get; private set; } = true;

    public PredictionMode Prediction { get; private set; }

    public bool PredictionOverwrites { get; private set; }

    /// <summary>Lower case; any word, see <see cref="HostAddresses.TryOrder"/>.</summary>
    public string Family { get; private set; } = "prefer-inet";

    /// <summary>PORT or PORT:PORT2 as written, checked; null for the server's default.</summary>
    public string? Ports { get; private set; }

    public bool IsPortRange { get; private set; }

    /// <summary>As written; null if it was not given.</summary>
    public string? BindServer { get; private set; }

    public bool InitializesTerminal { get; private set; } = true;

    /// <summary>Start the server here, without ssh.</summary>
    public bool IsLocal { get; private set; }

    public RemoteAddressMode AddressMode { get; private set; } = RemoteAddressMode.Proxy;

    /// <summary>Be ssh's ProxyCommand: <see cref="Destination"/> is a host and <see cref="Command"/> its port.</summary>
    public bool IsFakeProxy { get; private set; }

    /// <summary>[user@]host.</summary>
    public string Destination { get; private set; } = "";

    /// <summary>Empty for a login shell.</summary>
    public IReadOnlyList<string> Command { get; private set; } = [];

    /// <summary>All arguments as they were, with blanks between, for ps(1).</summary>
    public string Original { get; private set; } = "";

    /// <summary>False when the program is to end at once, as <paramref name="exit"/> says.</summary>
    /// <param name="programName">For messages.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static bool TryParse(
        string programName,
        IReadOnlyList<string> args,
        Func<string, string?> environment,
        out WrapperArguments arguments,
        out CommandExit? exit)
    {
        arguments = new WrapperArguments { Original = string.Join(' ', args) };
        ParsedCommandLine line = LongOptionParser.Parse(CommandTable.Mosh, args, environment("POSIXLY_CORRECT") is not null);
        if (line.Errors.Count > 0)
            exit = FailWithUsage(programName, string.Concat(line.Errors.Select(static error => error.ToLongMessage() + "\n")));
        else if (line.Has(OptionId.Help))
            exit = CommandExit.Say(HelpText.Render(CommandTable.Mosh, programName));
        else if (line.Has(OptionId.Version))
            exit = CommandExit.Say(HelpText.Version(CommandTable.Mosh));
        else
            exit = arguments.Read(programName, line, environment);
        return exit is null;
    }

    private CommandExit? Read(string programName, ParsedCommandLine line, Func<string, string?> environment)
    {
        foreach (ParsedOption option in line.Options)
            Apply(option, option.Value ?? "");
        if (ReadAddressMode(programName, _remoteIp) is { } badMode)
            return badMode;
        if (line.Operands.Count > 0)
        {
            Destination = line.Operands[0];
            Command = [.. line.Operands.Skip(1)];
        }

        if (IsFakeProxy)
            return Command.Count == 1 ? null : FailWithUsage(programName, "");
        return ReadPrediction(programName, _predict, environment)
            ?? ReadPorts(programName)
            ?? CheckDestination(programName)
            ?? ReadSsh(programName, _ssh);
    }

    private void Apply(ParsedOption option, string value)
    {
        switch (option.Id)
        {
            case OptionId.Client:
                Client = value;
                break;
            case OptionId.Server:
                Server = value;
                break;
            case OptionId.Ssh:
                _ssh = value;
                break;
            case OptionId.SshPty:
                SshPty = !option.IsNegated;
                break;
            case OptionId.Predict:
                _predict = value;
                break;
            case OptionId.PredictAlways:
                _predict = "always";
                break;
            case OptionId.PredictNever:
                _predict = "never";
                break;
            case OptionId.PredictOverwrite:
                PredictionOverwrites = !option.IsNegated;
                break;
            case OptionId.Family:
                Family = value.ToLowerInvariant();
                break;
            case OptionId.Inet:
                Family = "inet";
                break;
            case OptionId.Inet6:
                Family = "inet6";
                break;
            case OptionId.Port:
                Ports = value;
                break;
            case OptionId.BindServer:
                BindServer = value;
                break;
            case OptionId.Init:
                InitializesTerminal = !option.IsNegated;
                break;
            case OptionId.Local:
                IsLocal = true;
                break;
            case OptionId.RemoteIp:
                _remoteIp = value;
                break;
            case OptionId.FakeProxy:
                IsFakeProxy = !option.IsNegated;
                break;
            default:
                break;
        }
    }

    private CommandExit? ReadAddressMode(string programName, string? word)
    {
        RemoteAddressMode? mode = word switch
        {
            null or "proxy" => RemoteAddressMode.Proxy,
            "local" => RemoteAddressMode.Local,
            "remote" => RemoteAddressMode.Remote,
            _ => null,
        };
        AddressMode = mode.GetValueOrDefault();
        return mode.HasValue ? null : FailWithUsage(programName, $"{programName}: Unknown parameter {word} (--experimental-remote-ip).\n\n");
    }

    private CommandExit? ReadPrediction(string programName, string? word, Func<string, string?> environment)
    {
        string source = "";
        if (word is null)
        {
            word = environment("MOSH_PREDICTION_DISPLAY");
            source = " (MOSH_PREDICTION_DISPLAY in environment)";
        }

        if (word is null)
            return null;
        if (!PredictionSettings.TryParseMode(word, out PredictionMode preference))
            return FailWithUsage(programName, $"{programName}: Unknown mode \"{word}\"{source}.\n\n");
        Prediction = preference;
        return null;
    }

    private CommandExit? ReadPorts(string programName)
    {
        if (Ports is null)
            return null;
        if (!ServerPorts.TryParseForWrapper(Ports, out bool isRange, out string? error))
            return Fail(programName, error);
        IsPortRange = isRange;
        return null;
    }

    // ssh gets the destination in front of its "--": one that looks like an option would be one, with all that -o can do.
    private CommandExit? CheckDestination(string programName) => Destination switch
    {
        "" => FailWithUsage(programName, ""),
        ['-', _, ..] => Fail(programName, $"The host's name ({Destination}) may not begin with a dash."),
        _ => null,
    };

    private CommandExit? ReadSsh(string programName, string? ssh)
    {
        if (ssh is null)
            return null;
        if (!ShellWords.TrySplit(ssh, out IReadOnlyList<string>? words))
            return Fail(programName, $"The ssh command ({ssh}) is empty, or a quote in it is not closed.");
        Ssh = words;
        return null;
    }

    private static CommandExit Fail(string programName, string error) => CommandExit.Fail(UsageStatus, $"{programName}: {error}\n");

    private static CommandExit FailWithUsage(string programName, string error) =>
        CommandExit.Fail(UsageStatus, error + HelpText.Render(CommandTable.Mosh, programName));
}
