using System.Globalization;
using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Sessions;

/// <summary>How to start a `mosh-client`: the command and its environment, for whichever terminal it shall run on.</summary>
public static class MoshClient
{
    /// <summary>The command line.</summary>
    public static IReadOnlyList<string> Command(Implementation implementation, IPEndPoint server) =>
        [Programs.Require(implementation, "mosh-client"), server.Address.ToString(), server.Port.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The environment: clean, with the key, prediction off unless <paramref name="variables"/> say otherwise.</summary>
    public static Dictionary<string, string> Variables(string key, IReadOnlyDictionary<string, string>? variables = null)
    {
        Dictionary<string, string> environment = LabEnvironment.Clean("/");
        environment["MOSH_KEY"] = key;
        environment["MOSH_PREDICTION_DISPLAY"] = "never";
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>(StringComparer.Ordinal))
            environment[name] = value;
        return environment;
    }

    /// <summary>Starts a client on a pty of its own, in the network <paramref name="within"/> (null = ours).</summary>
    public static PtyProcess StartOnPty(
        Implementation implementation, IPEndPoint server, string key, TerminalSize size, IReadOnlyDictionary<string, string>? variables = null,
        NetworkNamespace? within = null)
    {
        Dictionary<string, string> environment = Variables(key, variables);
        environment.TryAdd("TERM", "xterm-256color");
        IReadOnlyList<string> command = Command(implementation, server);
        return PtyProcess.Start(within is null ? command : within.Enter(command), environment, size);
    }

    /// <summary>Starts a client in a pane.</summary>
    public static TmuxPane StartInTmux(
        Tmux tmux, Implementation implementation, IPEndPoint server, string key, TerminalSize size, IReadOnlyDictionary<string, string>? variables = null) =>
        tmux.Open(Command(implementation, server), Variables(key, variables), size);
}
