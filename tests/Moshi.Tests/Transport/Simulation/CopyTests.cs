using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>When small frames are sent twice and more, between two ends of ours that speak frames: each rule on, and off.</summary>
public sealed class CopyTests
{
    private const int Keys = 3000;

    private static readonly TimerPolicy Usual = TimerPolicy.Responsive;

    [Theory]
    [InlineData(100, 0.01)]
    [InlineData(100, 0.005)]
    [InlineData(300, 0.005)]
    public void One_lost_datagram_in_hundreds_is_reason_for_a_copy(double rttMs, double loss)
    {
        var cell = new TypingCell(rttMs, loss) { SpeaksFrames = true };
        Assert.InRange(Run(cell, Usual).Whole.P99, rttMs + 1, rttMs + 2.5);
    }

    [Fact]
    public void Without_that_memory_losses_that_are_rare_count_as_accidents()
    {
        var cell = new TypingCell(100, 0.005) { SpeaksFrames = true };
        Assert.True(Run(cell, Usual with { CopyMemory = 0 }, 3 * Keys).Whole.Mean > Run(cell, Usual, 3 * Keys).Whole.Mean + 0.1);
    }

    /// <summary>What is lost on the way up can only be told by the server.</summary>
    [Fact]
    public void An_end_learns_from_the_other_what_is_lost_of_its_own()
    {
        var cell = new TypingCell(100, 0.05) { SpeaksFrames = true, LosesUpwardsOnly = true };
        Assert.InRange(Run(cell, Usual).Whole.P99, 101, 118);
        Assert.True(Run(cell, Usual with { ReportsLoss = false }).Whole.P99 > 150);
    }

    [Fact]
    public void A_path_that_begins_to_lose_a_third_is_known_after_a_dozen_keys()
    {
        var cell = new TypingCell(100, 0.29) { SpeaksFrames = true, LosesFromTheStart = true, Sessions = 60 };
        Latency result = Run(cell, Usual).Whole;
        Assert.InRange(result.Mean, 101, 102.5);
        Assert.InRange(result.P99, 101, 120);
    }

    [Fact]
    public void Nothing_is_copied_without_loss_nor_where_bytes_are_paid_for()
    {
        TypingResult clean = Run(new TypingCell(100, 0) { SpeaksFrames = true }, Usual);
        Assert.Equal(clean.Packets, Run(new TypingCell(100, 0) { SpeaksFrames = true }, Usual with { CopiesOnLoss = false }).Packets);
        var lossy = new TypingCell(100, 0.05) { SpeaksFrames = true };
        Assert.Equal(Run(lossy, Usual with { LowData = true, CopiesOnLoss = false }).Packets, Run(lossy, Usual with { LowData = true }).Packets);
    }

    /// <summary>A stock client repeats a lost key after what it takes for the round trip, and 100 ms.</summary>
    [Theory]
    [InlineData(100, 0.99, 0.92)]
    [InlineData(300, 0.97, 0.85)]
    public void A_stock_client_that_loses_much_is_made_to_repeat_early(double rttMs, double mean, double p99)
    {
        var cell = new TypingCell(rttMs, 0.29) { Sessions = 12 };
        Latency patient = cell.Run(TimerPolicy.Stock, Usual with { HastensLossyClients = false }, Keys).Whole;
        Latency hasty = cell.Run(TimerPolicy.Stock, Usual, Keys).Whole;
        Assert.True(hasty.Mean < patient.Mean * mean && hasty.P99 < patient.P99 * p99, $"{hasty} against {patient}");
    }

    [Fact]
    public void A_stock_client_whose_keys_are_acknowledged_late_repeats_them_sooner()
    {
        var cell = new TypingCell(100, 0.29) { Sessions = 12 };
        Latency soon = cell.Run(TimerPolicy.Stock, Usual with { LateAckTime = TimeSpan.Zero }, Keys).Whole;
        Latency late = cell.Run(TimerPolicy.Stock, Usual, Keys).Whole;
        Assert.True(late.Mean < soon.Mean * 0.97 && late.P99 < soon.P99 * 0.85, $"{late} against {soon}");
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(300, 10)]
    public void Where_late_acknowledgements_do_not_help_there_are_none(double rttMs, double keysPerSecond)
    {
        var cell = new TypingCell(rttMs, 0.29) { Sessions = 6, KeysPerSecond = keysPerSecond };
        Latency soon = cell.Run(TimerPolicy.Stock, Usual with { LateAckTime = TimeSpan.Zero }, 1500).Whole;
        Assert.InRange(cell.Run(TimerPolicy.Stock, Usual, 1500).Whole.Mean, 0, soon.Mean * 1.02);
    }

    [Fact]
    public void On_a_path_that_is_not_long_a_few_losses_are_reason_to_hurry_a_stock_client()
    {
        var cell = new TypingCell(100, 0.05) { Sessions = 12, KeysPerSecond = 3 };
        Latency patient = cell.Run(TimerPolicy.Stock, Usual with { HastensLossyClients = false }, Keys).Whole;
        Latency hasty = cell.Run(TimerPolicy.Stock, Usual, Keys).Whole;
        Assert.True(hasty.Mean < patient.Mean && hasty.P99 < patient.P99 * 0.85, $"{hasty} against {patient}");
    }

    /// <summary>Towards a stock server that answers each key with two frames when its interval is short.</summary>
    [Fact]
    public void Somebody_who_types_fast_on_a_clean_path_is_answered_in_fewer_bytes()
    {
        var cell = new TypingCell(100, 0) { KeysPerSecond = 15 };
        TypingResult stock = cell.Run(TimerPolicy.Stock, TimerPolicy.Stock, Keys);
        TypingResult steered = cell.Run(Usual with { SparesFastTypists = false }, TimerPolicy.Stock, Keys);
        TypingResult spared = cell.Run(Usual, TimerPolicy.Stock, Keys);
        Assert.True(spared.Bytes < steered.Bytes * 0.97 && spared.Bytes < stock.Bytes * 1.06, $"{spared.Bytes} against {steered.Bytes} and {stock.Bytes} of stock");
        Assert.True(spared.Whole.Mean < stock.Whole.Mean * 0.93, $"{spared.Whole} against {stock.Whole}");
        TypingCell slow = cell with { KeysPerSecond = 7 };
        Assert.InRange(slow.Run(Usual, TimerPolicy.Stock, Keys).Whole.Mean, 109, slow.Run(Usual with { SparesFastTypists = false }, TimerPolicy.Stock, Keys).Whole.Mean + 0.3);
    }

    private static TypingResult Run(TypingCell cell, TimerPolicy policy, int keys = Keys) => cell.Run(policy, policy, keys);
}
