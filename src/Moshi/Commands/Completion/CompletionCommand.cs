using Moshi.Commands.Config;
using Moshi.Commands.Options;
using Moshi.Commands.Wrapper;
using Moshi.Platform.Process;
using Moshi.Platform.Users;

namespace Moshi.Commands.Completion;

/// <summary><c>moshi completion bash|zsh|fish</c> prints completions; <c>moshi completion hosts</c> is what they call for the hosts.</summary>
internal static class CompletionCommand
{
    private const int WrongUsage = 2;

    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["hosts"]:
                StandardStreams.Write(StandardStreams.Output, string.Concat(Hosts().Select(static name => name + "\n")));
                return 0;
            case [var shell] when Script(shell) is { } script:
                StandardStreams.Write(StandardStreams.Output, script);
                return 0;
            case ["-h" or "--help"]:
                StandardStreams.Write(StandardStreams.Output, Usage);
                return 0;
            default:
                StandardStreams.Write(StandardStreams.Errors, Usage);
                return WrongUsage;
        }
    }

    /// <summary>The completions for a shell; null for one that is not known.</summary>
    internal static string? Script(string shell) => shell switch
    {
        "bash" => BashCompletion.Render(),
        "zsh" => ZshCompletion.Render(),
        "fish" => FishCompletion.Render(),
        _ => null,
    };

    private static string Usage => $"usage: moshi completion {SubcommandTable.Completion.Synopsis}\n";

    private static IEnumerable<string> Hosts()
    {
        string home = UserAccount.Current()?.Home ?? NativeEnvironment.Find("HOME") ?? "";
        var names = new HostNames(new ConfigFiles(), home);
        foreach (ConfigLocation location in ConfigLocation.All(home))
            names.AddConfig(location.Path, location.IncludeBase);
        names.AddKnownHosts($"{home}/.ssh/known_hosts");
        names.AddKnownHosts("/etc/ssh/ssh_known_hosts");
        return names.All;
    }
}
