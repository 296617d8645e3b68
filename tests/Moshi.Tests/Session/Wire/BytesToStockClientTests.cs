using Moshi.Lab.Recordings;
using Moshi.Transport.Sync;
using Xunit;

namespace Moshi.Tests.Session.Wire;

/// <summary>What the recorded sessions cost on the wire with a stock client, beside a stock server: datagrams, acknowledgements, chaff and all.</summary>
[Collection(StockHostState.OneAtATime)]
public sealed class BytesToStockClientTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 0.7)]
    [InlineData(30, 0.7)]
    [InlineData(100, 0.8)]
    [InlineData(300, 1)]
    public void Recorded_sessions_take_fewer_bytes_than_with_stock(int roundTripMs, double bar)
    {
        var roundTrip = TimeSpan.FromMilliseconds(roundTripMs);
        WireCost stock = default, ours = default;
        foreach (Recording recording in Recording.LoadAll(Path.Combine(AppContext.BaseDirectory, "recordings")))
        {
            WireCost each = WireReplay<StockHostState>.Measure(recording, roundTrip, TimerPolicy.Stock);
            WireCost our = WireReplay<OurHostState>.Measure(recording, roundTrip, TimerPolicy.Responsive);
            output.WriteLine($"{recording.Name,-8} stock {each.Datagrams,4} {each.Bytes,6}  ours {our.Datagrams,4} {our.Bytes,6}  {(double)our.Bytes / each.Bytes:f2}");
            stock = new WireCost(stock.Datagrams + each.Datagrams, stock.Bytes + each.Bytes);
            ours = new WireCost(ours.Datagrams + our.Datagrams, ours.Bytes + our.Bytes);
        }

        output.WriteLine($"all at {roundTripMs} ms: stock {stock.Datagrams} {stock.Bytes}  ours {ours.Datagrams} {ours.Bytes}  {(double)ours.Bytes / stock.Bytes:f3}");
        Assert.True(ours.Bytes <= bar * stock.Bytes, $"{roundTripMs} ms: {ours} of {stock}");
    }
}
