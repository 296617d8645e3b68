using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using System.Globalization;

namespace Moshi.Commands.Options;

/// <summary>What <c>mosh-client</c> was told: command line and environment, checked. Source: mosh-protocol §3.1.</summary>
public sealed class ClientArguments
{
    private ClientArguments() { }

    /// <summary>Print the terminal's number of colours and end; nothing else is set then.</summary>
    public bool CountColors { get; private set; }

    /// <summary>The server's address as written; the caller parses it and reports a bad one as a network error.</summary>
    public string Address { get; private set; } = "";

    public int Port { get; private set; }

    public int Verbosity { get; private set; }

    /// <summary>MOSH_KEY as found. A secret: take it, and remove the variable from the environment.</summary>
    public string Key { get; private set; } = "";

    public PredictionMode Prediction { get; private set; }

    public bool PredictionOverwrites { get; private set; }

    public PredictionStyle PredictionStyle { get; private set; }

    /// <summary>The key for commands to the client (mosh-protocol §3.4).</summary>
    public EscapeKey EscapeKey { get; private set; } = EscapeKey.Default;

    /// <summary>Window titles get <c>[mosh] </c> in front.</summary>
    public bool PrefixesTitle { get; private set; } = true;

    /// <summary>The terminal is switched to its alternate screen.</summary>
    public bool InitializesTerminal { get; private set; } = true;

    /// <summary>False when the program is to end at once, as <paramref name="exit"/> says.</summary>
    /// <param name="programName">For messages.</param>
    /// <param name="args">Without the program's name.</param>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    public static bool TryParse(
        string programName,
        IReadOnlyList<string> args,
        Func<string, string?> environment,
        out ClientArguments arguments,
        out CommandExit? exit)
    {
        arguments = new ClientArguments();
        exit = FindRequest(programName, args) ?? arguments.ReadLine(programName, args, environment);
        if (exit is null && !arguments.CountColors)
            exit = arguments.ReadEnvironment(environment);
        return exit is null;
    }

    // Even behind "--" and as the value of an option: the wrapper never passes these words on their own.
    private static CommandExit? FindRequest(string programName, IReadOnlyList<string> args)
    {
        foreach (string word in args)
        {
            if (string.Equals(word, "--help", StringComparison.Ordinal))
                return CommandExit.Say(HelpText.Render(CommandTable.MoshClient, programName));
            if (string.Equals(word, "--version", StringComparison.Ordinal))
                return CommandExit.Say(HelpText.Version(CommandTable.MoshClient));
        }

        return null;
    }

    private CommandExit? ReadLine(string programName, IReadOnlyList<string> args, Func<string, string?> environment)
    {
        ParsedCommandLine line = ShortOptionParser.Parse(CommandTable.MoshClient, args, environment("POSIXLY_CORRECT") is not null);
        if (line.Errors.Count > 0)
            return Fail(programName, $"{programName}: {line.Errors[0].ToShortMessage()}\n");
        foreach (ParsedOption option in line.Options)
        {
            CountColors |= option.Id == OptionId.CountColors;
            Verbosity += option.Id == OptionId.Verbose ? 1 : 0;
        }

        if (CountColors)
            return null;
        if (line.Operands.Count != 2)
            return Fail(programName, "");
        Address = line.Operands[0];
        string port = line.Operands[1];

        // Stock hands numbers that are too large to the resolver; no socket can have such a port, so it is refused here.
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number > 65_535)
            return Fail(programName, $"{programName}: Bad UDP port ({port})\n\n");
        Port = number;
        return null;
    }

    private CommandExit? ReadEnvironment(Func<string, string?> environment)
    {
        if (environment("MOSH_KEY") is not { } key)
            return CommandExit.Fail(1, "MOSH_KEY environment variable not found.\n");
        Key = key;
        if (environment("MOSH_PREDICTION_DISPLAY") is { } word)
        {
            if (!PredictionSettings.TryParseMode(word, out PredictionMode preference))
                return CommandExit.Fail(1, $"Unknown prediction mode {word}.\n");
            Prediction = preference;
        }

        if (!PredictionSettings.TryParseStyle(environment("MOSHI_PREDICTION_STYLE"), out PredictionStyle style))
            return CommandExit.Fail(1, $"Unknown prediction style {environment("MOSHI_PREDICTION_STYLE")}.\n");
        PredictionStyle = style;
        PredictionOverwrites = string.Equals(environment("MOSH_PREDICTION_OVERWRITE"), "yes", StringComparison.Ordinal);
        EscapeKey = EscapeKey.Parse(environment("MOSH_ESCAPE_KEY"));
        PrefixesTitle = environment("MOSH_TITLE_NOPREFIX") is null;
        InitializesTerminal = environment("MOSH_NO_TERM_INIT") is null;
        return null;
    }

    private static CommandExit Fail(string programName, string error) =>
        CommandExit.Fail(1, error + HelpText.Usage(CommandTable.MoshClient, programName));
}
