using System.Text.Json;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class ClockTests
{
    [Fact]
    public void Timestamps_are_the_low_16_bits_and_never_mean_none()
    {
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("timestamp16").EnumerateArray())
            Assert.Equal(vector.Int("timestamp"), Timestamp16.At(At(vector.GetProperty("monotonic_ms").GetInt64())));
    }

    [Fact]
    public void Differences_wrap()
    {
        foreach (JsonElement vector in TransportVectors.Root.GetProperty("timestamp_diff").EnumerateArray())
            Assert.Equal(vector.Int("diff"), Timestamp16.Difference((ushort)vector.Int("now"), (ushort)vector.Int("then")));
    }

    [Fact]
    public void The_estimator_follows_the_traces()
    {
        JsonElement set = TransportVectors.Root.GetProperty("rtt");
        Check(new RttEstimator(), set.GetProperty("initial"));
        int steps = 0;
        foreach (JsonElement sequence in set.GetProperty("sequences").EnumerateArray())
        {
            var estimator = new RttEstimator();
            foreach (JsonElement step in sequence.EnumerateArray())
            {
                estimator.AddSample(step.Int("sample"));
                Check(estimator, step);
                steps++;
            }
        }
        Assert.True(steps > 10);

        static void Check(RttEstimator estimator, System.Text.Json.JsonElement expected)
        {
            Assert.Equal(expected.GetProperty("srtt").GetDouble(), estimator.Srtt, 9);
            Assert.Equal(expected.GetProperty("rttvar").GetDouble(), estimator.Rttvar, 9);
            Assert.Equal(expected.Int("rto"), estimator.Rto);
            Assert.Equal(expected.Int("send_interval"), estimator.SendInterval(20, 250));
        }
    }

    /// <summary>A path on which all round trips differ is told from one whose first took long, for which <see cref="RttEstimator.Rttvar"/> needs dozens of samples.</summary>
    [Fact]
    public void One_round_trip_that_took_long_is_no_jitter()
    {
        var late = new RttEstimator();
        foreach (int sample in (int[])[179, 101, 101, 100, 320, 101, 100, 101])
        {
            late.AddSample(sample);
            Assert.InRange(late.Jitter, 0, 7.9);
        }
        Assert.True(late.Rttvar > 30);
        var jittery = new RttEstimator();
        foreach (int sample in (int[])[70, 95, 83, 66, 104, 71, 90, 62])
            jittery.AddSample(sample);
        Assert.True(jittery.Jitter > 8);
    }

    [Fact]
    public void A_timestamp_is_echoed_once_with_the_time_it_was_held()
    {
        var echo = new TimestampEcho();
        Assert.Equal(Timestamp16.None, echo.Take(At(0)));
        echo.Save(1000, ceMarked: false, At(50));
        Assert.Equal(1030, echo.Take(At(80)));
        Assert.Equal(Timestamp16.None, echo.Take(At(81)));
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, false)]
    public void A_timestamp_is_echoed_for_less_than_a_second(int held, bool isEchoed)
    {
        var echo = new TimestampEcho();
        echo.Save(7, ceMarked: false, At(5));
        Assert.Equal(isEchoed, echo.Take(At(5 + held)) != Timestamp16.None);
    }

    [Fact]
    public void An_echo_never_reads_as_none_by_accident()
    {
        var echo = new TimestampEcho();
        echo.Save(65500, ceMarked: false, At(0));
        Assert.Equal(0, echo.Take(At(35)));
        echo.Save(100, ceMarked: true, At(0));
        Assert.Equal(65136, echo.Take(At(0)));
        echo.Save(Timestamp16.None, ceMarked: false, At(0));
        Assert.Equal(Timestamp16.None, echo.Take(At(0)));
    }

    [Fact]
    public void A_congestion_mark_makes_the_round_trip_look_500_ms_longer()
    {
        var echo = new TimestampEcho();
        echo.Save(1000, ceMarked: true, At(0));
        Assert.Equal(500, echo.Take(At(0)));
    }

    [Fact]
    public void Instants_do_not_overflow_around_never()
    {
        Assert.Equal(Instant.Never, Instant.Never + TimeSpan.FromDays(1));
        Assert.Equal(Instant.Never, Instant.Never - TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.MaxValue, Instant.Never - At(5));
        Assert.Equal(TimeSpan.FromMilliseconds(5), At(10) - At(5));
        Assert.Equal(At(7), At(5) + TimeSpan.FromMilliseconds(2));
    }

    private static Instant At(long milliseconds) => new(milliseconds * 1000);
}
