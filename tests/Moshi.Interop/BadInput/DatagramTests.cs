using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.BadInput;

/// <summary>What anybody can send to a port without the key: it must change nothing and cost next to nothing.</summary>
public sealed class DatagramTests
{
    private const int Count = 3000;

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_session_survives_random_and_mutated_datagrams_at_both_ends(string name)
    {
        const int Seed = 4711;
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Link = LinkProfile.Clean });
        ConcurrentQueue<byte[]> recorded = new();
        pair.Link!.Tap = (_, datagram) => recorded.Enqueue(datagram.ToArray());
        pair.Pane.WaitForText("$");
        pair.Pane.TypeLine("clear; ls -la /usr/lib | head -20");
        pair.Pane.WaitForText("total");
        pair.Pane.TypeLine("clear; echo real traf''fic");
        pair.Pane.WaitForText("real traffic");
        pair.Link.Tap = null;
        byte[][] real = [.. recorded];
        Assert.True(real.Length > 4, $"only {real.Length} datagrams were recorded");

        Random random = new(Seed);
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < Count; i++)
        {
            byte[] datagram = i % 2 == 0 ? Noise(random) : Mutate(real[random.Next(real.Length)], random);
            pair.Link.InjectToServer(datagram);
            pair.Link.InjectToClient(datagram);
            stranger.SendTo(datagram, pair.Server.EndPoint);
            if (i % 50 == 0)
            {
                // Not a test of the kernel's queues.
                Thread.Sleep(2);
            }
        }
        AssertCalm(pair, name, Seed);
        pair.Pane.TypeLine("clear; echo still $((40 + 2)) here");
        pair.Pane.WaitForText("still 42 here", TimeSpan.FromSeconds(60));
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void Replayed_and_reflected_datagrams_change_nothing(string name)
    {
        const int Seed = 4712;
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Link = LinkProfile.Clean });
        ConcurrentQueue<(bool FromClient, byte[] Datagram)> recorded = new();
        pair.Link!.Tap = (fromClient, datagram) => recorded.Enqueue((fromClient, datagram.ToArray()));
        pair.Pane.WaitForText("$");
        pair.Pane.TypeLine("clear; count=0; up() { count=$((count + 1)); echo now $count; }");
        pair.Pane.TypeLine("up");
        pair.Pane.WaitForText("now 1");
        pair.Link.Tap = null;
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        foreach ((bool fromClient, byte[] datagram) in recorded)
        {
            // To its destination again, also from another address; and back to its sender.
            pair.Link.InjectToServer(datagram);
            stranger.SendTo(datagram, pair.Server.EndPoint);
            pair.Link.InjectToClient(datagram);
        }
        AssertCalm(pair, name, Seed);
        pair.Pane.TypeLine("clear; up");
        pair.Pane.WaitForText("now 2", TimeSpan.FromSeconds(60));
    }

    private static byte[] Noise(Random random)
    {
        // Sizes around every limit: empty, shorter than nonce and tag, the budgets, beyond the largest that is received.
        int[] sizes = [0, 1, 7, 8, 23, 24, 25, 27, 28, 37, 38, 39, 100, 500, 1216, 1252, 1253, 2047, 2048, 2049, 3000, 9000];
        byte[] datagram = new byte[sizes[random.Next(sizes.Length)]];
        random.NextBytes(datagram);
        return datagram;
    }

    private static byte[] Mutate(byte[] real, Random random)
    {
        byte[] copy = [.. real];
        switch (random.Next(6))
        {
            case 0:
                copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                return copy[..random.Next(copy.Length)];
            case 2:
                return [.. copy, .. RandomNumberGenerator.GetBytes(random.Next(1, 2000))];
            case 3:
                // The other direction, with its bit in clear.
                copy[0] ^= 0x80;
                return copy;
            case 4:
                copy.AsSpan(0, 8).Fill(0xFF);
                return copy;
            default:
                random.NextBytes(copy.AsSpan(8));
                return copy;
        }
    }

    private static void AssertCalm(MoshPair pair, string name, int seed)
    {
        int client = pair.Pane.ProcessId;
        Assert.True(pair.Server.IsAlive, $"{name}, seed {seed}: the server died");
        Assert.True(ProcessTable.IsAlive(client), $"{name}, seed {seed}: the client died\n{pair.Pane.Capture()}");
        // What was sent has been worked off when a second passes with little done; a spin never does.
        LabTime.WaitUntil(() => CpuOfSecond(pair.Server.ProcessId) < 100 && CpuOfSecond(client) < 100, $"{name}, seed {seed}: both ends idle again");
    }

    private static double CpuOfSecond(int process)
    {
        TimeSpan before = ProcessTable.CpuTimeOf(process);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        return (ProcessTable.CpuTimeOf(process) - before).TotalMilliseconds;
    }
}
