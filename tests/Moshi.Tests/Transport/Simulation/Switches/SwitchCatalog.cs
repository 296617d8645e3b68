using Moshi.Transport.Sync;

namespace Moshi.Tests.Transport.Simulation.Switches;

/// <summary>All rows of decision 13 that change when something is sent.</summary>
internal static class SwitchCatalog
{
    private static readonly TimerPolicy Ours = TimerPolicy.Responsive;

    // Copies arrive before anything could be repeated: what repeats is measured without them.
    private static readonly TimerPolicy Single = Ours with { CopiesOnLoss = false, CopiesOnJitter = false };

    private static readonly TypingCell Near = new(10, 0), Far = new(300, 0), Middle = new(100, 0), Harsh = new(100, 0.29), Lossy = new(100, 0.05);

    /// <summary>The rows, in the order of decision 13.</summary>
    public static IReadOnlyList<SwitchRow> All { get; } =
    [
        new("small frames by token bucket", "PacesByTokens", "both ours, 300 ms: key to screen, mean", "ms", SwitchCells.Both(Far, Mean), Ours with { PacesByTokens = false }) { Bound = 0.8 },
        new("no collection delay", "ClientCollectionDelay, ServerCollectionDelay", "both ours, 10 ms: key to screen, mean", "ms", SwitchCells.Both(Near, Mean),
            Ours with { ClientCollectionDelay = TimerPolicy.Stock.ClientCollectionDelay, ServerCollectionDelay = TimerPolicy.Stock.ServerCollectionDelay }) { Bound = 0.6 },
        new("what a program draws in pieces travels together", "FrameSpacing", "both ours, 100 ms, three pictures within 6 ms, ten times a second: datagrams a second", "", SwitchCells.PicturesInPieces,
            Ours with { FrameSpacing = TimeSpan.Zero }) { Bound = 0.9 },
        new("answers before a flood", "AnswerWindow, AnswerSpacing", "both ours, 10 ms, small pictures without pause: slowest key", "ms", SwitchCells.SlowestAnswerInAFlood,
            Ours with { AnswerWindow = TimeSpan.Zero }) { Bound = 0.8 },
        new("echo ack rides along", "BookkeepingDelay, SparesDatagrams", "our server, 100 ms: datagrams a key", "", SwitchCells.Server(Middle, Packets),
            Ours with { BookkeepingDelay = null, SparesDatagrams = false }) { Bound = 0.9 },
        new("first guess of the round trip", "InitialRtt", "our server, 100 ms: second picture of a new session", "ms", SwitchCells.SecondPicture, Ours with { InitialRtt = TimerPolicy.Stock.InitialRtt }) { Bound = 0.9 },
        new("a stock client's round trip chosen by us", "SteersRtt", "our server, 300 ms: key to screen, mean", "ms", SwitchCells.Server(Far, Mean), Ours with { SteersRtt = false }) { Bound = 0.9 },
        new("a stock server's round trip chosen by us", "SteersRtt", "our client, 300 ms: key to screen, mean", "ms", SwitchCells.Client(Far, Mean), Ours with { SteersRtt = false }) { Bound = 0.9 },
        new("a less short one for fast typists", "SparesFastTypists", "our client, 100 ms, 15 keys a second: IP bytes a key", "B", SwitchCells.Client(Middle with { KeysPerSecond = 15 }, Bytes),
            Ours with { SparesFastTypists = false }) { Bound = 0.97 },
        new("marks of keys and echoes not passed on", "IgnoresMarksOnSmallTraffic", "our client, 100 ms, three of ten datagrams marked: key to screen, mean", "ms", SwitchCells.Client(Middle with { CeMarks = 0.3 }, Mean),
            Ours with { IgnoresMarksOnSmallTraffic = false }) { Bound = 0.9 },
        new("copies by loss", "CopiesOnLoss", "both ours, 100 ms, 29 %: key to screen, mean", "ms", SwitchCells.Both(Harsh, Mean), Ours with { CopiesOnLoss = false }) { Bound = 0.75 },
        new("", "CopiesOnLoss", "the same: 99th percentile", "ms", SwitchCells.Both(Harsh, P99), Ours with { CopiesOnLoss = false }) { Bound = 0.5 },
        new("one lost makes the next likelier", "CopyMemory", "both ours, 100 ms, 0.5 %: key to screen, mean", "ms", SwitchCells.Both(new(100, 0.005), Mean, 9000), Ours with { CopyMemory = 0 }) { Bound = 0.999 },
        new("a peer of ours tells what is lost", "ReportsLoss", "both ours, 100 ms, 5 % upwards: key to screen, 99th percentile", "ms", SwitchCells.Both(Lossy with { LosesUpwardsOnly = true }, P99),
            Ours with { ReportsLoss = false }) { Bound = 0.8 },
        new("a stock client that loses much repeats early", "HastensLossyClients", "our server, 300 ms, 29 %: key to screen, 99th percentile", "ms", SwitchCells.Server(new(300, 0.29) { Sessions = 12 }, P99),
            Ours with { HastensLossyClients = false }) { Bound = 0.9 },
        new("keys that a stock client loses often are acknowledged late", "LateAckTime", "our server, 100 ms, 29 %: key to screen, 99th percentile", "ms", SwitchCells.Server(Harsh with { Sessions = 12 }, P99),
            Ours with { LateAckTime = TimeSpan.Zero }) { Bound = 0.9 },
        new("frames of a stock server's flood stand alone", "HastensFloodingServers", "our client, 100 ms, 5 %, 2 Mbit/s: key to the end of a flood, 95th percentile", "ms", SwitchCells.EndOfStockServersFlood,
            Ours with { HastensFloodingServers = false }) { Bound = 0.85 },
        new("one copy against jitter", "CopiesOnJitter", "both ours, 100 ms and 15 ms of jitter each way: key to screen, mean", "ms", SwitchCells.Both(Middle with { JitterMs = 15 }, Mean),
            Ours with { CopiesOnJitter = false }) { Bound = 0.95 },
        new("tail probe", "ProbesTail, EchoDelay", "both ours, 100 ms, 5 %, without copies: key to screen, 99th percentile", "ms", SwitchCells.Both(Lossy, P99),
            Single with { ProbesTail = false, EchoDelay = null }) { With = Single, Bound = 0.9 },
        new("repeated states acknowledged again", "DuplicateAckDelay", "our client, 100 ms, the acknowledgement of a picture lost: datagrams of the server in 10 s", "", SwitchCells.RepeatsAfterLostAcknowledgement,
            Ours with { DuplicateAckDelay = null }) { Bound = 0.9 },
        new("short ack delay while losing", "OwnLossyAckDelay", "both ours, 100 ms, 29 %, without copies: key to screen, mean", "ms", SwitchCells.Both(Harsh, Mean),
            Single with { OwnLossyAckDelay = null }) { With = Single, Bound = 0.98 },
        new("same fragments again", "RepeatsLargeFrames", "our server, 100 ms, 5 %: screen of 20 datagrams whole, 95th percentile", "ms", SwitchCells.ScreenAtStockClient(20, 0.05, 0.95),
            Ours with { RepeatsLargeFrames = false, DoublesLargeFrames = false }) { Bound = 0.4 },
        new("two passes where one would not do", "DoublesLargeFrames", "our server, 100 ms, 29 %: screen of 20 datagrams whole, median", "ms", SwitchCells.ScreenAtStockClient(20, 0.29, 0.5),
            Ours with { DoublesLargeFrames = false }) { Bound = 0.9 },
        new("pieces outlive and are combined", "KeepsPieces", "our client, 100 ms, 5 %: screen of 20 datagrams whole, 95th percentile", "ms", SwitchCells.ScreenFromStockServer(20, 0.05, 0.95),
            Ours with { KeepsPieces = false }) { Bound = 0.85 },
        new("lost chunks alone are repeated", "capability `frames`", "both ours, 100 ms, 5 %: screen of 50 datagrams whole, 95th percentile", "ms",
            policy => SwitchCells.ScreenBetweenOurs(50, 0.05, 0.95, speaksFrames: ReferenceEquals(policy, Ours))(policy), Ours with { }) { Bound = 0.9 },
        new("parity", "AddsParity", "both ours, 100 ms, 1 %: screen of 50 datagrams whole, 95th percentile", "ms", SwitchCells.ScreenBetweenOurs(50, 0.01, 0.95), Ours with { AddsParity = false }) { Bound = 0.6 },
        new("large frames at the rate delivered", "PacesLargeFrames", "our server, 50 ms, 512 kbit/s, queue of 16 kB: screen of 60 kB whole", "ms", SwitchCells.ScreenOnSlowLink,
            Ours with { PacesLargeFrames = false }) { Bound = 0.5 },
        new("frames skipped by backlog", "LargeFrameSpacing", "both ours, 300 ms, a picture of 1 kB each millisecond: from one shown to the next", "ms", SwitchCells.PictureIntervalOnFarPath,
            Ours with { LargeFrameSpacing = null }) { Bound = 0.5 },
        new("heartbeats asked for", "AsksForHeartbeats", "both ours, idle: datagrams a minute", "", SwitchCells.IdleMinute, Ours with { AsksForHeartbeats = false }) { Bound = 0.75 },
    ];

    private static double Mean(TypingResult result) => result.Whole.Mean;

    private static double P99(TypingResult result) => result.Whole.P99;

    private static double Packets(TypingResult result) => result.Packets;

    private static double Bytes(TypingResult result) => result.Bytes;
}
