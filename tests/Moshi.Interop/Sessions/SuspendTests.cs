using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>A client under a shell with job control.</summary>
public sealed class SuspendTests
{
    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_suspended_client_gives_the_terminal_back_and_resumes_where_the_session_is(string name)
    {
        Pairing pairing = Pairings.Require(name);
        using var server = MoshServer.Start(pairing.Server, ["bash", "--norc", "--noprofile"]);
        using Tmux tmux = new();
        Dictionary<string, string> variables = MoshClient.Variables(server.Key);
        variables["PS1"] = "outer> ";
        TmuxPane pane = tmux.Open(["bash", "--norc", "--noprofile", "-i"], variables, TerminalSize.Standard);
        pane.WaitForText("outer>");
        pane.TypeLine(string.Join(' ', MoshClient.Command(pairing.Client, server.EndPoint)) + "; echo status=$?");
        pane.WaitFor(screen => screen.Row(0) == "$" || screen.Row(1) == "$", "the session's prompt");
        pane.TypeLine("PS1='inner> '; echo in''side");
        pane.WaitForText("inside");
        // Only between two ends of ours do the cursor keys follow the program.
        Assert.Contains(pairing.Client == Implementation.Ours && pairing.Server == Implementation.Ours ? "alternate" : "application-cursor", pane.Modes, StringComparison.Ordinal);

        pane.Type("\u001e\u001a");
        pane.WaitForText("[mosh is suspended.]");
        pane.WaitForText("Stopped");
        Assert.DoesNotContain("alternate", pane.Modes, StringComparison.Ordinal);
        // The outer shell owns a sane terminal now: what is typed is echoed, lines are edited, and a program reads whole lines.
        pane.TypeLine("stty -a | grep -o ' icanon' && echo out''side");
        pane.WaitForText(" icanon");
        pane.WaitForText("outside");

        pane.TypeLine("fg");
        ScreenCapture back = pane.WaitFor(screen => screen.Contains("inside") && screen.Contains("inner>"), "the session's screen");
        Assert.False(back.Contains("outside"), back.ToString());
        pane.TypeLine("echo on''ward");
        pane.WaitForText("onward");
        // And once more, as people do.
        pane.Type("\u001e\u001a");
        pane.WaitForText("outer>");
        pane.TypeLine("fg");
        pane.WaitForText("onward");
        pane.TypeLine("exit");
        pane.WaitForText("[mosh is exiting.]");
        // The status of the resumed job is what fg returns.
        pane.TypeLine("echo last=$?");
        pane.WaitForText("last=0");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_stopped_from_outside_goes_on_and_leaves_the_terminal_as_it_was(string name)
    {
        Pairing pairing = Pairings.Require(name);
        using var server = MoshServer.Start(pairing.Server, ["bash", "--norc", "--noprofile"]);
        using Tmux tmux = new();
        Dictionary<string, string> variables = MoshClient.Variables(server.Key);
        variables["PS1"] = "outer> ";
        TmuxPane pane = tmux.Open(["bash", "--norc", "--noprofile", "-i"], variables, TerminalSize.Standard);
        pane.WaitForText("outer>");
        pane.TypeLine(string.Join(' ', MoshClient.Command(pairing.Client, server.EndPoint)));
        pane.WaitForText("$");
        pane.TypeLine("PS1='inner> '");
        pane.WaitForText("inner>");
        int client = ProcessTable.ChildrenOf(pane.ProcessId).Single();

        // No handler runs for SIGSTOP: the shell takes its terminal back as it finds it.
        ProcessTable.Send(client, Signal.Stop);
        pane.WaitForText("Stopped");
        pane.TypeLine("stty sane; fg");
        pane.TypeLine("echo on''ward");
        pane.WaitForText("onward");
        // Somebody wakes it although it does not sleep.
        ProcessTable.Send(client, Signal.Continue);
        pane.TypeLine("echo twi''ce");
        pane.WaitForText("twice");
        pane.TypeLine("exit");
        pane.WaitForText("[mosh is exiting.]");
        pane.TypeLine("stty -a | grep -o ' icanon'");
        pane.WaitForText(" icanon");
    }
}
