using Xunit;

namespace Moshi.Tests.Fuzz;

/// <summary>The fuzzer itself: it finds what is there, and says how to see it again.</summary>
public sealed class FuzzRunnerTests
{
    [Fact]
    public void Failure_is_found_and_reported_by_seed_and_smallest_input()
    {
        var target = new FuzzTarget("planted", Planted) { Dictionary = ["MOSH"u8.ToArray(), "CONNECT"u8.ToArray(), "IP"u8.ToArray()] };
        FuzzFailureException failure = Assert.Throws<FuzzFailureException>(() => FindFailure(target));
        Assert.Matches("planted, seed [0-9]+: InvalidOperationException: found", failure.Message);
        Assert.Contains("smallest input (2 of ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(": 4950\n", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_seed_is_the_same_input()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            byte[] first = FuzzMutator.Generate(TextFuzz.BootstrapOutput, new Random(seed));
            Assert.Equal(first, FuzzMutator.Generate(TextFuzz.BootstrapOutput, new Random(seed)));
        }
    }

    [Fact]
    public void Allocation_beyond_the_bound_is_a_failure()
    {
        var greedy = new FuzzTarget("greedy", static input => GC.KeepAlive(new byte[input.Length * 1000])) { MaxAllocatedBytes = 100_000 };
        greedy.Run(new byte[50]);
        Assert.Throws<FuzzFailureException>(() => greedy.Run(new byte[200]));
    }

    private static void Planted(ReadOnlySpan<byte> input)
    {
        if (input.IndexOf("IP"u8) >= 0)
            throw new InvalidOperationException("found");
    }

    private static void FindFailure(FuzzTarget target)
    {
        for (int seed = 0; seed < 1000; seed++)
            FuzzRunner.RunSeed(target, seed);
    }
}
