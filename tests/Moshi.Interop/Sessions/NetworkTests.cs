using System.Net;
using System.Text;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;
using Xunit;

namespace Moshi.Interop.Sessions;

/// <summary>Sessions over networks that lose, repeat, reorder, damage, disappear and change.</summary>
public sealed class NetworkTests
{
    private const int KeyCount = 500;

    private static readonly LinkDirection Harsh = new() { Delay = TimeSpan.FromMilliseconds(50), Loss = 0.29 };

    public static TheoryData<string, string> Links
    {
        get
        {
            TheoryData<string, string> links = [];
            foreach (Pairing pairing in Pairing.All)
            {
                foreach (string link in (string[])["29 % loss", "reordered, doubled and damaged", "thin"])
                    links.Add(pairing.ToString(), link);
            }
            return links;
        }
    }

    [Theory, MemberData(nameof(Links))]
    public void No_key_is_lost_or_doubled_and_the_screen_is_that_of_a_direct_run(string name, string link)
    {
        const int Seed = 20_120;
        LinkDirection rules = link switch
        {
            "29 % loss" => Harsh,
            "reordered, doubled and damaged" => new LinkDirection
            {
                Delay = TimeSpan.FromMilliseconds(20),
                ExponentialJitter = TimeSpan.FromMilliseconds(30),
                Duplication = 0.3,
                Corruption = 0.1,
            },
            _ => new LinkDirection { Delay = TimeSpan.FromMilliseconds(50), BitsPerSecond = 64_000, MaxPacketBytes = 1_400, Loss = 0.02 },
        };
        using var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Command = Recorder("session"), Link = LinkProfile.Symmetric(rules), Seed = Seed });
        TmuxPane direct = pair.OpenDirect(Recorder("direct"));
        pair.Pane.WaitForText("ready");
        direct.WaitForText("ready");

        Random random = new(Seed);
        byte[] keys = [.. Enumerable.Range(0, KeyCount).Select(_ => (byte)random.Next('!', '~' + 1))];
        for (int sent = 0; sent < KeyCount;)
        {
            int count = Math.Min(random.Next(1, 9), KeyCount - sent);
            pair.Pane.TypeBytes(keys.AsSpan(sent, count));
            direct.TypeBytes(keys.AsSpan(sent, count));
            sent += count;
        }
        direct.WaitForText("recorded");
        pair.Pane.WaitForText("recorded", TimeSpan.FromSeconds(40));
        Assert.Equal(Encoding.ASCII.GetString(keys), File.ReadAllText(Path.Combine(pair.Server.Home, "session")));
        pair.Pane.WaitUntilSameAs(direct, $"{name}, {link}, seed {Seed}", TimeSpan.FromSeconds(40));
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_flood_over_a_lossy_link_ends_in_the_right_screen(string name)
    {
        using var both = SideBySide.Start(new SessionPlan(Pairings.Require(name))
        {
            Command = ["bash", "-c", "clear; for i in $(seq 1 3000); do printf '\\e[%dm%d \\e[0mline of a flood of many lines %d\\n' $((31 + i % 7)) $i $((i * i)); done; printf '\\e]2;flooded\\a'; sleep 1000"],
            Link = LinkProfile.Symmetric(Harsh),
            Size = new TerminalSize(120, 40),
            Seed = 7,
        });
        both.Direct.WaitForTitle("flooded");
        both.Session.WaitForTitle("[mosh] flooded", TimeSpan.FromSeconds(60));
        both.AssertSame("after the flood");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_session_follows_its_client_to_other_addresses(string name)
    {
        using MoshPair pair = Start(name, LinkProfile.Of(roundTripMs: 40));
        string[] sources = ["127.0.0.9", "127.0.0.10", "127.0.0.9"];
        for (int i = 0; i < sources.Length; i++)
        {
            pair.Link!.Roam(IPAddress.Parse(sources[i]));
            pair.Pane.TypeLine($"echo roamed $(({i} + 100))");
            pair.Pane.WaitForText($"roamed {i + 100}");
        }
        AssertUsable(pair, "after the roam");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_session_outlives_a_dead_network_and_keeps_what_was_typed(string name)
    {
        using MoshPair pair = Start(name, LinkProfile.Of(roundTripMs: 20));
        pair.Pane.TypeLine("(sleep 3; echo printed in the''dark) &");
        pair.Link!.SetBlackhole(true);
        pair.Pane.TypeLine("echo typed in the''dark");
        pair.Pane.WaitForText("Last contact", TimeSpan.FromSeconds(30));
        // Back at another address, as after a ride through a tunnel.
        pair.Link.Roam();
        pair.Link.SetBlackhole(false);
        pair.Pane.WaitForText("typed in thedark", TimeSpan.FromSeconds(30));
        pair.Pane.WaitForText("printed in thedark");
        pair.Pane.WaitFor(screen => !screen.Contains("Last contact"), "the bar gone");
        AssertUsable(pair, "after the tunnel");
    }

    [Theory, MemberData(nameof(Pairings.All), MemberType = typeof(Pairings))]
    public void A_client_stopped_for_a_while_catches_up(string name)
    {
        using MoshPair pair = Start(name, LinkProfile.Clean);
        int client = pair.Pane.ProcessId;
        ProcessTable.Send(client, Signal.Stop);
        LabTime.WaitUntil(() => ProcessTable.StateOf(client) == 'T', "a stopped client");
        pair.Pane.TypeLine("seq 1 2000; echo caught''up");
        Thread.Sleep(TimeSpan.FromSeconds(2));
        ProcessTable.Send(client, Signal.Continue);
        pair.Pane.WaitForText("caughtup");
        AssertUsable(pair, "after the sleep");
    }

    private static string[] Recorder(string file) =>
        ["bash", "-c", $"stty raw -echo; printf '\\e[H\\e[2Jready\\r\\n'; dd bs=1 count={KeyCount} status=none | tee {file}; printf '\\r\\nrecorded'; sleep 1000"];

    private static MoshPair Start(string name, LinkProfile link)
    {
        var pair = MoshPair.Start(new SessionPlan(Pairings.Require(name)) { Link = link });
        try
        {
            pair.Pane.WaitForText("$");
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    private static void AssertUsable(MoshPair pair, string what)
    {
        pair.Pane.TypeLine("clear; echo still $((40 + 2)) here");
        pair.Pane.WaitFor(screen => screen.Contains("still 42 here"), what);
    }
}
