using Moshi.Client;
using Moshi.Commands.Wrapper;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;
using Moshi.Session;
using Moshi.Ssh.Bootstrap;
using Moshi.Ssh.Config;
using Moshi.Terminal.Input;
using Moshi.Terminal.Prediction;
using Moshi.Transport.Datagrams;
using System.Diagnostics.CodeAnalysis;

namespace Moshi.Commands.Connect;

/// <summary>From the plan and the answer of the host to what the client needs.</summary>
internal static class SessionFrontEnd
{
    /// <summary>The user's terminal, or pipes where there is none. False, with the reason, when the terminal is of no known type.</summary>
    public static bool TryCreate(ConnectPlan plan, [NotNullWhen(true)] out IFrontEnd? frontEnd, out string error)
    {
        frontEnd = null;
        error = "";

        // A command's output is to stay readable when it has ended, as with ssh; a shell's session is a place that one leaves.
        bool initializes = plan.Arguments.InitializesTerminal ?? plan.Command is null;
        if (!Tty.IsTerminal(StandardStreams.Input) || !Tty.IsTerminal(StandardStreams.Output))
            frontEnd = new PipeFrontEnd(NativeEnvironment.Find);
        else if (TerminalFrontEnd.TryCreate(NativeEnvironment.Find("TERM"), initializes, out TerminalFrontEnd? terminal, out error))
            frontEnd = terminal;
        return frontEnd is not null;
    }

    /// <summary>Settings of the client for a server that has told port and key. Takes the rest of the bootstrap over.</summary>
    public static ClientSettings Settings(ConnectPlan plan, Bootstrap bootstrap, ServerPlaces places, IFrontEnd frontEnd)
    {
        BootstrapReport report = bootstrap.Report;
        IReadOnlyList<UdpEndpoint> servers = places.Endpoints(report);
        byte[] key = new byte[KeyText.KeyBytes];
        if (!KeyText.TryDecode(report.Key!, key, out KeyTextError keyError))
            throw new Platform.OsException($"the server has told a key that is none: {KeyText.Describe(keyError)}");
        Settings settings = plan.Config.Settings;
        string prefix = settings.Value(Keywords.TitlePrefix);
        return new ClientSettings(
            servers,
            key,
            Prediction(settings),
            frontEnd is PipeFrontEnd ? EscapeKey.Disabled : Escape(settings.Value(Keywords.EscapeKey)),
            PrefixesTitle: prefix.Length > 0 && !prefix.Equals("none", StringComparison.OrdinalIgnoreCase),
            Verbosity: 0)
        {
            IsInterruptible = true,
            MoreServers = bootstrap.HandOver(places.Endpoints, servers),
            TitleMark = prefix,
            Link = Link(settings) with { RoundTrip = bootstrap.RoundTrip },
        };
    }

    private static LinkSettings Link(Settings settings)
    {
        var link = LinkSettings.Read(NativeEnvironment.Find);
        return link with
        {
            SteersRtt = link.SteersRtt && !settings.Value(Keywords.SteerRtt).Equals("off", StringComparison.OrdinalIgnoreCase),
            LowData = link.LowData || settings.Value(Keywords.LowData).Equals("yes", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>Where nobody could look on, what there was to be seen.</summary>
    public static void ShowLast(IFrontEnd frontEnd)
    {
        if (frontEnd is PipeFrontEnd { LastScreen: { } screen })
            StandardStreams.Write(StandardStreams.Output, screen.ToText().TrimEnd() + "\n");
    }

    private static PredictionSettings Prediction(Settings settings)
    {
        _ = PredictionSettings.TryParseMode(settings.Value(Keywords.Predict).ToLowerInvariant(), out PredictionMode mode);
        _ = PredictionSettings.TryParseStyle(NativeEnvironment.Find("MOSHI_PREDICTION_STYLE"), out PredictionStyle style);
        return new PredictionSettings(mode, settings.Value(Keywords.PredictOverwrite).Equals("yes", StringComparison.OrdinalIgnoreCase), style);
    }

    /// <summary>A key as the configuration writes it: <c>^]</c>, <c>~</c>, <c>none</c>.</summary>
    internal static EscapeKey Escape(string text) => text switch
    {
        _ when text.Equals("none", StringComparison.OrdinalIgnoreCase) => EscapeKey.Disabled,
        ['^', '?'] => EscapeKey.Parse("\x7F"),
        ['^', var letter] => EscapeKey.Parse(((char)(letter & 0x1F)).ToString()),
        _ => EscapeKey.Parse(text),
    };
}
