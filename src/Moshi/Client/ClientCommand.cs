using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Locale;
using Moshi.Platform.Net;
using Moshi.Platform.Process;
using Moshi.Platform.Terminfo;
using Moshi.Session;
using Moshi.Terminal.Prediction;
using Moshi.Transport.Datagrams;

namespace Moshi.Client;

/// <summary><c>mosh-client</c>: joins the session whose key is in MOSH_KEY (mosh-protocol §3).</summary>
internal static class ClientCommand
{
    public static int Run(string programName, string[] args)
    {
        CoreDumps.Disable();
        bool isParsed = ClientArguments.TryParse(programName, args, NativeEnvironment.Find, out ClientArguments arguments, out CommandExit? exit);
        NativeEnvironment.Set("MOSH_KEY", null);
        if (!isParsed)
            return exit!.Print();
        if (arguments.CountColors)
            return CountColors();
        if (!NativeLocale.IsUtf8())
            return Complain(NeedsUtf8());
        if (!TerminalFrontEnd.TryCreate(NativeEnvironment.Find("TERM"), arguments.InitializesTerminal, out TerminalFrontEnd? frontEnd, out string error))
            return Complain(error);
        byte[] key = new byte[KeyText.KeyBytes];
        if (!KeyText.TryDecode(arguments.Key, key, out KeyTextError keyError))
            return Complain($"Crypto exception: {KeyText.Describe(keyError)}");
        if (!UdpEndpoint.TryParse(arguments.Address, arguments.Port, out UdpEndpoint server))
            return Complain($"Network exception: Bad IP address ({arguments.Address}): it must be numeric");

        var prediction = new PredictionSettings(arguments.Prediction, arguments.PredictionOverwrites, arguments.PredictionStyle);
        var settings = new ClientSettings([server], key, prediction, arguments.EscapeKey, arguments.PrefixesTitle, arguments.Verbosity)
        {
            Link = LinkSettings.Read(NativeEnvironment.Find),
        };
        try
        {
            using var loop = new ClientLoop(settings, frontEnd);
            return Report(loop.Run());
        }
        catch (OsException e)
        {
            frontEnd.Close();
            return Complain(e.Message);
        }
    }

    /// <summary>The last words of a session; the exit status is 0 only when both ends agree that it is over.</summary>
    public static int Report(ClientOutcome outcome)
    {
        if (!outcome.EverConnected)
        {
            Console.Error.WriteLine(
                $"\nmosh did not make a successful connection to {string.Join(" or ", outcome.Tried)}.\n"
                + "Please verify that UDP port " + outcome.Tried[0].Port + " is not firewalled and can reach the server.\n\n"
                + "(By default, mosh uses a UDP port between 60000 and 61000. The -p option\nselects a specific UDP port number.)");
        }
        else if (!outcome.IsClean)
        {
            Console.Error.WriteLine(
                "\n\nmosh did not shut down cleanly. Please note that the\nmosh-server process may still be running on the server.");
        }

        Console.Out.WriteLine("[mosh is exiting.]");
        return outcome.IsClean ? 0 : 1;
    }

    private static int CountColors()
    {
        if (!TerminalDescription.TryLoad(NativeEnvironment.Find("TERM"), out TerminalDescription? description, out string? error))
            return Complain(error ?? "Error: Unknown terminal type.");
        Console.Out.WriteLine(description!.Colors);
        return 0;
    }

    private static int Complain(string text)
    {
        Console.Error.WriteLine(text);
        return 1;
    }

    private static string NeedsUtf8() =>
        "mosh-client needs a UTF-8 native locale to run.\n\n"
        + $"Unfortunately, the client's environment specifies the character set \"{NativeLocale.Charset()}\".\n\n"
        + "Choose a UTF-8 locale that this machine has (locale -a), for example: export LC_ALL=C.UTF-8";
}
