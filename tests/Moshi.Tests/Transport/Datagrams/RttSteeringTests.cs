using Moshi.Transport.Datagrams;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class RttSteeringTests
{
    [Theory]
    [InlineData(100, 46, 0)]
    [InlineData(100, 60, 8)]
    [InlineData(300, 46, 0)]
    [InlineData(300, 60, 20)]
    [InlineData(500, 60, 5)]
    public void A_stock_estimator_hovers_at_the_target_and_keeps_its_retransmission_timer(int rttMs, double target, int jitterMs)
    {
        (RttEstimator ours, RttEstimator theirs, RttSteering steering) = (new RttEstimator(), new RttEstimator(), new RttSteering());
        var random = new Random(rttMs + jitterMs);
        double srtt = 0, rto = 0;
        for (int i = 0; i < 600; i++)
        {
            ours.AddSample(rttMs + random.Next(jitterMs + 1));
            // A reply that is bent by so much makes the round trip so much shorter, and an impossible one is a very long one to a 16-bit clock.
            ushort measured = (ushort)(rttMs + random.Next(jitterMs + 1) - steering.Bend(ours, target));
            theirs.AddSample(measured);
            if (i < 100)
                continue;
            srtt += theirs.Srtt / 500;
            rto += theirs.Rto / 500.0;
            Assert.InRange(theirs.SendInterval(20, 250), 20, target * 1.5);
            Assert.InRange(steering.PeerSrtt, theirs.Srtt - 15, theirs.Srtt + 15);
        }
        // A high sample lifts the average by an eighth of itself, from where it decays.
        Assert.InRange(srtt, target * 0.9, target + rttMs / 12.0);
        Assert.InRange(rto, Math.Min(rttMs, target * 8) * 0.85, Math.Max(rttMs * 1.6, 220));
    }

    [Fact]
    public void A_short_path_is_told_as_it_is()
    {
        (RttEstimator ours, RttSteering steering) = (new RttEstimator(), new RttSteering());
        Assert.Equal(0, steering.Bend(ours, 46));
        for (int i = 0; i < 50; i++)
        {
            ours.AddSample(60);
            Assert.Equal(0, steering.Bend(ours, 46));
            Assert.False(steering.IsSteering);
        }
        Assert.Equal(60, steering.PeerSrtt, 0.5);
    }

    [Fact]
    public void Without_a_target_the_peer_learns_the_truth_again()
    {
        (RttEstimator ours, RttSteering steering) = (new RttEstimator(), new RttSteering());
        for (int i = 0; i < 200; i++)
        {
            ours.AddSample(300);
            steering.Bend(ours, i < 100 ? 46 : null);
        }
        Assert.False(steering.IsSteering);
        Assert.Equal(300, steering.PeerSrtt, 1.0);
    }
}
