using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>Modes of the outer terminal: set when the program inside sets them, and never left behind.</summary>
public sealed class ModesTests
{
    private const string SetModes = "printf '\\e[?1000h\\e[?1006h\\e[?2004h\\e[?1h\\e=modes are set'";

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Mouse_modes_reach_the_terminal_and_are_reset_at_the_end(string name)
    {
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)));
        pair.Pane.WaitForText("$");
        pair.Pane.TypeLine(SetModes);
        LabTime.WaitUntil(() => pair.Pane.Modes.Contains("mouse sgr", StringComparison.Ordinal), "mouse reporting in the terminal");
        pair.Pane.Type("\u001e.");
        pair.Pane.WaitForExit();
        pair.Pane.WaitForText("[mosh is exiting.]");
        string left = pair.Pane.Modes;
        Assert.DoesNotContain("mouse", left, StringComparison.Ordinal);
        Assert.DoesNotContain("sgr", left, StringComparison.Ordinal);
        Assert.DoesNotContain("alternate", left, StringComparison.Ordinal);
        Assert.DoesNotContain("application-cursor", left, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Pairings.WithOurs), MemberType = typeof(Pairings))]
    public void Bracketed_paste_focus_events_and_reverse_video_are_reset_at_the_end(string name)
    {
        Pairing pairing = Pairings.Require(name);
        // Stock's client is known to leave them on.
        Assert.SkipWhen(pairing.Client == Implementation.Stock, "a stock client leaves these modes behind");
        using var server = MoshServer.Start(pairing.Server, ["bash", "-c", "printf '\\e[?2004h\\e[?1004h\\e[?5hset'; read line"]);
        using PtyProcess client = MoshClient.StartOnPty(pairing.Client, server.EndPoint, server.Key, TerminalSize.Standard);
        client.WaitFor("set");
        client.WaitFor("\e[?2004h");
        client.Write("\u001e.");
        Assert.Equal(0, client.WaitForExit().Code);
        foreach (string mode in (string[])["2004", "1004", "5", "1000", "1006", "1"])
        {
            int on = client.Transcript.LastIndexOf($"\e[?{mode}h", StringComparison.Ordinal), off = client.Transcript.LastIndexOf($"\e[?{mode}l", StringComparison.Ordinal);
            Assert.True(off > on, $"mode {mode} is left on: {PtyProcess.Quote(client.Transcript[Math.Max(0, client.Transcript.Length - 300)..])}");
        }
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Cursor_keys_reach_programs_in_the_form_that_they_asked_for(string name)
    {
        using var both = SideBySide.Start(new SessionPlan(Pairings.Require(name))
        {
            Command = ["bash", "-c", "clear; stty raw -echo; printf '\\e[?1lnormal '; dd bs=1 count=9 status=none | cat -v; printf ' \\e[?1happlication '; dd bs=1 count=9 status=none | cat -v; printf ' end'; sleep 1000"],
        });
        both.Direct.WaitForText("normal");
        both.Session.WaitForText("normal");
        both.Press("Up", "Left", "Right");
        both.Direct.WaitForText("application");
        both.Session.WaitForText("application");
        both.Press("Up", "Left", "Right");
        both.AssertSame("cursor keys", whenDirectShows: "end");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_paste_arrives_whole_and_in_brackets(string name)
    {
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name))
        {
            Command = ["bash", "-c", "printf '\\e[?2004h'; stty raw -echo; printf ready; dd bs=1 count=30012 status=none > pasted; printf '\\r\\nwritten'; sleep 1000"],
        });
        pair.Pane.WaitForText("ready");
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i % 10000:d4} line\n"));
        pair.Pane.Paste(text);
        pair.Pane.WaitForText("written");
        // tmux pastes line feeds as carriage returns.
        Assert.Equal("\e[200~" + text.Replace('\n', '\r') + "\e[201~", File.ReadAllText(Path.Combine(pair.Server.Home, "pasted")));
    }
}
