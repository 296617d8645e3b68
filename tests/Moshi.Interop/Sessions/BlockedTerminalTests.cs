using Moshi.Interop.Platform;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Moshi.Platform.Process;
using Moshi.Platform.Pty;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>A terminal that takes nothing for a while: stopped by Ctrl-S, or behind a connection that hangs.</summary>
public sealed class BlockedTerminalTests
{
    private static readonly TimeSpan s_untilItIsFull = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    [Theory, MemberData(nameof(Pairings.WithOurs), MemberType = typeof(Pairings))]
    public void A_key_reaches_the_host_while_the_terminal_takes_nothing(string name)
    {
        Pairing pairing = Pairings.Require(name);
        Assert.SkipWhen(pairing.Client != Implementation.Ours, "stock's client waits for its terminal");
        string mark = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var server = MoshServer.Start(pairing.Server, ["sh", "-c", $"echo ready; sleep 1; tr -dc a-z </dev/urandom & read key; touch {mark}; kill $!; sleep 1; echo; echo over; read key"]);
        string[] command = [.. MoshClient.Command(pairing.Client, server.EndPoint)];
        EnvironmentBlock environment = PtyConversation.SmallEnvironment();
        foreach ((string variable, string value) in MoshClient.Variables(server.Key))
            environment[variable] = value;
        environment["TERM"] = "xterm-256color";
        using PtyConversation client = new(new SpawnOptions { File = command[0], Arguments = command, Environment = environment, SearchPath = true }, new WindowSize(200, 50));
        try
        {
            client.WaitFor("ready");

            // Nobody reads from here on.
            Thread.Sleep(s_untilItIsFull);
            client.Send("\r");
            Assert.True(SpinWait.SpinUntil(() => File.Exists(mark), s_patience), "the key did not reach the program");
            client.WaitFor("over");
        }
        finally
        {
            File.Delete(mark);
        }
    }
}
