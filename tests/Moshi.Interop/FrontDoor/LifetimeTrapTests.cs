using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.FrontDoor;

/// <summary>
/// What ends sessions in the wild, or leaves them behind when it should: logins that break off, clients that are killed, jobs that hold the terminal, refused datagrams.
/// </summary>
public sealed class LifetimeTrapTests
{
    [Theory, MemberData(nameof(Servers))]
    public void A_session_outlives_the_login_that_started_it_however_that_ends(Implementation server)
    {
        using var host = SshHost.Start(new SshHostPlan { Server = server });
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);
        session.WaitFor("ready");

        host.KillLogins();

        host.Converse(session);
    }

    /// <summary>The search for a cause, which runs beside a session that starts late, writes to pipes whose readers end.</summary>
    [Fact]
    public void A_pipe_without_a_reader_ends_no_session()
    {
        using var host = SshHost.Start();
        using PtyProcess session = host.Connect([], ["sh", "talk.sh"]);
        session.WaitFor("ready");

        session.Send(Signal.Pipe);

        host.Converse(session);
    }

    [Fact]
    public void A_server_that_nobody_comes_to_goes_after_a_minute()
    {
        Pairings.Require(Implementation.Stock, "mosh-server");
        using MoshServer ours = MoshServer.Start(Implementation.Ours, ["cat"]), stock = MoshServer.Start(Implementation.Stock, ["cat"]);
        Assert.True(ours.WaitForExit(TimeSpan.FromSeconds(90)), "ours still waits");
        Assert.True(stock.WaitForExit(TimeSpan.FromSeconds(90)), "stock's still waits");
    }

    [Fact]
    public void The_only_port_held_by_a_session_left_behind_is_named_with_what_holds_it()
    {
        using var host = SshHost.Start();
        int port = TcpPort.FindFree();
        using PtyProcess first = host.Connect(["-o", $"MoshiUdpPort={port}"], ["sh", "talk.sh"]);
        first.WaitFor("ready");
        ProcessTable.Send(first.Id, Signal.Kill);

        using PtyProcess second = host.Connect(["-o", $"MoshiUdpPort={port}"], ["sh", "talk.sh"]);

        Assert.Equal(255, second.WaitForExit().Code);
        Assert.Contains($"{port}", second.Transcript, StringComparison.Ordinal);
        Assert.Contains("in use", second.Transcript, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Servers))]
    public void Sessions_whose_clients_were_killed_end_when_the_host_says_how_long_to_wait(Implementation implementation)
    {
        Pairings.Require(implementation, "mosh-server");
        const int Sessions = 50;
        var servers = new List<MoshServer>();
        try
        {
            for (int i = 0; i < Sessions; i++)
            {
                var server = MoshServer.Start(implementation, ["sh", "-c", "echo ready; exec cat"], variables: new Dictionary<string, string>(StringComparer.Ordinal) { ["MOSH_SERVER_NETWORK_TMOUT"] = "5" });
                servers.Add(server);
                using PtyProcess client = MoshClient.StartOnPty(Implementation.Ours, server.EndPoint, server.Key, TerminalSize.Standard);
                client.WaitFor("ready");
                ProcessTable.Send(client.Id, Signal.Kill);
                client.WaitForExit();
            }

            foreach (MoshServer server in servers)
                Assert.True(server.WaitForExit(), "a server still waits for a client that was killed");
        }
        finally
        {
            servers.ForEach(static server => server.Dispose());
        }
    }

    [Fact]
    public void A_job_that_holds_the_terminal_keeps_no_session_from_its_end()
    {
        using var host = SshHost.Start();
        File.WriteAllText($"{host.Home}/hold.sh", "echo ready; sleep 300 & echo $! > ~/sleeper; read word; exit 3\n");
        using PtyProcess session = host.Connect([], ["sh", "hold.sh"]);
        session.WaitFor("ready");
        session.Write("\r");
        Assert.Equal(3, session.WaitForExit().Code);
        ProcessTable.Send(int.Parse(File.ReadAllText($"{host.Home}/sleeper"), System.Globalization.CultureInfo.InvariantCulture), Signal.Kill);
    }

    [Fact]
    public void A_refused_datagram_ends_no_session()
    {
        // The kernel reports a closed port to whoever sends there.
        using var server = MoshServer.Start(Implementation.Ours, ["sh", "-c", "echo ready; exec cat"]);
        using PtyProcess client = MoshClient.StartOnPty(Implementation.Ours, server.EndPoint, server.Key, TerminalSize.Standard);
        client.WaitFor("ready");
        server.Send(Signal.Kill);
        server.WaitForExit();
        client.Write("into the void");
        client.WaitFor("Last contact");
        Assert.True(client.IsRunning);
        client.Write("\u001e.");
        Assert.Equal(1, client.WaitForExit().Code);
    }

    public static TheoryData<Implementation> Servers => [Implementation.Ours, Implementation.Stock];
}
