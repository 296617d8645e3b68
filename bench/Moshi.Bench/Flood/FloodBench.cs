using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Processes;
using Moshi.Lab.Screens;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Flood;

/// <summary>How soon the user is master again of a program that prints more than anybody reads: stock and ours in turns.</summary>
internal static class FloodBench
{
    private static readonly TimeSpan FloodTime = TimeSpan.FromSeconds(2), Patience = TimeSpan.FromSeconds(300);

    // The marks of the prompt occur in nothing that is printed before it, so a frame cannot leave parts of it out as already there.
    private const string Prompt = "@\\#@";

    /// <summary>Runs all; exit code 1 when ours missed a bar.</summary>
    public static int Run(BenchOptions options)
    {
        int rounds = options.Rounds ?? (options.IsQuick ? 2 : 5);
        int megabytes = options.Megabytes ?? (options.IsQuick ? 10 : 100);
        string[] cells = options.Cells.Count > 0 ? [.. options.Cells] : ["yes", "cat", "catc", "slow", "lossy"];
        IReadOnlyList<Pairing> pairings = options.Pairings;
        string file = FloodFile.OfMegabytes(megabytes);
        Dictionary<(string, Pairing), Distribution> results = [];
        foreach (string cell in cells)
        {
            // One showing of a large file is as long as many interrupts, and as steady.
            for (int round = 0; round < (cell == "cat" ? Math.Min(rounds, 2) : rounds); round++)
            {
                foreach (Pairing pairing in pairings)
                {
                    if (!results.TryGetValue((cell, pairing), out Distribution? samples))
                        results[(cell, pairing)] = samples = new Distribution();
                    Measure(cell, pairing, file, options.Seed + round, samples);
                }
            }
        }
        Report(cells, pairings, results, megabytes, out bool hasFailure);
        return hasFailure ? 1 : 0;
    }

    private static void Measure(string cell, Pairing pairing, string file, int seed, Distribution samples)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["PS1"] = Prompt };
        using var server = MoshServer.Start(pairing.Server, ["bash", "--norc", "--noprofile"], variables: variables);
        using LinkEmulator? link = cell is "slow" or "lossy"
            ? new LinkEmulator(server.EndPoint, SlowLink(cell == "lossy" ? 0.05 : 0), seed)
            : null;
        using PtyProcess client = MoshClient.StartOnPty(pairing.Client, link?.EndPoint ?? server.EndPoint, server.Key, cell == "lossy" ? new TerminalSize(200, 60) : TerminalSize.Standard);
        Expect(client, 1);
        // The round-trip estimate starts at a second; a user has typed a little before he floods.
        for (int command = 1; command <= 3; command++)
        {
            client.Write(":\r"u8);
            Expect(client, command + 1);
        }
        client.Write(cell switch
        {
            "yes" or "slow" => "yes\r",
            "cat" => $"cat {file}\r",
            "catc" or "lossy" => $"while cat {file}; do :; done\r",
            _ => throw new ArgumentException($"no cell is called {cell}", nameof(cell)),
        });
        long start = Stopwatch.GetTimestamp();
        if (cell != "cat")
        {
            if (!client.Pump(FloodTime + TimeSpan.FromMilliseconds(500 * new Random(seed).NextDouble())))
                throw new InvalidOperationException($"the client has ended: {PtyProcess.Quote(client.Transcript)}");
            start = Stopwatch.GetTimestamp();
            client.Write([0x03]);
        }
        Expect(client, 5);
        samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        client.Write("exit\r"u8);
        client.WaitForExit();
    }

    private static LinkProfile SlowLink(double loss) =>
        LinkProfile.Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(50), BitsPerSecond = 2_000_000, Loss = loss });

    private static void Expect(PtyProcess client, int number)
    {
        if (!client.TryPass(Encoding.ASCII.GetBytes($"@{number}@"), Patience))
            throw new LabTimeoutException($"prompt {number} did not come");
    }

    private static void Report(string[] cells, IReadOnlyList<Pairing> pairings, Dictionary<(string, Pairing), Distribution> results, int megabytes, out bool hasFailure)
    {
        Table figures = new("cell", "pairing", "times", "min", "median", "max");
        Table comparison = new("cell", "stock", "ours", "ratio", "bar", "", "target");
        foreach (string cell in cells)
        {
            string what = cell switch
            {
                "yes" => "yes, Ctrl-C to prompt, ms",
                "slow" => "yes, Ctrl-C to prompt, 2 Mbit/s x 100 ms, ms",
                "lossy" => $"cat of {megabytes} MB, Ctrl-C to prompt, 200x60, 2 Mbit/s x 100 ms, 5 %, ms",
                "cat" => $"cat of {megabytes} MB to prompt, ms",
                _ => $"cat of {megabytes} MB, Ctrl-C to prompt, ms",
            };
            foreach (Pairing pairing in pairings)
            {
                Distribution samples = results[(cell, pairing)];
                Table.WriteJson(
                    ("bench", "flood"), ("cell", cell), ("pairing", pairing.ToString()), ("megabytes", megabytes), ("times", samples.Count),
                    ("min_ms", samples.Minimum), ("median_ms", samples.Median), ("max_ms", samples.Maximum));
                figures.Add(what, pairing.ToString(), samples.Count.ToString(CultureInfo.InvariantCulture), Text(samples.Minimum), Text(samples.Median), Text(samples.Maximum));
            }
            Pairing ours = new(Implementation.Ours, Implementation.Ours), stock = new(Implementation.Stock, Implementation.Stock);
            comparison.Compare(
                what, results[(cell, stock)].Median, results.TryGetValue((cell, ours), out Distribution? found) ? found.Median : double.NaN, Table.NotWorse,
                cell switch { "slow" or "lossy" => 0.85, "cat" => 0.35, _ => null });
        }
        figures.Print("Flood");
        comparison.Print("Ours beside stock (both ends, medians)");
        hasFailure = comparison.HasFailure;
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
