using System.Globalization;
using Moshi.Bench.Reporting;
using Moshi.Lab.Link;
using Moshi.Lab.Recordings;
using Moshi.Lab.Sessions;

namespace Moshi.Bench.Wire;

/// <summary>Bytes on the wire for the recorded sessions, beside stock.</summary>
internal static class WireBench
{
    private const double BarWithStockClient = 0.8;
    private const double BarBetweenOurs = 0.6;

    public static int Run(BenchOptions options)
    {
        IReadOnlyList<Recording> recordings =
        [
            .. Recording.LoadAll(Programs.RecordingsDirectory).Where(recording => options.Cells.Count == 0 || options.Cells.Contains(recording.Name, StringComparer.Ordinal)),
        ];
        bool isFine = true;
        foreach (int roundTripMs in (int[])[0, 100])
        {
            isFine &= RunModel(recordings, TimeSpan.FromMilliseconds(roundTripMs));
            if (!options.IsBare)
                isFine &= RunSessions(recordings, options.Pairings, roundTripMs);
        }

        return isFine ? 0 : 1;
    }

    /// <summary>The pairings beside each other, each recording at the same time through all.</summary>
    private static bool RunSessions(IReadOnlyList<Recording> recordings, IReadOnlyList<Pairing> wanted, int roundTripMs)
    {
        Pairing[] pairings = [.. Pairing.All.Where(pairing => wanted.Contains(pairing) || (pairing.Client == Implementation.Stock && wanted.Any(each => each.HasOurs)))];
        Table table = new(["recording", .. pairings.SelectMany(pairing => (string[])[$"{pairing}: datagrams", "bytes", "ratio"])]);
        var totals = new (long Datagrams, long Bytes)[pairings.Length];
        foreach (Recording recording in recordings)
        {
            Task<LinkCounters>[] runs = [.. pairings.Select(pairing => Task.Factory.StartNew(() => WireRig.Measure(pairing, recording, roundTripMs), TaskCreationOptions.LongRunning))];
            (long Datagrams, long Bytes)[] results = [.. runs.Select(run => (run.Result.Received, run.Result.ReceivedBytes))];
            for (int i = 0; i < pairings.Length; i++)
            {
                totals[i] = (totals[i].Datagrams + results[i].Datagrams, totals[i].Bytes + results[i].Bytes);
                Table.WriteJson(
                    ("bench", "wire"), ("recording", recording.Name), ("rtt_ms", roundTripMs), ("pairing", pairings[i].ToString()), ("datagrams", results[i].Datagrams),
                    ("payload_bytes", results[i].Bytes));
            }

            Add(recording.Name, results);
        }

        Add("all", totals);
        table.Print($"UDP payload from server to client, client→server, round trip {roundTripMs} ms (bars: {BarWithStockClient}, {BarBetweenOurs})");
        return pairings.Select((pairing, at) => pairing.Server == Implementation.Stock
            || totals[at].Bytes <= (pairing.Client == Implementation.Stock ? BarWithStockClient : BarBetweenOurs) * totals[0].Bytes).All(isMet => isMet);

        void Add(string name, (long Datagrams, long Bytes)[] results) =>
            table.Add([name, .. results.SelectMany(result => (string[])[Text(result.Datagrams), Text(result.Bytes), Ratio(result.Bytes, results[0].Bytes)])]);
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
