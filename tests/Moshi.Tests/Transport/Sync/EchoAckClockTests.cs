using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Sync;

public sealed class EchoAckClockTests
{
    private static readonly Instant Start = new(5_000_000);

    [Fact]
    public void An_input_counts_as_echoed_after_50_ms_and_not_before()
    {
        var clock = new EchoAckClock();
        Assert.Equal(Instant.Never, clock.NextDeadline);
        clock.Enqueue(3, Start);
        Assert.Equal(Start + TimeSpan.FromMilliseconds(50), clock.NextDeadline);
        Assert.False(clock.Advance(Start + TimeSpan.FromMilliseconds(49.999)));
        Assert.Equal(0ul, clock.EchoAck);
        Assert.True(clock.Advance(clock.NextDeadline));
        Assert.Equal(3ul, clock.EchoAck);
        Assert.Equal(Instant.Never, clock.NextDeadline);
        Assert.False(clock.Advance(Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Inputs_in_one_interval_ripen_one_after_the_other()
    {
        var clock = new EchoAckClock();
        for (ulong number = 1; number <= 5; number++)
            clock.Enqueue(number, Start + TimeSpan.FromMilliseconds(10 * number));
        for (ulong number = 1; number <= 5; number++)
        {
            Assert.Equal(Start + TimeSpan.FromMilliseconds(50 + 10 * number), clock.NextDeadline);
            Assert.True(clock.Advance(clock.NextDeadline));
            Assert.Equal(number, clock.EchoAck);
        }
    }

    [Fact]
    public void A_late_look_takes_all_that_is_ripe_at_once()
    {
        var clock = new EchoAckClock();
        clock.Enqueue(1, Start);
        clock.Enqueue(2, Start);
        clock.Enqueue(8, Start + TimeSpan.FromSeconds(1));
        Assert.True(clock.Advance(Start + TimeSpan.FromSeconds(1)));
        Assert.Equal(2ul, clock.EchoAck);
    }

    [Fact]
    public void Repeated_and_older_numbers_change_nothing()
    {
        var clock = new EchoAckClock();
        clock.Enqueue(5, Start);
        clock.Enqueue(5, Start + TimeSpan.FromSeconds(1));
        clock.Enqueue(4, Start + TimeSpan.FromSeconds(1));
        Assert.True(clock.Advance(Start + TimeSpan.FromMilliseconds(50)));
        Assert.Equal(5ul, clock.EchoAck);
        Assert.Equal(Instant.Never, clock.NextDeadline);
    }

    [Fact]
    public void The_shutdown_number_is_a_number_like_any_other()
    {
        var clock = new EchoAckClock();
        clock.Enqueue(ulong.MaxValue, Start);
        clock.Enqueue(1, Start);
        Assert.True(clock.Advance(Start + TimeSpan.FromMilliseconds(50)));
        Assert.Equal(ulong.MaxValue, clock.EchoAck);
    }
}
