using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class QueueClockTests
{
    private static readonly Instant Start = new(123_456_789_000);

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    [InlineData(65_530)]
    public void What_a_datagram_takes_longer_than_the_quickest_is_queue_whatever_the_clocks_say(int offset)
    {
        var clock = new QueueClock();
        ReadOnlySpan<int> journeys = [70, 50, 130, 50, 51, 250];
        ReadOnlySpan<int> queued = [0, 0, 80, 0, 1, 200];
        for (int i = 0; i < journeys.Length; i++)
        {
            Instant left = Start + TimeSpan.FromMilliseconds(100 * i);
            ushort timestamp = (ushort)(Timestamp16.At(left) + offset);
            Assert.Equal(queued[i], clock.Note(timestamp, left + TimeSpan.FromMilliseconds(journeys[i])));
        }
    }

    [Fact]
    public void A_path_that_has_become_longer_is_no_queue_for_ever()
    {
        var clock = new QueueClock();
        Note(50);
        Assert.Equal(30, Note(80));
        int last = 0;
        for (int i = 0; i < 200; i++)
            last = Note(80);
        Assert.Equal(0, last);

        int Note(int journeyMs) => clock.Note(Timestamp16.At(Start), Start + TimeSpan.FromMilliseconds(journeyMs));
    }
}
