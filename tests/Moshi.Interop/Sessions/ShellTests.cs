using System.Net;
using Moshi.Lab.Link;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

public sealed class ShellTests
{
    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_shell_types_prints_and_exits_cleanly(string name) => RunShell(new SessionPlan(Pairings.Require(name)));

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_shell_works_over_ipv6(string name) => RunShell(new SessionPlan(Pairings.Require(name)) { Address = IPAddress.IPv6Loopback });

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_shell_works_over_a_slow_link(string name) =>
        RunShell(new SessionPlan(Pairings.Require(name)) { Link = LinkProfile.Of(roundTripMs: 200, loss: 0.02) });

    private static void RunShell(SessionPlan plan)
    {
        using var pair = MoshPair.Start(plan);
        TmuxPane pane = pair.Pane;
        pane.WaitForText("$");
        pane.TypeLine("echo $((6 * 7)) $TERM");
        pane.WaitForText("42 xterm-256color");
        pane.TypeLine("exit");
        Assert.Equal(0, pane.WaitForExit());
        pane.WaitForText("[mosh is exiting.]");
        Assert.True(pair.Server.WaitForExit(), "the server did not end");
    }
}
