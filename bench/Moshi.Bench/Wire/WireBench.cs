using System.Globalization;
using Moshi.Bench.Reporting;

namespace Moshi.Bench.Wire;

/// <summary>Bytes on the wire for the recorded sessions, beside stock.</summary>
internal static class WireBench
{
    private const double BarWithStockClient = 0.8;
    private const double BarBetweenOurs = 0.6;

    public static int Run(BenchOptions options)
    {
        IReadOnlyList<Recording> recordings = Recording.LoadAll(options.Cells);
        bool isFine = true;
        foreach (int roundTripMs in (int[])[0, 100])
        {
            isFine &= RunModel(recordings, TimeSpan.FromMilliseconds(roundTripMs));
        }

        return isFine ? 0 : 1;
    }

    private static bool RunModel(IReadOnlyList<Recording> recordings, TimeSpan roundTrip)
    {
        Table table = new("recording", "frames", "stock diff", "deflated", "payload", "ours→stock client", "deflated", "ratio", "payload", "ours→ours", "deflated", "ratio", "payload");
        FrameCost stockTotal = new(), wireTotal = new(), deltaTotal = new();
        foreach (Recording recording in recordings)
        {
            FrameCost stock = FrameModel.MeasureStock(recording, roundTrip);
            FrameCost wire = FrameModel.MeasureOurs(recording, roundTrip, writesDeltas: false);
            FrameCost delta = FrameModel.MeasureOurs(recording, roundTrip, writesDeltas: true);
            Add(recording.Name, stock, wire, delta);
            stockTotal.Add(stock);
            wireTotal.Add(wire);
            deltaTotal.Add(delta);
        }

        Add("all", stockTotal, wireTotal, deltaTotal);
        table.Print($"Frames of the recordings without a network, bytes, round trip {roundTrip.TotalMilliseconds} ms (bars: {BarWithStockClient}, {BarBetweenOurs})");
        return deltaTotal.CompressedBytes <= BarBetweenOurs * stockTotal.CompressedBytes && wireTotal.CompressedBytes <= BarWithStockClient * stockTotal.CompressedBytes;

        void Add(string name, FrameCost stock, FrameCost wire, FrameCost delta)
        {
            table.Add(
                name, Text(stock.Frames), Text(stock.DiffBytes), Text(stock.CompressedBytes), Text(stock.PayloadBytes),
                Text(wire.DiffBytes), Text(wire.CompressedBytes), Ratio(wire.CompressedBytes, stock.CompressedBytes), Ratio(wire.PayloadBytes, stock.PayloadBytes),
                Text(delta.DiffBytes), Text(delta.CompressedBytes), Ratio(delta.CompressedBytes, stock.CompressedBytes), Ratio(delta.PayloadBytes, stock.PayloadBytes));
            foreach ((string dialect, FrameCost cost) in new[] { ("stock", stock), ("ours, stock client", wire), ("ours", delta) })
            {
                Table.WriteJson(
                    ("bench", "wire-model"), ("recording", name), ("rtt_ms", roundTrip.TotalMilliseconds), ("dialect", dialect), ("frames", cost.Frames),
                    ("diff_bytes", cost.DiffBytes), ("deflated_bytes", cost.CompressedBytes), ("payload_bytes", cost.PayloadBytes));
            }
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Ratio(long value, long stock) => ((double)value / stock).ToString("0.00", CultureInfo.InvariantCulture);
}
