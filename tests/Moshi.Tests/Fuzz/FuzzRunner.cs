using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Moshi.Tests.Fuzz;

/// <summary>
/// Runs targets over seeds: so many in an ordinary test run, or as long as <c>MOSHI_FUZZ_SECONDS</c> says (for all targets together), from a
/// seed that earlier runs have hardly used. <c>MOSHI_FUZZ_SEED</c> runs one seed only, <c>MOSHI_FUZZ_TARGETS</c> the targets of these names (with commas between them). A failure tells its seed and the smallest input that
/// fails in the same way.
/// </summary>
internal static class FuzzRunner
{
    private const int MaxMinimizingRuns = 4000;

    public static void Run(FuzzTarget target, int targetCount)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("MOSHI_FUZZ_SEED"), CultureInfo.InvariantCulture, out int only))
        {
            RunSeed(target, only);
            return;
        }

        if (Environment.GetEnvironmentVariable("MOSHI_FUZZ_TARGETS") is { Length: > 0 } names)
        {
            string[] chosen = names.Split(',', StringSplitOptions.TrimEntries);
            if (!chosen.Contains(target.Name, StringComparer.Ordinal))
                return;

            targetCount = chosen.Length;
        }

        if (!double.TryParse(Environment.GetEnvironmentVariable("MOSHI_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double seconds))
        {
            for (int seed = 1; seed <= target.SmokeRuns; seed++)
                RunSeed(target, seed);

            return;
        }

        var share = TimeSpan.FromSeconds(seconds / targetCount);
        long start = Stopwatch.GetTimestamp();
        int first = Environment.TickCount & int.MaxValue;
        int runs = 0;
        while (Stopwatch.GetElapsedTime(start) < share)
        {
            RunSeed(target, (first + runs) & int.MaxValue);
            runs++;
        }

        Console.Error.WriteLine($"fuzz: {target.Name}: {runs} inputs from seed {first}");
    }

    /// <summary>Tries the input of one seed; throws a report when it fails.</summary>
    public static void RunSeed(FuzzTarget target, int seed)
    {
        byte[] input = FuzzMutator.Generate(target, new Random(seed));
        if (Failure(target, input) is not { } failure)
            return;

        byte[] smallest = Minimize(target, input, failure.GetType());
        Exception cause = Failure(target, smallest) ?? failure;
        throw new FuzzFailureException(
            $"{target.Name}, seed {seed}: {cause.GetType().Name}: {cause.Message}\n"
            + $"again: MOSHI_FUZZ_SEED={seed} ./dev fuzz\n"
            + $"smallest input ({smallest.Length} of {input.Length} bytes): {Convert.ToHexString(smallest)}\n"
            + $"as text: {Printable(smallest)}\n{cause.StackTrace}");
    }

    private static Exception? Failure(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever a target throws is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    /// <summary>Leaves out pieces, large ones first, and then simplifies bytes, as long as the input fails in the same way.</summary>
    private static byte[] Minimize(FuzzTarget target, byte[] input, Type failure)
    {
        int runs = 0;
        bool StillFails(byte[] candidate) => runs++ < MaxMinimizingRuns && Failure(target, candidate)?.GetType() == failure;
        for (int size = Math.Max(1, input.Length / 2); size >= 1; size /= 2)
        {
            for (int at = 0; at + size <= input.Length;)
            {
                byte[] candidate = [.. input[..at], .. input[(at + size)..]];
                if (StillFails(candidate))
                    input = candidate;
                else
                    at += size;
            }
        }

        for (int at = 0; at < input.Length; at++)
        {
            byte[] candidate = [.. input];
            candidate[at] = (byte)'0';
            if (input[at] != '0' && StillFails(candidate))
                input = candidate;
        }

        return input;
    }

    private static string Printable(byte[] input)
    {
        var text = new StringBuilder();
        foreach (byte b in input)
            _ = b is >= 0x20 and <= 0x7E ? text.Append((char)b) : text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");

        return text.ToString();
    }
}
