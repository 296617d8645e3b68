using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Scripted;

/// <summary>
/// What a peer with the key can send (mosh-protocol §12, stock_peer_reactions). Much of it ends a stock program; ours drops it and goes on. The
/// stock programs are not asked: they are known to abort.
/// </summary>
public sealed class HostilePeerTests
{
    private delegate void Stimulus(ScriptedPeer peer, ulong held, ulong next);

    public static TheoryData<string> Names => [.. Stimuli.Keys];

    private static IReadOnlyDictionary<string, Stimulus> Stimuli { get; } = new SortedDictionary<string, Stimulus>(StringComparer.Ordinal)
    {
        ["plaintext of 0 to 13 bytes"] = (peer, _, _) =>
        {
            for (int length = 0; length < 14; length++)
            {
                byte[] plain = new byte[length];
                if (length >= 4)
                    ScriptedPeer.WriteTimestamps(plain);
                peer.SendPlain(plain);
            }
        },
        ["the wrong direction"] = (peer, _, _) => peer.SendPlain(new byte[40], wrongDirection: true),
        ["contents that do not inflate"] = (peer, _, _) => peer.SendContents(Encoding.ASCII.GetBytes("this is no zlib stream at all")),
        ["a bomb of 64 MiB"] = (peer, _, _) => peer.SendMessage(new byte[64 << 20]),
        ["no protobuf"] = (peer, _, _) =>
        {
            peer.SendMessage([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);
            peer.SendMessage([0x32, 0x7F, 0x01]);
            peer.SendMessage([0x07]);
            peer.SendMessage([]);
        },
        ["another protocol version"] = (peer, held, next) =>
        {
            peer.SendMessage(new PeerInstruction(held, next, 0, held, []).ToMessage(version: 3));
            peer.SendMessage(new PeerInstruction(held, next, 0, held, []).ToMessage(version: 0));
        },
        ["a diff that is no message"] = (peer, held, next) =>
        {
            peer.Send(new PeerInstruction(held, next, 0, held, [0x0A, 0x7F, 0x01]));
            peer.Send(new PeerInstruction(held, next + 1, 0, held, [0xFF]));
            peer.Send(new PeerInstruction(held, next + 2, 0, held, [0x0A, 0x04, 0x12, 0x7F, 0x22, 0x01]));
        },
        ["all states thrown away"] = (peer, held, next) => peer.Send(new PeerInstruction(held, next, 0, next + 1000, [])),
        ["an acknowledgement of the future"] = (peer, held, next) => peer.Send(new PeerInstruction(held, next, 1_000_000, held, [])),
        ["a state that is not held"] = (peer, _, next) => peer.Send(new PeerInstruction(next + 50, next + 51, 0, next + 50, PeerInstruction.HostDiff("not to be seen"u8.ToArray(), null))),
        ["other contents under the same fragment"] = (peer, _, _) =>
        {
            ulong id = peer.NextFragmentId();
            peer.SendFragment(id, 0, isFinal: false, [1, 2, 3]);
            peer.SendFragment(id, 0, isFinal: false, [3, 2, 1]);
            peer.SendFragment(id, 0x7FFF, isFinal: true, []);
            peer.SendFragment(peer.NextFragmentId(), 5, isFinal: false, new byte[1000]);
        },
        ["fragments without end"] = (peer, _, _) =>
        {
            ulong id = peer.NextFragmentId();
            for (int index = 0; index < 3000; index++)
            {
                peer.SendFragment(id, index, isFinal: false, new byte[1178]);
                if (index % 50 == 0)
                    Thread.Sleep(1);
            }
        },
        ["sizes of zero and beyond"] = (peer, held, next) =>
        {
            ulong[] sides = [0, 1, 80, 65_535, int.MaxValue, uint.MaxValue, ulong.MaxValue];
            // What a user has done only grows, so each diff repeats those before it.
            List<byte> grown = [];
            ulong number = next;
            foreach ((ulong columns, ulong rows) in sides.SelectMany(side => ((ulong, ulong)[])[(side, 0), (0, side), (side, side), (side, 24)]))
            {
                grown.AddRange(PeerInstruction.ResizeDiff(columns, rows));
                peer.Send(new PeerInstruction(held, number++, 0, held, [.. grown]));
            }
        },
    };

    // What only a server can do to a client.
    private static IReadOnlyDictionary<string, Stimulus> ServerStimuli { get; } = new SortedDictionary<string, Stimulus>(StringComparer.Ordinal)
    {
        ["questions to the terminal"] = (peer, held, next) => peer.Send(new PeerInstruction(held, next, 0, held, PeerInstruction.HostDiff("\e[c\e[>c\e[6n\e[5n\e[?6n\eZ"u8.ToArray(), null))),
        ["an echo acknowledgement that goes back"] = (peer, held, next) =>
        {
            peer.Send(new PeerInstruction(held, next, peer.NewestRemote, held, PeerInstruction.HostDiff([], 1000)));
            peer.Send(new PeerInstruction(next, next + 1, peer.NewestRemote, held, PeerInstruction.HostDiff([], 1)));
        },
        ["a sequence that never ends"] = (peer, held, next) => peer.Send(new PeerInstruction(held, next, 0, held, PeerInstruction.HostDiff([.. "\e]0;"u8, .. Enumerable.Repeat((byte)'x', 100_000)], null))),
        ["enormous parameters"] = (peer, held, next) => peer.Send(new PeerInstruction(held, next, 0, held, PeerInstruction.HostDiff("\e[99999999999999999999b\e[4294967295;4294967295H\e[65535@\e[65535L\e[65535S\e[65535T\e[38;2;999;999;999m"u8.ToArray(), null))),
    };

    public static TheoryData<string> ServerNames => [.. Stimuli.Keys.Concat(ServerStimuli.Keys)];

    [Theory, MemberData(nameof(ServerNames))]
    public void Our_client_survives_a_hostile_server(string name)
    {
        Pairings.Require(Implementation.Ours, "mosh-client");
        using var server = ScriptedPeer.AsServer();
        using PtyProcess client = MoshClient.StartOnPty(Implementation.Ours, server.EndPoint, server.Key, TerminalSize.Standard);
        Until(() => server.Receive() || server.NewestRemote > 0, client, "the client's first state");
        server.Send(new PeerInstruction(0, 1, server.NewestRemote, 0, PeerInstruction.HostDiff("\e[H\e[2Jbefore"u8.ToArray(), null)));
        client.WaitFor("before");

        (Stimuli.GetValueOrDefault(name) ?? ServerStimuli[name])(server, 1, 2);
        client.Pump(TimeSpan.FromMilliseconds(100));
        server.Receive();

        // From the state that must still be held, whatever was refused.
        server.Send(new PeerInstruction(1, 5000, server.NewestRemote, 1, PeerInstruction.HostDiff("\e[80X\e[H\e[2JAFTER"u8.ToArray(), null)));
        client.WaitFor("AFTER");
        ulong acknowledged = 0;
        Until(() => server.Receive(instruction => acknowledged = instruction.AckNumber) && acknowledged == 5000, client, "the acknowledgement");
        client.Write("k");
        Until(() => server.Receive() && server.Newest!.Keys().AsSpan().EndsWith("k"u8), client, "a key");
        AssertCalm(client.Id, name);
    }

    [Theory, MemberData(nameof(Names))]
    public void Our_server_survives_a_hostile_client(string name)
    {
        Pairings.Require(Implementation.Ours, "mosh-server");
        using var server = MoshServer.Start(Implementation.Ours, ["sh", "-c", "stty raw -echo; echo ready; exec cat"]);
        using var client = ScriptedPeer.AsClient(server.EndPoint, server.Key);
        StringBuilder seen = new(), history = new();
        client.Send(new PeerInstruction(0, 1, 0, 0, PeerInstruction.ResizeDiff(80, 24)));
        Await("ready");

        Stimuli[name](client, 1, 2);
        // What a user has typed only grows: the next state has to follow the newest that was accepted.
        long quietSince = Stopwatch.GetTimestamp();
        LabTime.WaitUntil(
            () =>
            {
                quietSince = Collect() ? Stopwatch.GetTimestamp() : quietSince;
                return Stopwatch.GetElapsedTime(quietSince) > TimeSpan.FromMilliseconds(500);
            },
            "a quiet server");

        seen.Clear();
        ulong accepted = client.NewestAcknowledged;
        client.Send(new PeerInstruction(accepted, 5000, client.NewestRemote, accepted, [.. PeerInstruction.ResizeDiff(80, 24), .. PeerInstruction.KeysDiff("still here"u8.ToArray())]));
        Await("still here");
        Assert.True(server.IsAlive);
        AssertCalm(server.ProcessId, name);

        bool Collect() => client.Receive(instruction =>
        {
            seen.Append(Encoding.UTF8.GetString(instruction.HostBytes()));
            history.Append(CultureInfo.InvariantCulture, $"{instruction.OldNumber}->{instruction.NewNumber} ack {instruction.AckNumber} diff {instruction.Diff.Length}; ");
        });

        void Await(string text)
        {
            long start = Stopwatch.GetTimestamp();
            while (!seen.ToString().Contains(text, StringComparison.Ordinal))
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < LabTime.Generous, $"{name}: awaited '{text}'; the server sent {history}");
                Collect();
                Thread.Sleep(5);
            }
        }
    }

    private static void Until(Func<bool> condition, PtyProcess client, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            client.Pump(TimeSpan.FromMilliseconds(2));
            Assert.True(client.IsRunning, $"the client ended: {PtyProcess.Quote(client.Transcript)}");
            Assert.True(Stopwatch.GetElapsedTime(start) < LabTime.Generous, $"awaited: {what}; the client wrote {PtyProcess.Quote(client.Transcript)}");
        }
    }

    private static void AssertCalm(int process, string name) => LabTime.WaitUntil(
        () =>
        {
            TimeSpan before = ProcessTable.CpuTimeOf(process);
            Thread.Sleep(300);
            return (ProcessTable.CpuTimeOf(process) - before).TotalMilliseconds < 60;
        },
        $"{name}: calm");
}
