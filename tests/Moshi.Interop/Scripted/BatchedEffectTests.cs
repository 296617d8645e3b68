using System.Diagnostics;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Scripted;

/// <summary>A server of stock's kind, several of whose states arrive at once: each bell and each clipboard is the user's all the same.</summary>
public sealed class BatchedEffectTests
{
    private const int Count = 6;

    [Theory, InlineData(Implementation.Stock), InlineData(Implementation.Ours)]
    public void Bells_and_clipboards_that_arrive_at_once_are_all_performed(Implementation implementation)
    {
        Pairings.Require(implementation, "mosh-client");
        using var server = ScriptedPeer.AsServer();
        Dictionary<string, string> variables = MoshClient.Variables(server.Key);
        variables["TERM"] = "xterm-256color";
        using var client = PtyProcess.Start(MoshClient.Command(implementation, server.EndPoint), variables, new TerminalSize(80, 24));
        byte[] buffer = new byte[65_536];
        StringBuilder shown = new();
        bool Await(Func<bool> condition)
        {
            long start = Stopwatch.GetTimestamp();
            while (!condition() && Stopwatch.GetElapsedTime(start) < LabTime.Generous)
            {
                server.Receive();
                int read = client.Read(buffer, PtyProcess.DeadlineAfter(TimeSpan.FromMilliseconds(5)));
                if (read > 0)
                    shown.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
            return condition();
        }

        Assert.True(Await(() => server.NewestRemote > 0), "the client sent nothing");
        server.Send(new PeerInstruction(0, 1, server.NewestRemote, 0, PeerInstruction.HostDiff("ready"u8.ToArray(), null)));
        Assert.True(Await(() => shown.ToString().Contains("ready", StringComparison.Ordinal)), shown.ToString());

        shown.Clear();
        for (ulong state = 1; state <= Count; state++)
        {
            string effects = $"\a\u001b]52;c;{Convert.ToBase64String(Encoding.ASCII.GetBytes($"copy {state}"))}\a{state}";
            server.Send(new PeerInstruction(state, state + 1, server.NewestRemote, 0, PeerInstruction.HostDiff(Encoding.ASCII.GetBytes(effects), null)));
        }

        // The end of an OSC string is a bell of its own kind.
        bool HasAll() => Enumerable.Range(1, Count).All(one => shown.ToString().Contains(Convert.ToBase64String(Encoding.ASCII.GetBytes($"copy {one}")), StringComparison.Ordinal))
            && shown.ToString().Count(one => one == '\a') >= 2 * Count;
        Assert.True(Await(HasAll), $"{implementation}: {shown.ToString().Replace("\u001b", "\\e", StringComparison.Ordinal).Replace("\a", "\\a", StringComparison.Ordinal)}");
    }
}
