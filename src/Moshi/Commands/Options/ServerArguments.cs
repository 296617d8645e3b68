using System.Text;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;

namespace Moshi.Commands.Options;

/// <summary>What <c>mosh-server</c> was told: command line and environment, checked. Source: mosh-protocol §2.1, §2.2.</summary>
public sealed class ServerArguments
{
    private ServerArguments() { }

    /// <summary>The numeric address to bind to, as text; null for any. If binding fails, the server falls back to any (mosh-protocol §2.4).</summary>
    public string? BindAddress { get; private set; }

    public ServerPorts Ports { get; private set; } = ServerPorts.Default;

    /// <summary>Colours of the client's terminal; exactly 256 makes the child's TERM <c>xterm-256color</c>.</summary>
    public int Colors { get; private set; }

    /// <summary>How often <c>-v</c> was given.</summary>
    public int Verbosity { get; private set; }

    /// <summary>The client's locale variables, for use when ours are not UTF-8 (mosh-protocol §2.3). A text without "=" has an empty value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ClientLocale { get; private set; } = [];

    /// <summary>The command with its arguments; null for a login shell.</summary>
    public IReadOnlyList<string>? Command { get; private set; }

    /// <summary>Who is to be asked for our public address; null for nobody.</summary>
    public (string Host, int Port)? StunServer { get; private set; }
    /// <summary>Text for the user's shell to run instead of <see cref="Command"/>; null for none.</summary>
    public string? CommandText { get; private set; }

    /// <summary>Variables for the server and its program, from a client of ours.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; private set; } = [];

    /// <summary>What <c>-@</c> said; null if it was not given.</summary>
    public string? Capabilities { get; private set; }

    /// <summary>End when no new client state has come for this long; zero for never.</summary>
    public TimeSpan NetworkTimeout { get; private set; }

    /// <summary>Obey SIGUSR1 only when no new client state has come for this long.</summary>
    public TimeSpan SignalTimeout { get; private set; }

    /// <summary>Complaints for stderr that do not keep the server from starting; whole lines, may be empty.</summary>
    public string Warnings { get; private set; } = "";

    /// <summary>False when the program is to end at once, as <paramref name="exit"/> says.</summary>
    /// <param name="programName">For messages.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static bool TryParse(
        string programName,
        IReadOnlyList<string> args,
        Func<string, string?> environment,
        out ServerArguments arguments,
        out CommandExit? exit)
    {
        arguments = new ServerArguments();
        exit = FindRequest(programName, args);
        if (exit is not null)
            return false;

        var warnings = new StringBuilder();
        if (args.Count > 0 && string.Equals(args[0], "new", StringComparison.Ordinal))
            exit = arguments.ReadOptions(programName, [.. args.Skip(1)], environment, warnings);
        else
            exit = arguments.ReadLegacyWords(programName, args);
        if (exit is not null)
            return false;

        arguments.NetworkTimeout = ReadSeconds("MOSH_SERVER_NETWORK_TMOUT", environment, warnings);
        arguments.SignalTimeout = ReadSeconds("MOSH_SERVER_SIGNAL_TMOUT", environment, warnings);
        arguments.Warnings = warnings.ToString();
        return true;
    }

    // Looked for before anything else is understood, in whatever form the rest is.
    private static CommandExit? FindRequest(string programName, IReadOnlyList<string> args)
    {
        foreach (string word in args)
        {
            switch (word)
            {
                case "--":
                    return null;
                case "--help" or "-h":
                    return CommandExit.Say(HelpText.Render(CommandTable.MoshServer, programName));
                case "--version":
                    return CommandExit.Say(HelpText.Version(CommandTable.MoshServer));
                default:
                    break;
            }
        }

        return null;
    }

    private CommandExit? ReadOptions(string programName, string[] args, Func<string, string?> environment, StringBuilder warnings)
    {
        ParsedCommandLine line = ShortOptionParser.Parse(CommandTable.MoshServer, args, environment("POSIXLY_CORRECT") is not null);
        foreach (OptionError error in line.Errors)
            warnings.Append(programName).Append(": ").Append(error.ToShortMessage()).Append('\n').Append(HelpText.Usage(CommandTable.MoshServer, programName));

        var locale = new List<KeyValuePair<string, string>>();
        var variables = new List<KeyValuePair<string, string>>();
        foreach (ParsedOption option in line.Options)
        {
            string value = option.Value ?? "";
            switch (option.Id)
            {
                case OptionId.BindToSsh:
                    BindAddress = ReadSshAddress(environment("SSH_CONNECTION"), warnings);
                    break;
                case OptionId.BindAddress:
                    BindAddress = value;
                    break;
                case OptionId.Port:
                    if (ReadPorts(programName, value) is { } exit)
                        return exit;
                    break;
                case OptionId.Colors:
                    if (!ServerPorts.TryReadNumber(value, out long colors))
                        return Fail(programName, $"{programName}: Bad number of colors ({value})\n");
                    Colors = (int)Math.Clamp(colors, int.MinValue, int.MaxValue);
                    break;
                case OptionId.Locale:
                    int equals = value.IndexOf('=');
                    locale.Add(equals < 0 ? new(value, "") : new(value[..equals], value[(equals + 1)..]));
                    break;
                case OptionId.Verbose:
                    Verbosity++;
                    break;
                case OptionId.StunServer:
                    if (HostAndPort.TryParse(value, out string? host, out int stunPort))
                        StunServer = (host, stunPort);
                    else
                        warnings.Append(programName).Append(": -u ").Append(value).Append(": HOST:PORT is wanted; nobody is asked\n");
                    break;
                case OptionId.Capabilities:
                    Capabilities = value;
                    break;
                case OptionId.CommandText or OptionId.Environment:
                    if (!TryReadOwn(option.Id, value, variables))
                        return Fail(programName, $"{programName}: -{option.Option.Names[0]} has no text in hexadecimal\n");
                    break;
                default:
                    break;
            }
        }

        ClientLocale = locale;
        Environment = variables;
        if (line.HasTerminator && line.Operands.Count > line.OperandsBeforeTerminator)
            Command = [.. line.Operands.Skip(line.OperandsBeforeTerminator)];
        return null;
    }

    /// <summary>What only a client of ours sends: texts that no shell on the way may touch.</summary>
    private bool TryReadOwn(OptionId id, string value, List<KeyValuePair<string, string>> variables)
    {
        int equals = value.IndexOf('=');
        if (!HexText.TryDecode(value[(equals + 1)..], out string? text) || (equals < 1 && id == OptionId.Environment))
            return false;
        if (id == OptionId.CommandText)
            CommandText = text;
        else
            variables.Add(new(value[..equals], text));
        return true;
    }

    private CommandExit? ReadLegacyWords(string programName, IReadOnlyList<string> args)
    {
        // A "--" still hides a command's options from --help; the words in front of it are what counts.
        int count = 0;
        while (count < args.Count && !string.Equals(args[count], "--", StringComparison.Ordinal))
            count++;
        if (count < args.Count - 1)
            Command = [.. args.Skip(count + 1)];
        if (count > 2)
            return Fail(programName, "");
        if (count > 0)
            BindAddress = args[0];
        return count > 1 ? ReadPorts(programName, args[1]) : null;
    }

    private CommandExit? ReadPorts(string programName, string value)
    {
        // Wrappers look for the words "Bad UDP port".
        if (!ServerPorts.TryParseForServer(value, out ServerPorts ports, out string? error))
            return Fail(programName, $"{error}\n{programName}: Bad UDP port range ({value})\n");
        Ports = ports;
        return null;
    }

    private static CommandExit Fail(string programName, string error) =>
        CommandExit.Fail(1, error + HelpText.Usage(CommandTable.MoshServer, programName));

    private static string? ReadSshAddress(string? connection, StringBuilder warnings)
    {
        if (connection is null)
        {
            warnings.Append("Warning: SSH_CONNECTION not found; binding to any interface.\n");
            return null;
        }

        string[] words = connection.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3)
        {
            warnings.Append("Warning: Could not parse SSH_CONNECTION; binding to any interface.\n");
            return null;
        }

        const string Mapped = "::ffff:";
        return words[2].StartsWith(Mapped, StringComparison.OrdinalIgnoreCase) ? words[2][Mapped.Length..] : words[2];
    }

    private static TimeSpan ReadSeconds(string name, Func<string, string?> environment, StringBuilder warnings)
    {
        string? text = environment(name);
        if (string.IsNullOrEmpty(text))
            return TimeSpan.Zero;
        if (!ServerPorts.TryReadNumber(text, out long seconds))
            warnings.Append(name).Append(" not a valid integer, ignoring\n");
        else if (seconds < 0)
            warnings.Append(name).Append(" is negative, ignoring\n");
        else
            return TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        return TimeSpan.Zero;
    }
}
