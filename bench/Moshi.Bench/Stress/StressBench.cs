using System.Diagnostics;
using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Processes;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Stress;

/// <summary>Stock programs under ours for many thousands of keys over links that misbehave in every way: nobody may die, and no screen may differ.</summary>
internal static class StressBench
{
    private const int DefaultKeys = 10_000;

    /// <summary>Runs the mixed pairings, the stock one too with `--mixed`; exit code 1 when something went wrong.</summary>
    public static int Run(BenchOptions options)
    {
        Table table = new("pairing", "seed", "keys", "s", "complaints", "result");
        bool isFine = true;
        foreach (Pairing pairing in Pairing.All.Where(pairing => options.WithMixed || pairing.Client != pairing.Server))
        {
            for (int round = 0; round < (options.Rounds ?? 1); round++)
            {
                int keys = options.Keys ?? (options.IsQuick ? 400 : DefaultKeys), seed = options.Seed + round;
                StressRun run = new(pairing, keys, seed);
                long start = Stopwatch.GetTimestamp();
                string result = "same screens";
                try
                {
                    run.Run(Console.Error.WriteLine);
                }
                catch (LabTimeoutException e)
                {
                    result = "FAILED";
                    Console.Error.WriteLine(e.Message);
                }
                foreach (string complaint in run.Complaints)
                    Console.Error.WriteLine(complaint);
                bool isGood = result != "FAILED" && run.Complaints.Count == 0;
                isFine &= isGood;
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                Table.WriteJson(
                    ("bench", "stress"), ("pairing", pairing.ToString()), ("seed", seed), ("keys", keys), ("seconds", seconds), ("complaints", run.Complaints.Count), ("passed", isGood));
                table.Add(
                    pairing.ToString(), seed.ToString(CultureInfo.InvariantCulture), keys.ToString(CultureInfo.InvariantCulture), seconds.ToString("0", CultureInfo.InvariantCulture),
                    run.Complaints.Count.ToString(CultureInfo.InvariantCulture), result);
            }
        }
        table.Print("Stress: loss, reordering, duplicates, damage, steps of the round trip, a thin line, floods (client→server)");
        return isFine ? 0 : 1;
    }
}
