using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>The ways in which a session ends, and how each side learns of it.</summary>
public sealed class EndTests
{
    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void The_escape_key_and_a_dot_end_client_and_server(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        pair.Pane.Type("\u001e.");
        ShellSession.AssertCleanEnd(pair);
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void The_escape_key_waits_with_its_help_and_passes_itself_on(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        pair.Pane.TypeLine("cat -v");
        pair.Pane.Type("\u001e");
        pair.Pane.WaitForText("Commands: Ctrl-Z suspends, \".\" quits, \"^\" gives literal Ctrl-^");
        pair.Pane.TypeLine("^x");
        pair.Pane.WaitForText("^^x");
        pair.Pane.WaitFor(screen => !screen.Contains("Commands:"), "the help gone");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Exit_in_the_shell_ends_both_with_status_zero(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        pair.Pane.TypeLine("exit 3");
        ShellSession.AssertCleanEnd(pair);
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_told_to_stop_ends_the_session(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        ProcessTable.Send(pair.Pane.ProcessId, Signal.Terminate);
        ShellSession.AssertCleanEnd(pair);
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_server_told_to_stop_tells_its_client(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        pair.Server.Send(Signal.Terminate);
        ShellSession.AssertCleanEnd(pair);
    }
}
