using System.Buffers;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Options;

/// <summary>What <c>moshi HOST</c> was told on its command line: options of ssh, which go to ssh, and our own.</summary>
public sealed class ConnectArguments
{
    /// <summary>As ssh: for a wrong command line, too.</summary>
    public const int FailureStatus = 255;

    private static readonly ConfigPlace s_place = new("command line", 1);

    private static readonly SearchValues<char> s_neverInHosts = SearchValues.Create(" \t\n'\"`$\\;|&<>()");

    private readonly List<string> _sshOptions = [];
    private readonly List<ConfigEntry> _settings = [];

    private ConnectArguments()
    {
    }

    /// <summary>The host as typed, without user, scheme, brackets and port.</summary>
    public string Host { get; private set; } = "";

    /// <summary>The destination as typed, for messages.</summary>
    public string Destination { get; private set; } = "";

    /// <summary>The ssh program with options, from <c>--ssh</c>.</summary>
    public IReadOnlyList<string> Ssh { get; private set; } = ["ssh"];

    /// <summary>Options for ssh, words of its command line; those that the destination implies are the last.</summary>
    public IReadOnlyList<string> SshOptions => _sshOptions;

    /// <summary>Keywords of moshi, in the order in which they count.</summary>
    public IReadOnlyList<ConfigEntry> Settings => _settings;

    /// <summary>What to run at the host, as ssh makes it of its arguments: joined by blanks. Null for none.</summary>
    public string? Command { get; private set; }

    /// <summary>Ask for a terminal at the remote side while the server is started.</summary>
    public bool SshPty { get; private set; }

    /// <summary>The terminal is switched to its alternate screen; null when nothing was said.</summary>
    public bool? InitializesTerminal { get; private set; }

    /// <summary><c>-q</c>.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary><c>-A</c>, and not <c>-a</c> after it.</summary>
    public bool ForwardsAgent { get; private set; }

    /// <summary><c>-X</c> or <c>-Y</c>, and not <c>-x</c> after it.</summary>
    public bool ForwardsX11 { get; private set; }

    /// <summary>How often <c>-v</c> was given.</summary>
    public int Verbosity { get; private set; }

    /// <summary>Takes what ssh has to say instead of stderr (<c>-E</c>); null for none.</summary>
    public string? LogFile { get; private set; }

    /// <summary>False when the program is to end at once, as <paramref name="exit"/> says.</summary>
    /// <param name="programName">For messages.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static bool TryParse(string programName, IReadOnlyList<string> args, Func<string, string?> environment, out ConnectArguments arguments, out CommandExit? exit)
    {
        ArgumentNullException.ThrowIfNull(environment);
        arguments = new ConnectArguments();
        exit = arguments.Read(programName, args);
        if (exit is not null)
            return false;
        arguments.ReadEnvironment(environment);
        return true;
    }

    private CommandExit? Read(string programName, IReadOnlyList<string> args)
    {
        ParsedCommandLine line = DestinationOptionParser.Parse(CommandTable.Moshi, args);
        if (line.Has(OptionId.Help))
            return CommandExit.Say(HelpText.Render(CommandTable.Moshi, programName));
        if (line.Has(OptionId.Version))
            return CommandExit.Say(HelpText.OwnVersion);
        if (line.Errors.Count > 0)
            return Fail(programName, $"{line.Errors[0].ToLongMessage()}\n{HelpText.Usage(CommandTable.Moshi, programName)}");
        foreach (ParsedOption option in line.Options)
        {
            if (Read(option) is { } error)
                return Fail(programName, error + "\n");
        }

        if (line.Operands.Count == 0)
            return Fail(programName, $"no host is named\n{HelpText.Usage(CommandTable.Moshi, programName)}");
        Destination = line.Operands[0];
        if (ReadDestination(Destination) is { } problem)
            return Fail(programName, problem + "\n");
        if (line.Operands.Count > 1)
            Command = string.Join(' ', line.Operands.Skip(1));
        return null;
    }

    /// <returns>What is wrong, in words, or null.</returns>
    private string? Read(ParsedOption option)
    {
        string value = option.Value ?? "";
        string name = option.Option.Names[0];
        switch (option.Id)
        {
            case OptionId.SshOption:
                ForwardsAgent = name switch { "A" => true, "a" => false, _ => ForwardsAgent };
                ForwardsX11 = name switch { "X" or "Y" => true, "x" => false, _ => ForwardsX11 };
                Verbosity += name is "v" ? 1 : 0;
                _sshOptions.Add("-" + name);
                if (option.Value is not null)
                    _sshOptions.Add(value);
                return null;
            case OptionId.SshRefused:
                return name switch
                {
                    "L" or "R" or "D" => $"-{name}: ports are not forwarded over a session yet; ssh -N -{name} {value} HOST does it beside one",
                    "G" => "-G is not for sessions: ssh -G HOST shows what holds for ssh, moshi config show HOST what holds for moshi",
                    _ => $"-{name} is not for sessions: use ssh -{name}",
                };
            case OptionId.SshIgnored:
                return null;
            case OptionId.Quiet:
                IsQuiet = true;
                return null;
            case OptionId.SshLogFile:
                LogFile = value;
                return null;
            case OptionId.Setting:
                return ReadSetting(value);
            case OptionId.Ssh:
                return ShellWords.TrySplit(value, out IReadOnlyList<string>? words) ? Assign(words) : $"--ssh: \"{value}\" has an open quote, or no word in it";
            case OptionId.SshPty:
                SshPty = !option.IsNegated;
                return null;
            case OptionId.Init:
                InitializesTerminal = !option.IsNegated;
                return null;
            case OptionId.PredictOverwrite:
                return Set(Keywords.PredictOverwrite, option.IsNegated ? "no" : "yes");
            default:
                return KeywordOf(option.Id) is { } keyword ? Set(keyword, value) : null;
        }
    }

    private static KeywordSpec? KeywordOf(OptionId id) => id switch
    {
        OptionId.Port => Keywords.UdpPort,
        OptionId.Address => Keywords.Address,
        OptionId.BindAddressPolicy => Keywords.BindAddress,
        OptionId.Family => Keywords.AddressFamily,
        OptionId.Predict => Keywords.Predict,
        OptionId.Server => Keywords.Server,
        OptionId.Install => Keywords.Install,
        OptionId.Bootstrap => Keywords.Bootstrap,
        OptionId.EscapeKey => Keywords.EscapeKey,
        _ => null,
    };

    private string? Assign(IReadOnlyList<string> words)
    {
        Ssh = words;
        return null;
    }

    private string? Set(KeywordSpec keyword, string value)
    {
        // A wrong value in a file is passed over with a warning; here the user looks on and can say it right.
        if (keyword.Check(value) is { } problem)
            return $"{keyword.Name}: {problem}";

        // Of options the last one counts, of keywords the first one.
        _settings.RemoveAll(entry => entry.Keyword.Equals(keyword.Name, StringComparison.Ordinal));
        _settings.Add(new ConfigEntry(keyword.Name, [value], s_place));
        return null;
    }

    private string? ReadSetting(string text)
    {
        int end = text.AsSpan().IndexOfAny('=', ' ', '\t');
        string name = (end < 0 ? text : text[..end]).Trim();
        if (!name.StartsWith(ConfigReader.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            _sshOptions.AddRange(["-o", text]);
            return null;
        }

        string value = end < 0 ? "" : text[(end + 1)..].TrimStart(' ', '\t', '=').TrimEnd();
        if (value.Length > 1 && value[0] == '"' && value[^1] == '"')
            value = value[1..^1];
        if (Keywords.Find(name) is { } keyword)
        {
            // As with ssh's own -o, and unlike options, the first one counts.
            if (keyword.Check(value) is { } problem)
                return $"{keyword.Name}: {problem}";
            _settings.Add(new ConfigEntry(keyword.Name, [value], s_place));
            return null;
        }

        // Named with its nearest neighbour, like one in a file: a warning.
        _settings.Add(new ConfigEntry(name[ConfigReader.Prefix.Length..], [value], s_place));
        return null;
    }

    /// <summary>Variables that people have for mosh: below the command line, above the files.</summary>
    private void ReadEnvironment(Func<string, string?> environment)
    {
        var place = new ConfigPlace("environment", 1);
        if (environment("MOSH_PREDICTION_DISPLAY") is { Length: > 0 } when)
            _settings.Add(new ConfigEntry(Keywords.Predict.Name, [when], place));
        if (environment("MOSH_PREDICTION_OVERWRITE") is "yes")
            _settings.Add(new ConfigEntry(Keywords.PredictOverwrite.Name, ["yes"], place));
        if (environment("MOSH_TITLE_NOPREFIX") is not null)
            _settings.Add(new ConfigEntry(Keywords.TitlePrefix.Name, ["none"], place));
        if (environment("MOSH_ESCAPE_KEY") is { } key)
            _settings.Add(new ConfigEntry(Keywords.EscapeKey.Name, [KeyName(key)], place));
        InitializesTerminal ??= environment("MOSH_NO_TERM_INIT") is null ? null : false;
    }

    private static string KeyName(string key) => key switch
    {
        "" => "none",
        [< ' ' and var control] => $"^{(char)(control + '@')}",
        _ => key,
    };

    /// <returns>What is wrong, in words, or null.</returns>
    private string? ReadDestination(string text)
    {
        const string Scheme = "ssh://";
        bool isUri = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        string rest = isUri ? text[Scheme.Length..].TrimEnd('/') : text;

        // The user's name may have an @ in it; a host's may not.
        int at = rest.LastIndexOf('@');
        string? user = at < 0 ? null : rest[..at];
        Host = rest[(at + 1)..];
        string? port = null;
        if (isUri)
        {
            user = user is null ? null : Uri.UnescapeDataString(user);
            int colon = Host.LastIndexOf(':');
            if (colon > Host.LastIndexOf(']'))
            {
                port = Host[(colon + 1)..];
                Host = Host[..colon];
                if (!int.TryParse(port, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65_535)
                    return $"\"{port}\" in {text} is not a port";
            }
        }

        if (Host.Length > 2 && Host[0] == '[' && Host[^1] == ']')
            Host = Host[1..^1];
        if (Host.Length == 0 || Host[0] == '-' || Host.AsSpan().ContainsAny(s_neverInHosts) || Host.Any(char.IsControl))
            return $"\"{text}\" names no host";
        if (user is not null && (user.Length == 0 || user[0] == '-' || user.Any(char.IsControl)))
            return $"\"{text}\" names no user";

        // Behind the user's own options: of these ssh takes the first.
        if (user is not null)
            _sshOptions.AddRange(["-l", user]);
        if (port is not null)
            _sshOptions.AddRange(["-p", port]);
        return null;
    }

    private static CommandExit Fail(string programName, string error) => CommandExit.Fail(FailureStatus, $"{programName}: {error}");
}
