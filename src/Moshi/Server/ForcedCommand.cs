using System.Text;
using Moshi.Commands.Options;
using Moshi.Platform;
using Moshi.Platform.Process;
using Moshi.Ssh.Bootstrap;

namespace Moshi.Server;

/// <summary>
/// <c>moshi-server --forced [options] [-- COMMAND...]</c>: for ForceCommand and <c>command=</c>. Whatever the client asked for (SSH_ORIGINAL_COMMAND), a session is started and nothing else. Options
/// and a command given here go before the client's.
/// </summary>
internal static class ForcedCommand
{
    public const string Option = "--forced";

    // One-letter options of the client that a session may take from it; the rest is for the administrator.
    private static readonly string[] s_clientOptions = ["-c", "-l", "-p", "-i", "-@", "-e", "-x", "-u"];
    private static readonly string[] s_clientFlags = ["-s"];

    public static int Run(string programName, string[] own)
    {
        string asked = NativeEnvironment.Find("SSH_ORIGINAL_COMMAND") ?? "";
        string[] words = RemoteScript.TryReadCommand(asked, out string nonce, out string scriptWords) ? WordsOf(scriptWords) : PlainWords(asked);
        if (words.Length == 0)
        {
            Console.Error.WriteLine("This account serves sessions of moshi and mosh only: moshi HOST");
            return 1;
        }

        Tell(nonce, "HELLO 1", $"SSH {NativeEnvironment.Find("SSH_CONNECTION")}", "SERVER moshi");
        int status = ServerCommand.Run(programName, Merge(own, words), isSecondHalf: false);
        Tell(nonce, $"EXIT {status}", $"HOST {Kernel()}", "END");
        return status;
    }

    /// <summary>The command line that results: the administrator's options last, because the last one counts, and his command, if any, instead of the client's.</summary>
    internal static string[] Merge(string[] own, string[] asked)
    {
        int dashes = Array.IndexOf(own, "--");
        string[] options = dashes < 0 ? own : own[..dashes];
        string[] command = dashes < 0 ? [] : own[dashes..];
        int askedDashes = Array.IndexOf(asked, "--");
        string[] askedOptions = askedDashes < 0 ? asked : asked[..askedDashes];
        var line = new List<string> { "new" };
        for (int i = 0; i < askedOptions.Length; i++)
        {
            bool takesValue = s_clientOptions.Contains(askedOptions[i], StringComparer.Ordinal) && i + 1 < askedOptions.Length;

            // A fixed command is not to be bent by variables either: the loader would listen to some.
            bool isCommand = askedOptions[i] is "-x" or "-e" && command.Length > 0;
            if (s_clientFlags.Contains(askedOptions[i], StringComparer.Ordinal))
                line.Add(askedOptions[i]);
            else if (takesValue && !isCommand)
                line.AddRange([askedOptions[i], askedOptions[i + 1]]);
            i += takesValue ? 1 : 0;
        }

        line.AddRange(options);
        line.AddRange(command.Length > 0 || askedDashes < 0 ? command : asked[askedDashes..]);
        return [.. line];
    }

    private static string[] PlainWords(string asked)
    {
        string[] words = WordsOf(asked);
        bool isServer = words is [var program, "new", ..] && Path.GetFileName(program) is "moshi-server" or "mosh-server";
        return isServer ? words[2..] : [];
    }

    private static string[] WordsOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void Tell(string nonce, params string[] lines)
    {
        if (nonce.Length == 0)
            return;
        var text = new StringBuilder();
        foreach (string line in lines)
            text.Append("\nMOSHI-").Append(nonce).Append(' ').Append(line).Append('\n');
        Descriptor.WriteAll(1, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static string Kernel()
    {
        string machine = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "x86_64",
            System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
            var other => other.ToString(),
        };
        return $"Linux {machine}";
    }
}
