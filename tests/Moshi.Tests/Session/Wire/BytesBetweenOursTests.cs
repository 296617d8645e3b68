using Moshi.Lab.Recordings;
using Moshi.Session;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session.Wire;

/// <summary>What the recorded sessions cost between two ends of ours, beside two of stock's: IP packets, both ways, keys, acknowledgements and all.</summary>
[Collection(StockHostState.OneAtATime)]
public sealed class BytesBetweenOursTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(30, 0.5)]
    [InlineData(100, 0.56)]
    public void Recorded_sessions_take_little_more_than_half_of_the_bytes_of_stock(int roundTripMs, double bar)
    {
        var roundTrip = TimeSpan.FromMilliseconds(roundTripMs);
        WireCost stock = default, ours = default;
        foreach (Recording recording in Recording.LoadAll(Path.Combine(AppContext.BaseDirectory, "recordings")))
        {
            WireCost each = WireReplay<StockHostState>.MeasureBothWays(recording, roundTrip, TimerPolicy.Stock, both: null);
            WireCost our = WireReplay<OurHostState>.MeasureBothWays(recording, roundTrip, TimerPolicy.Responsive, OwnOptions.Capabilities);
            output.WriteLine($"{recording.Name,-8} stock {each.Datagrams,4} {each.Bytes,6}  ours {our.Datagrams,4} {our.Bytes,6}  {(double)our.Bytes / each.Bytes:f2}");
            stock = new WireCost(stock.Datagrams + each.Datagrams, stock.Bytes + each.Bytes);
            ours = new WireCost(ours.Datagrams + our.Datagrams, ours.Bytes + our.Bytes);
        }

        output.WriteLine($"all at {roundTripMs} ms: stock {stock.Datagrams} {stock.Bytes}  ours {ours.Datagrams} {ours.Bytes}  {(double)ours.Bytes / stock.Bytes:f3}");
        Assert.True(ours.Bytes <= bar * stock.Bytes, $"{roundTripMs} ms: {ours} of {stock}");
    }
}
