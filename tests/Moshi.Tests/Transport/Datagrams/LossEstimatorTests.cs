using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Transport.Datagrams;

public sealed class LossEstimatorTests
{
    [Theory]
    [InlineData(0.0, 0.0, 0.0)]
    [InlineData(0.05, 0.01, 0.12)]
    [InlineData(0.29, 0.2, 0.42)]
    public void Single_losses_are_counted_and_are_no_bursts(double loss, double least, double most)
    {
        var random = new Random(4);
        LossEstimator estimator = Feed(_ => random.NextDouble() < loss, _ => 0);
        Assert.InRange(estimator.Loss, least, most);
        Assert.False(estimator.IsBursty);
    }

    [Fact]
    public void Losses_in_a_row_are_bursts()
    {
        LossEstimator estimator = Feed(i => i % 100 < 6, _ => 0);
        Assert.InRange(estimator.Loss, 0.02, 0.15);
        Assert.True(estimator.IsBursty);
    }

    /// <summary>Where one in a hundred is lost, the next would be lost as well once in a hundred times.</summary>
    [Fact]
    public void Where_losses_are_rare_two_pairs_in_a_row_are_bursts()
    {
        Assert.True(Feed(i => i is 2700 or 2701 or 2900 or 2901, _ => 0).IsBursty);
        Assert.False(Feed(i => i is 2700 or 2701 or 2750 or 2800 or 2850 or 2900 or 2950, _ => 0).IsBursty);
    }

    [Fact]
    public void Datagrams_that_overtake_each_other_are_not_lost()
    {
        var random = new Random(4);
        Assert.Equal(0, Feed(_ => false, _ => random.Next(20)).Loss);
    }

    [Fact]
    public void Loss_that_has_begun_is_rising_until_it_is_usual()
    {
        var random = new Random(4);
        Assert.True(Feed(i => i > 2960 && random.NextDouble() < 0.5, _ => 0).IsRising);
        Assert.False(Feed(_ => random.NextDouble() < 0.1, _ => 0, 6000).IsRising);
    }

    // One datagram each 10 ms.
    private static LossEstimator Feed(Func<int, bool> isLost, Func<int, int> extraMs, int count = 3000)
    {
        var sealer = new DatagramSealer(new ChecksumCipher(), Direction.ToServer);
        var opener = new DatagramOpener(new ChecksumCipher(), Direction.ToServer);
        var estimator = new LossEstimator();
        var arrivals = new PriorityQueue<byte[], long>();
        for (int i = 0; i < count; i++)
        {
            byte[] datagram = new byte[64];
            Assert.True(sealer.TrySeal(new byte[64 - DatagramSizes.MinimumBytes], datagram));
            if (!isLost(i))
                arrivals.Enqueue(datagram, 1000 * (10L * i + extraMs(i)));
        }
        while (arrivals.TryDequeue(out byte[]? datagram, out long at))
        {
            Assert.Equal(OpenFailure.None, opener.Open(datagram, out Packet packet));
            estimator.Note(packet, 100, new Instant(at));
        }
        return estimator;
    }
}
