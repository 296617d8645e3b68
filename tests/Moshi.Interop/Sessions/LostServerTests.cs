using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>A client that its server does not answer any more, or never has.</summary>
public sealed class LostServerTests
{
    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_killed_server_leaves_a_client_that_says_so_and_can_be_left(string name)
    {
        using MoshPair pair = ShellSession.Start(name, LinkProfile.Clean);
        pair.Server.Send(Signal.Kill);
        ScreenCapture bar = pair.Pane.WaitForText("Last contact");
        Assert.Matches(@"^mosh: Last contact \d+ seconds ago\. \[To quit: Ctrl-\^ \.\]$", bar.Row(0));
        Assert.Equal("bold fg=37 bg=44", bar[0, 0].Look);
        Assert.Equal("bg=44", bar[0, bar.Size.Columns - 1].Look);
        // It counts on.
        pair.Pane.WaitFor(screen => screen.Contains("Last contact") && screen.Row(0) != bar.Row(0), "a later count");
        pair.Pane.Type("\u001e.");
        Assert.Equal(1, pair.Pane.WaitForExit(ShellSession.Shutdown));
        pair.Pane.WaitForText("mosh did not shut down cleanly.");
        pair.Pane.WaitForText("[mosh is exiting.]");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_without_a_server_says_so_and_can_be_left(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        // Without a link between, the kernel reports each datagram to the closed port as refused.
        pair.Server.Send(Signal.Kill);
        pair.Server.WaitForExit();
        pair.Pane.Type("into the void");
        pair.Pane.WaitFor(screen => screen.Row(0).StartsWith("mosh: ", StringComparison.Ordinal), "the bar");
        pair.Pane.Type("\u001e.");
        Assert.Equal(1, pair.Pane.WaitForExit(ShellSession.Shutdown));
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_that_never_hears_anything_gives_up(string name)
    {
        // Only the client matters; the server is any, and does not hear it.
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Link = LinkProfile.Symmetric(new LinkDirection { Blackhole = true }) });
        pair.Pane.WaitForText("mosh: Nothing received from server on UDP port");
        Assert.Equal(1, pair.Pane.WaitForExit(TimeSpan.FromSeconds(45)));
        pair.Pane.WaitForText("mosh did not make a successful connection");
    }
}
