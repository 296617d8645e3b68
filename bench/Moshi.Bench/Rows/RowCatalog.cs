using Moshi.Lab.Link;
using Moshi.Lab.Screens;

namespace Moshi.Bench.Rows;

/// <summary>The rows, and what the transport's plan promises for each: ours at both ends, and at one end.</summary>
internal static class RowCatalog
{
    private const RowSubject Stock = RowSubject.Stock, Both = RowSubject.Both, Server = RowSubject.Server, Client = RowSubject.Client, Ssh = RowSubject.Ssh;

    private static readonly LinkDirection Slow = new() { Delay = TimeSpan.FromMilliseconds(50), BitsPerSecond = 2_000_000 };

    /// <summary>All, in the order in which they run.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        new EchoRow("L1", "A: LAN, 1 ms", LinkProfile.Of(1))
        {
            Group = 1,
            People = 6,
            Bars =
            [
                .. Bars("L1", Metric.Median, both: 0.25, server: 0.45, client: 1.0), ("L1", new RowBar(Both, Metric.Median, Ssh, 1.4)),
            ],
        },
        new EchoRow("L7", "100 ms, prediction always", LinkProfile.Of(100))
        {
            Group = 1,
            People = 6,
            Prediction = "always",
            Subjects = [Stock, Both, Server, Client],
            Bars = [.. Bars("L7", Metric.Median, 1.0, 1.0, 1.0), .. Bars("L7", Metric.P99, 0.5, 0.5, 0.5)],
        },
        new EchoRow("L2", "B: DSL, 30 ms, 20 Mbit/s", LinkProfile.Symmetric(new LinkDirection { Delay = TimeSpan.FromMilliseconds(15), BitsPerSecond = 20_000_000 }))
        {
            Group = 2,
            Bars = [.. Bars("L2", Metric.Median, 0.80, 0.85, 1.0), ("L2", new RowBar(Both, Metric.Median, Ssh, 1.05))],
        },
        new EchoRow("L3", "C: WAN, 100 ms, 1 % loss each way", LinkProfile.Of(100, 0.01))
        {
            Group = 2,
            Bars =
            [
                .. Bars("L3", Metric.Median, 0.83, 0.88, 0.92), ("L3", new RowBar(Both, Metric.Median, Ssh, 1.02)), .. Bars("L3", Metric.P99, 0.60, 0.90, 0.90),
            ],
        },
        new EchoRow("L4", "D: LTE-like, 60 ms, exponential jitter of 15 ms, 0.5 %", LinkProfile.Symmetric(new LinkDirection
        {
            Delay = TimeSpan.FromMilliseconds(30),
            ExponentialJitter = TimeSpan.FromMilliseconds(15),
            Loss = 0.005,
        }))
        {
            Group = 2,
            Bars =
            [
                .. Bars("L4", Metric.Median, 0.82, 0.88, 0.95), ("L4", new RowBar(Both, Metric.Median, Ssh, 1.03)), ("L4", new RowBar(Both, Metric.P99, Ssh, 1.0)),
            ],
        },
        new EchoRow("L5", "E: far, 300 ms, 0.5 %", LinkProfile.Of(300, 0.005))
        {
            Group = 2,
            Bars =
            [
                .. Bars("L5", Metric.Median, 0.76, 0.80, 0.80), ("L5", new RowBar(Both, Metric.Median, Ssh, 1.01)),
                .. Bars("L5", Metric.P99, 0.65, 0.85, 0.85), ("L5", new RowBar(Both, Metric.P99, Ssh, 0.45)),
            ],
        },
        new EchoRow("L6", "F: harsh, 100 ms, 29 % each way", LinkProfile.Of(100, 0.29))
        {
            Group = 2,
            MostKeys = 50,
            Bars = [.. Bars("L6", Metric.Mean, 0.52, 0.75, 0.75), .. Bars("L6", Metric.P99, 0.35, 0.80, 0.80)],
        },
        new EchoRow("I7-W2", "clean, 100 ms: processor time and bytes for each key", LinkProfile.Of(100))
        {
            Group = 2,
            Figures = [Metric.Median, Metric.P99, Metric.ProcessorPerKey, Metric.BytesPerKey],
            Bars =
            [
                ("I7", new RowBar(Both, Metric.ProcessorPerKey, Stock, 0.4)), ("I7", new RowBar(Server, Metric.ProcessorPerKey, Stock, 0.6)),
                .. Bars("W2", Metric.BytesPerKey, 0.95, 1.3, 1.3),
            ],
        },
        new TraceBytesRow("W1", "bytes of six recorded sessions, 100 ms", LinkProfile.Of(100), ["bash", "vim", "less", "tmux", "htop", "gitlog"])
        {
            Group = 2,
            Unit = "bytes",
            Subjects = [Stock, Both, Server, Client, Ssh, RowSubject.SshCompressed],
            Figures = [Metric.Sum],
            Bars = [.. Bars("W1", Metric.Sum, 0.60, 1.1, 1.1), ("W1", new RowBar(Both, Metric.WorstPlace, RowSubject.SshCompressed, 1.0))],
        },
        new RepaintRow("F4", "a screen of 200x60, new in every cell, 2 Mbit/s, 100 ms, 5 %", LinkProfile.Symmetric(Slow with { Loss = 0.05 }), new TerminalSize(200, 60))
        {
            Group = 2,
            Bars = [.. Bars("F4", Metric.Median, 0.5, 0.7, 0.7)],
        },
        new FloodRow("F1", "cat of a file, from Ctrl-C to the prompt, 80x24, 2 Mbit/s, 100 ms", LinkProfile.Symmetric(Slow))
        {
            Group = 3,
            // Not `yes`: its picture does not change, and a flood of nothing is none.
            Command = "while cat FILE; do :; done",
            Bars = [.. Bars("F1", Metric.Median, 0.85, 1.0, 1.0)],
        },
        new FloodRow("F2", "cat of a file, from Ctrl-C to the prompt, 200x60, 2 Mbit/s, 100 ms, 5 %", LinkProfile.Symmetric(Slow with { Loss = 0.05 }))
        {
            Group = 4,
            Command = "while cat FILE; do :; done",
            Size = new TerminalSize(200, 60),
            Bars = [.. Bars("F2", Metric.Median, 0.85, 1.0, 1.0), .. Bars("F2", Metric.P95, 0.6, 0.8, 0.8)],
        },
        new FloodRow("F3", "cat of 20 MB to the prompt, loopback", link: null)
        {
            Group = 5,
            Command = "cat FILE",
            Interrupts = false,
            Bars =
            [
                ("F3", new RowBar(Both, Metric.Median, Stock, 0.35)), ("F3", new RowBar(Server, Metric.Median, Stock, 0.35)),
            ],
        },
    ];

    private static IEnumerable<(string Id, RowBar Bar)> Bars(string id, Metric metric, double both, double server, double client) =>
        [(id, new RowBar(Both, metric, Stock, both)), (id, new RowBar(Server, metric, Stock, server)), (id, new RowBar(Client, metric, Stock, client))];
}
