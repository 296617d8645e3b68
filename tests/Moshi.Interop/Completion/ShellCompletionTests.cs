using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Completion;

/// <summary>
/// The scripts of <c>moshi completion</c> in the real shells: a line is typed on a terminal up to a Tab, Enter follows, and a stand-in for the program prints the words
/// that the shell has made of it. Hosts come from the real <c>moshi completion hosts</c>.
/// </summary>
public sealed class ShellCompletionTests
{
    private static readonly (string Typed, string Words)[] Lines =
    [
        ("moshi buil", "build"),
        ("moshi me@buil", "me@build"),
        ("moshi doct", "doctor"),
        ("moshi doctor buil", "doctor build"),
        ("moshi doctor --js", "doctor --json"),
        ("moshi config import", "config import-mosh"),
        ("moshi config show buil", "config show build"),
        ("moshi completion zs", "completion zsh"),
        ("moshi --boots", "--bootstrap"),
        ("moshi --install=nev", "--install=never"),
        ("moshi -o MoshiUdpP", "-o MoshiUdpPort="),
        ("moshi -o MoshiPredict=alw", "-o MoshiPredict=always"),
        ("moshi -p 22 -o MoshiColors=true", "-p 22 -o MoshiColors=truecolor"),
        ("moshi -p 22 -4 buil", "-p 22 -4 build"),
        ("mosh --predict=exp", "--predict=experimental"),
        ("mosh --bind-server=a", "--bind-server=any"),
        ("mosh buil", "build"),
    ];

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (string shell in new[] { "bash", "zsh", "fish" })
            {
                foreach ((string typed, string words) in Lines)
                    cases.Add(shell, typed, words);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tab_completes(string shell, string typed, string words)
    {
        Pairings.RequireTool(shell);
        Pairings.Require(Implementation.Ours, "moshi");
        string home = Directory.CreateTempSubdirectory("moshi-completion-").FullName;
        try
        {
            Prepare(home, shell);
            using var terminal = PtyProcess.Start(CommandOf(shell, home), EnvironmentOf(home), new TerminalSize(120, 24), home);
            terminal.WaitFor("READY");
            terminal.Write($"{typed}\t");
            // Enter on its own: some shells take what arrives in one piece for a paste.
            _ = terminal.Pump(TimeSpan.FromMilliseconds(300));
            terminal.Write("\r");
            terminal.WaitFor($"WORDS<{words}>");
            terminal.HangUp();
        }
        finally
        {
            LabTime.WaitUntil(() => TryDelete(home), "the shell to leave its directory");
        }
    }

    // fish writes its files in the background until its very end.
    private static bool TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Prepare(string home, string shell)
    {
        Directory.CreateDirectory($"{home}/moshi");
        Directory.CreateDirectory($"{home}/bin");
        Directory.CreateDirectory($"{home}/functions");
        File.WriteAllText($"{home}/moshi/config", "Host build *.lan\n    Predict never\nHost lxc-guest-1 lxc-guest-2\n");
        string real = Programs.Require(Implementation.Ours, "moshi");
        foreach (string name in new[] { "moshi", "mosh" })
        {
            File.WriteAllText($"{home}/bin/{name}", $"#!/bin/sh\n[ \"$1 $2\" = \"completion hosts\" ] && exec {real} \"$@\"\nprintf 'WORDS<%s>\\n' \"$*\"\n");
            File.SetUnixFileMode($"{home}/bin/{name}", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Command.Outcome script = Command.Run([real, "completion", shell]);
        Assert.Equal(0, script.ExitCode);
        File.WriteAllText($"{home}/functions/{(shell is "zsh" ? "_moshi" : "script")}", script.Output);
        File.WriteAllText($"{home}/start", shell switch
        {
            "bash" => $"PS1='$ '\nbind 'set enable-bracketed-paste off'\n. {home}/functions/script\necho READY\n",
            "zsh" => $"PS1='$ '\nunsetopt zle_bracketed_paste 2>/dev/null\nfpath=({home}/functions $fpath)\nautoload -Uz compinit\ncompinit -u -d {home}/dump\necho READY\n",
            _ => $"function fish_prompt; echo '$ '; end\nset -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nsource {home}/functions/script\necho READY\n",
        });
        File.WriteAllText($"{home}/.zshrc", $". {home}/start\n");
    }

    private static string[] CommandOf(string shell, string home) => shell switch
    {
        "bash" => ["bash", "--noprofile", "--rcfile", $"{home}/start", "-i"],
        "zsh" => ["zsh", "-d", "-i"],
        _ => ["fish", "--private", "--init-command", $"source {home}/start", "-i"],
    };

    private static Dictionary<string, string> EnvironmentOf(string home) => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{home}/bin:/usr/local/bin:/usr/bin:/bin",
        ["HOME"] = home,
        ["ZDOTDIR"] = home,
        ["XDG_CONFIG_HOME"] = home,
        ["XDG_DATA_HOME"] = $"{home}/data",
        ["TERM"] = "dumb",
        ["LANG"] = "C.UTF-8",
    };
}
