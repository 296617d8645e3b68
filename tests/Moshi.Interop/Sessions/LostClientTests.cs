using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>A server whose client is gone, and clients that are made to go.</summary>
public sealed class LostClientTests
{
    [Theory, MemberData(nameof(Pairings.WithOurs), MemberType = typeof(Pairings))]
    public void A_server_that_gives_up_on_a_silent_network_still_tells_its_client(string name)
    {
        // Stock's server is known not to.
        Assert.SkipWhen(Pairing.Parse(name).Server == Implementation.Stock, "a stock server ends without a word after its network time-out");
        using MoshPair pair = ShellSession.Start(name, LinkProfile.Clean, server: new(StringComparer.Ordinal) { ["MOSH_SERVER_NETWORK_TMOUT"] = "5" });
        // Deaf, not dumb: nothing reaches the server any more, but it can be heard.
        pair.Link!.SetProfile(new LinkProfile(new LinkDirection { Blackhole = true }, new LinkDirection()));
        ShellSession.AssertCleanEnd(pair, serverHearsTheAnswer: false);
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_server_survives_a_killed_client_until_it_is_told_to_stop(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        ProcessTable.Send(pair.Pane.ProcessId, Signal.Kill);
        pair.Pane.WaitForExit();
        int child = pair.Server.ChildProcessId;
        Assert.True(ProcessTable.IsAlive(child), "the shell died with the client");
        pair.Server.Send(Signal.Terminate);
        Assert.True(pair.Server.WaitForExit(ShellSession.Shutdown), "the server did not end");
        Assert.True(ProcessTable.WaitUntilGone(child, ShellSession.Shutdown), "the shell outlived its server");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_server_ends_by_itself_when_its_client_is_gone_for_long(string name)
    {
        using MoshPair pair = ShellSession.Start(name, server: new(StringComparer.Ordinal) { ["MOSH_SERVER_NETWORK_TMOUT"] = "4" });
        ProcessTable.Send(pair.Pane.ProcessId, Signal.Kill);
        Assert.True(pair.Server.WaitForExit(ShellSession.Shutdown), "the server still waits");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_that_is_told_of_a_broken_pipe_ends_the_session(string name)
    {
        using MoshPair pair = ShellSession.Start(name);
        ProcessTable.Send(pair.Pane.ProcessId, Signal.Pipe);
        Assert.Equal(0, pair.Pane.WaitForExit(ShellSession.Shutdown));
        Assert.True(pair.Server.WaitForExit(ShellSession.Shutdown), "the server did not end");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_whose_window_is_closed_ends_and_does_not_spin_meanwhile(string name)
    {
        Pairing pairing = Pairings.Require(name);
        using var server = MoshServer.Start(pairing.Server, ["sh", "-c", "echo ready; exec cat"]);
        using LinkEmulator link = new(server.EndPoint, LinkProfile.Clean);
        using PtyProcess client = MoshClient.StartOnPty(pairing.Client, link.EndPoint, server.Key, TerminalSize.Standard);
        client.WaitFor("ready");
        // Nobody answers, so the shutdown takes as long as it can.
        link.SetBlackhole(true);
        client.HangUp();
        TimeSpan cpu = TimeSpan.Zero;
        LabTime.WaitUntil(
            () =>
            {
                TimeSpan now = ProcessTable.CpuTimeOf(client.Id);
                cpu = now > cpu ? now : cpu;
                return !client.IsRunning;
            },
            "the client's end",
            ShellSession.Shutdown);
        // It takes seconds to leave; one that spins meanwhile takes as many of a processor.
        Assert.True(cpu < TimeSpan.FromSeconds(1.5), $"the client used {cpu.TotalMilliseconds} ms of CPU");
    }
}
