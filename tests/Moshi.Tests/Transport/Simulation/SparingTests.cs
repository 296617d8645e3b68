using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>A server of ours sends a stock client no more datagrams than somebody waits for, and none of those later.</summary>
public sealed class SparingTests
{
    private const int RoundTripMs = 100;

    [Fact]
    public void Output_that_no_key_asked_for_keeps_to_half_of_the_round_trip()
    {
        SimulatedSession session = Session();
        session.Run(3000);
        int before = session.Server.Observer.Instructions;
        for (int i = 0; i < 200; i++)
            session.After(i * 10, () => session.Paint(40));
        session.Run(2000);
        Assert.InRange(session.Server.Observer.Instructions - before, 38, 43);
    }

    [Fact]
    public void The_first_frame_after_a_key_leaves_at_once_while_a_clock_ticks()
    {
        SimulatedSession session = Session();
        for (int i = 0; i < 40; i++)
            session.After(1000 + (i * 80), () => session.Paint(40));
        for (int i = 0; i < 20; i++)
            session.After(1000 + (i * 137), session.Type);
        session.Run(6000);
        Assert.Equal(20, session.LatencyMs.Count);

        // The stock client paces its keys by itself.
        Assert.All(session.LatencyMs, latency => Assert.InRange(latency, RoundTripMs + 1, RoundTripMs + 50));
        Assert.True(session.LatencyMs.Order().ElementAt(10) <= RoundTripMs + 6, string.Join(' ', session.LatencyMs));
    }

    [Fact]
    public void The_second_piece_of_an_answer_comes_when_stock_would_have_sent_the_first()
    {
        SimulatedSession session = Session([1, 4, 6]);
        for (int i = 0; i < 20; i++)
            session.After(1000 + (i * 400), session.Type);
        session.Run(12000);
        Assert.Equal(20, session.LatencyMs.Count);
        Assert.All(session.FirstMs, latency => Assert.InRange(latency, RoundTripMs + 1, RoundTripMs + 3));
        Assert.All(session.LatencyMs, latency => Assert.InRange(latency, RoundTripMs + 8, RoundTripMs + 11));
    }

    /// <summary>Its echo is gone, and those of the next keys build on it: what a client says a round trip later tells that it does not have it.</summary>
    [Fact]
    public void What_a_client_should_have_acknowledged_by_now_is_lost()
    {
        SimulatedSession session = Session();
        session.After(5000 + RoundTripMs / 2 - 10, () => session.Down.IsDown = true);
        session.After(5000 + RoundTripMs / 2 + 20, () => session.Down.IsDown = false);
        for (int i = 0; i < 8; i++)
            session.After(i < 3 ? 1000 + (i * 500) : 5000 + ((i - 3) * 50), session.Type);
        session.Run(10_000);
        Assert.Equal(8, session.LatencyMs.Count);
        Assert.InRange(session.LatencyMs.Max(), RoundTripMs + 50, 2.5 * RoundTripMs);
    }

    /// <summary>The probe for an echo does not wait longer because an echo ack has left since.</summary>
    [Fact]
    public void What_nobody_waits_for_does_not_put_off_the_repetition_of_an_echo()
    {
        SimulatedSession session = Session();
        session.After(5000 + RoundTripMs / 2 - 10, () => session.Down.IsDown = true);
        session.After(5000 + RoundTripMs / 2 + 20, () => session.Down.IsDown = false);
        for (int i = 0; i < 4; i++)
            session.After(i < 3 ? 1000 + (i * 500) : 5000, session.Type);
        session.Run(10_000);
        Assert.InRange(session.LatencyMs[^1], 2 * RoundTripMs, 3.5 * RoundTripMs);
    }

    [Fact]
    public void Nothing_is_spared_where_datagrams_get_lost()
    {
        // At this pace an echo ack that waits longer rides on the next answer, and one that does not has a datagram of its own.
        long spared = InstructionsFor(TimerPolicy.Responsive, loss: 0);
        Assert.InRange(spared, 90, 1.1 * 100);
        Assert.True(InstructionsFor(TimerPolicy.Responsive with { SparesDatagrams = false }, loss: 0) > 1.5 * spared);
        Assert.True(InstructionsFor(TimerPolicy.Responsive, loss: 0.1) > 1.5 * spared);
    }

    [Fact]
    public void No_length_tells_how_many_bytes_an_echo_has()
    {
        SimulatedSession session = Session();
        session.Run(3000);
        HashSet<int> lengths = [];
        for (int bytes = 1; bytes <= 60; bytes++)
        {
            session.After(0, () => session.Paint(bytes));
            session.Run(400);
            lengths.Add(session.Server.Observer.LengthBytes);
        }

        Assert.Single(lengths.Select(length => length % 4).Distinct());
        Assert.InRange(lengths.Count, 3, 30);
    }

    private static long InstructionsFor(TimerPolicy policy, double loss)
    {
        SimulatedSession session = Session(policy: policy);
        for (int i = 0; i < 20; i++)
            session.After(1000 + (i * 120), session.Type);
        session.Run(5000);
        session.Up.Profile = session.Down.Profile = session.Down.Profile with { Loss = loss };
        for (int i = 0; i < 120; i++)
            session.After(i * 120, session.Type);
        session.Run(2400);
        int before = session.Server.Observer.Instructions;
        session.Run(12000);
        return session.Server.Observer.Instructions - before;
    }

    private static SimulatedSession Session(double[]? writesAtMs = null, TimerPolicy? policy = null) =>
        new(1, TimerPolicy.Stock, policy ?? TimerPolicy.Responsive, new LinkProfile { DelayMs = RoundTripMs / 2.0 }, writesAtMs: writesAtMs);
}
