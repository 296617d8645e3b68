using Moshi.Session;
using Moshi.Tests.Fuzz;
using Moshi.Tests.Terminal;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>Both cores with real screens over a bad network: whatever a program shows, the client ends up with the same picture.</summary>
[Collection(FuzzTestGroup.Name)]
public sealed class ScreenSimulationTests
{
    private const int Seeds = 200;
    private static readonly LinkProfile Bad = new() { DelayMs = 40, JitterMs = 25, Loss = 0.29, Duplication = 0.05 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_screens_are_equal_after_random_output_loss_reordering_and_resizes(bool isOurs)
    {
        int compact = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            (_, TimerPolicy client, TimerPolicy server) = PolicyPairs.All[seed % PolicyPairs.All.Length];
            var output = new RandomOutput(seed);
            var pair = new ScreenPair(seed, client, server, Bad, new WindowSize(output.Next(2, 100), output.Next(2, 40)), isOurs);
            for (int action = 0; action < 25; action++)
            {
                Act(pair, output);
                pair.Run(TimeSpan.FromMilliseconds(output.Next(150)));
                if (output.Next(8) == 0)
                    pair.Roam();
            }

            pair.Settle($"seed {seed}");
            compact += pair.CompactInstructions;
        }

        // The shortest of the sessions may end before the ends know each other.
        Assert.Equal(isOurs, compact > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_hour_of_flood_over_a_link_that_swallows_most_holds_only_a_few_states(bool isOurs)
    {
        var pair = new ScreenPair(7, TimerPolicy.Responsive, TimerPolicy.Responsive, Bad with { Loss = 0.6 }, new WindowSize(70, 30), isOurs);
        var output = new RandomOutput(7);
        long before = 0;
        for (int second = 0; second < 600; second++)
        {
            Act(pair, output);
            pair.Run(TimeSpan.FromSeconds(6));
            if (second == 100)
                before = GC.GetTotalMemory(forceFullCollection: true);
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < 4 << 20, $"{growth} bytes more after fifty minutes");
        pair.Settle("flood");
    }

    // Something that a user or a program does.
    private static void Act(ScreenPair pair, RandomOutput output)
    {
        switch (output.Next(8))
        {
            case 0:
                pair.Resize(new WindowSize(output.Next(1, 120), output.Next(1, 50)));
                break;
            case 1 or 2:
                pair.Type([(byte)output.Next(256)]);
                break;
            default:
                pair.Print(output.Bytes(output.Next(1, 25), pair.Live.Screen.Columns, pair.Live.Screen.Rows));
                break;
        }
    }
}
