using System.Globalization;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;

namespace Moshi.Lab.Sessions;

/// <summary>
/// Types thousands of keys, some of which flood or repaint the screen, through a session and into the same program run directly, while the link between the session's ends
/// gets worse and better. At the end of each phase both must look the same.
/// </summary>
public sealed class StressRun(Pairing pairing, int keys, int seed)
{
    private const string ContactWarning = "Last contact";

    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(90);

    // Echoes what it reads in changing colours, in lines of 50; F floods, R repaints, ? says how many bytes came. The same bytes give the same screen, however they come in pieces.
    private const string Program = """
        $| = 1; system("stty raw -echo"); print "\e[H\e[2Jready\r\n"; my ($n, $x) = (0, 0);
        while (sysread(STDIN, my $in, 4096)) {
            my $out = "";
            for my $c (split //, $in) {
                $n++;
                if ($c eq "F") { $out .= sprintf("\e[%dm%d \e[0mflooded line %d of %d\r\n", 31 + $_ % 7, $_, $_ * $_, $n) for 1 .. 400; $x = 0; }
                elsif ($c eq "R") {
                    $out .= "\e[H";
                    for my $r (1 .. 20) { $out .= "\e[$r;1H\e[" . (31 + ($n + $r) % 7) . "m" . join("", map { chr(97 + ($n * 7 + $r * 13 + $_ * $_) % 26) } 1 .. 75) . "\e[m\e[K"; }
                    $out .= "\e[21;1H\e[J"; $x = 0;
                }
                elsif ($c eq "?") { $out .= "\r\n{$n}\r\n"; $x = 0; }
                elsif ($c =~ /[a-z0-9]/) { $out .= "\e[" . (31 + ord($c) % 7) . "m$c\e[m"; if (++$x % 50 == 0) { $out .= "\r\n"; } }
                else { $out .= sprintf("<%02x>", ord($c)); }
            }
            print $out;
        }
        """;

    /// <summary>What was complained about: empty when all went well.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    private readonly List<string> _complaints = [];
    private readonly Random _random = new(seed);
    private int _sent;

    /// <summary>Runs all phases; <paramref name="report"/> gets a line for each.</summary>
    /// <exception cref="LabTimeoutException">The screens did not become the same, or a program died; the message says in which phase.</exception>
    public void Run(Action<string>? report = null)
    {
        IReadOnlyList<StressPhase> phases = StressPhase.All;
        using var pair = MoshPair.Start(new SessionPlan(pairing) { Command = ["perl", "-e", Program], Link = phases[0].Steps[0], Seed = seed });
        TmuxPane direct = pair.OpenDirect();
        direct.WaitForText("ready");
        pair.Pane.WaitForText("ready");
        int client = pair.Pane.ProcessId;
        foreach (StressPhase phase in phases)
        {
            foreach (LinkProfile step in phase.Steps)
            {
                pair.Link!.SetProfile(step);
                Type(pair, direct, phase, client, Math.Max(1, keys / phases.Count / phase.Steps.Count));
            }
            Both(pair, direct, "?"u8);
            string count = string.Create(CultureInfo.InvariantCulture, $"{{{_sent}}}");
            direct.WaitForText(count, SyncPatience);
            pair.Pane.WaitUntilSameAs(direct, $"{pairing}, {phase.Name}, seed {seed}, after {_sent} keys", SyncPatience);
            Look(pair, phase, client);
            report?.Invoke($"{pairing}, {phase.Name}: same screen after {_sent.ToString(CultureInfo.InvariantCulture)} keys; up {pair.Link!.ToServer.Received}, down {pair.Link.ToClient.Received} datagrams");
        }
    }

    private void Type(MoshPair pair, TmuxPane direct, StressPhase phase, int client, int count)
    {
        byte[] batch = new byte[8];
        while (count > 0)
        {
            int length = Math.Min(count, _random.Next(1, batch.Length + 1));
            for (int i = 0; i < length; i++)
            {
                batch[i] = _random.Next(400) switch
                {
                    0 => (byte)'F',
                    < 4 => (byte)'R',
                    < 12 => (byte)'!',
                    _ => (byte)"abcdefghijklmnopqrstuvwxyz0123456789"[_random.Next(36)],
                };
            }
            Both(pair, direct, batch.AsSpan(0, length));
            count -= length;
            Thread.Sleep(_random.Next(40));
            Look(pair, phase, client);
        }
    }

    private void Both(MoshPair pair, TmuxPane direct, ReadOnlySpan<byte> bytes)
    {
        pair.Pane.TypeBytes(bytes);
        direct.TypeBytes(bytes);
        _sent += bytes.Length;
    }

    private void Look(MoshPair pair, StressPhase phase, int client)
    {
        if (!ProcessTable.IsAlive(client) || !pair.Server.IsAlive)
            throw new LabTimeoutException($"{pairing}, {phase.Name}, seed {seed}: the {(pair.Server.IsAlive ? "client" : "server")} ended after {_sent} keys:\n{pair.Pane.Capture()}");
        if (phase.IsHealthy && pair.Pane.Capture().Contains(ContactWarning))
            _complaints.Add($"{pairing}, {phase.Name}, seed {seed}: the client says '{ContactWarning}' after {_sent} keys");
    }
}
