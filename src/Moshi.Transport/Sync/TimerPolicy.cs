namespace Moshi.Transport.Sync;

/// <summary>
/// All decisions of "when to send" as values, each a switch of its own. <see cref="Stock"/> behaves as mosh 1.4 does;
/// <see cref="Responsive"/> is our default and stays within what a mosh 1.4 peer accepts (docs/protocol/mosh.md, "Timers").
/// </summary>
public sealed record TimerPolicy
{
    /// <summary>mosh 1.4's timers.</summary>
    public static TimerPolicy Stock { get; } = new();

    /// <summary>Faster on the same link, quieter when idle, safe with stock peers.</summary>
    public static TimerPolicy Responsive { get; } = new()
    {
        InitialRtt = TimeSpan.FromMilliseconds(333),
        ClientCollectionDelay = TimeSpan.Zero,
        ServerCollectionDelay = TimeSpan.Zero,
        PacesByTokens = true,
        AnswerWindow = TimeSpan.FromMilliseconds(60),
        AnswerSpacing = TimeSpan.FromMilliseconds(4),
        AnswersWhenSettled = true,
        FrameSpacing = TimeSpan.FromMilliseconds(8),
        BookkeepingDelay = TimeSpan.FromMilliseconds(50),
        SparesDatagrams = true,
        MaxChaffBytes = 7,
        AssumesByReference = true,
        ProbesTail = true,
        AnswersLargeFramesAtOnce = true,
        KeepsPieces = true,
        DuplicateAckDelay = TimeSpan.FromMilliseconds(20),
        OwnLossyAckDelay = TimeSpan.FromMilliseconds(10),
        AsksForHeartbeats = true,
        HeartbeatJoinWindow = TimeSpan.FromMilliseconds(1200),
        HeartbeatSlack = TimeSpan.FromMilliseconds(200),
        ShrinksOnLargeFrameLoss = true,
        BacksOffShutdown = true,
        FirstContactProbe = TimeSpan.FromMilliseconds(250),
        AnnouncesPath = true,
        RepeatsLargeFrames = true,
        CopiesOnLoss = true,
        CopiesOnJitter = true,
        EchoDelay = TimeSpan.FromMilliseconds(30),
        LargeFrameSpacing = TimeSpan.FromMilliseconds(50),
        PacesLargeFrames = true,
        DoublesLargeFrames = true,
        AddsParity = true,
        LimitsUnknownAddresses = true,
        SteersRtt = true,
        SparesFastTypists = true,
        HastensLossyClients = true,
        LateAckTime = TimeSpan.FromMilliseconds(250),
        HastensFloodingServers = true,
        ReportsLoss = true,
        CopyMemory = 400,
        IgnoresMarksOnSmallTraffic = true,
        MaxSentStates = 64,
    };

    /// <summary>What the path is believed to take until it is measured, if nobody says (<see cref="SyncSessionOptions.InitialRtt"/>).</summary>
    public TimeSpan InitialRtt { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a client collects input before a frame.</summary>
    public TimeSpan ClientCollectionDelay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a server collects output before a frame. 0 suits a host that drains its pty before it lets the session send.</summary>
    public TimeSpan ServerCollectionDelay { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>Least time between frames when SRTT paces them: half of SRTT, but not less than this.</summary>
    public TimeSpan MinSendInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most time between frames when SRTT paces them.</summary>
    public TimeSpan MaxSendInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Small frames are limited by a token bucket instead of half of SRTT; large ones (<see cref="LargeDiffBytes"/>) stay paced by SRTT.</summary>
    public bool PacesByTokens { get; init; }

    /// <summary>Frames that may go out at once from a full bucket.</summary>
    public int BurstFrames { get; init; } = 8;

    /// <summary>
    /// Least time of a server between two frames, also from a full bucket: what a program writes piece by piece travels together, and the first piece at once.
    /// </summary>
    public TimeSpan FrameSpacing { get; init; }

    /// <summary>Frames per second that the bucket sustains.</summary>
    public int FramesPerSecond { get; init; } = 50;

    /// <summary>For this long after keys have arrived, frames of a server need only be <see cref="AnswerSpacing"/> apart, so that a flood does not delay the answer to Ctrl-C.</summary>
    public TimeSpan AnswerWindow { get; init; }

    /// <summary>Least time between frames within <see cref="AnswerWindow"/>.</summary>
    public TimeSpan AnswerSpacing { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// A large frame does not wait for its turn when keys have just arrived and the program has since fallen silent: it is the answer. At most two for each arrival of keys, and none while a queue fills.
    /// </summary>
    public bool AnswersWhenSettled { get; init; }

    /// <summary>Diffs of at least this many bytes are paced by SRTT whatever the bucket says.</summary>
    public int LargeDiffBytes { get; init; } = 300;

    /// <summary>
    /// How long a change that is not urgent (<see cref="ISyncState{TSelf}.IsUrgentSince"/>) waits for a frame to ride on. Null: it is a change
    /// like any other, and restarts the frame clock.
    /// </summary>
    public TimeSpan? BookkeepingDelay { get; init; }

    /// <summary>
    /// Towards a peer that is not ours, frames of a server that no key asked for keep to SRTT / 2, echo acks wait <see cref="SparedBookkeepingDelay"/>, and while nothing is
    /// lost a frame does not contain those before it: each datagram in mosh 1.4's format costs some 75 bytes more than it carries. The first frame after a key is not delayed.
    /// </summary>
    public bool SparesDatagrams { get; init; }

    /// <summary>As <see cref="BookkeepingDelay"/>, while datagrams are spared. With the 50 ms before an echo ack it stays below the 250 ms after which a client takes an echo for late.</summary>
    public TimeSpan SparedBookkeepingDelay { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>
    /// While datagrams are spared, messages have no chaff and are rounded up to a multiple of so many bytes, a power of two up to 16: enough to hide how many bytes a character has. What a password is made of is
    /// not echoed.
    /// </summary>
    public int SparedRounding { get; init; } = 4;

    /// <summary>Longest chaff in an instruction; 0 to this many bytes hide its length.</summary>
    public int MaxChaffBytes { get; init; } = Instruction.MaxChaffBytes;

    /// <summary>How long data that arrived waits for something to acknowledge it with. The peer's retransmission timer allows for 100 ms.</summary>
    public TimeSpan AckDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The same between two ends of ours while datagrams are being lost: the sooner the peer knows what has arrived, the sooner it repeats what has not. Null: <see cref="AckDelay"/>.</summary>
    public TimeSpan? OwnLossyAckDelay { get; init; }

    /// <summary>The longest silence towards a stock peer, which counts seconds after 6.5 s of it.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(3000);

    /// <summary>Between two ends of ours the client asks and the server answers, after <see cref="OwnHeartbeatInterval"/>. False: as towards a stock peer.</summary>
    public bool AsksForHeartbeats { get; init; }

    /// <summary>The longest silence of a client towards a server of ours. With a round trip it must stay below the 10 s after which a client changes its port.</summary>
    public TimeSpan OwnHeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(4500);

    /// <summary>A heartbeat due within this time after a datagram has arrived goes out with that wake-up. Zero: never.</summary>
    public TimeSpan HeartbeatJoinWindow { get; init; }

    /// <summary>How long past its time a heartbeat waits for a heartbeat of the peer that is expected meanwhile, to share its wake-up.</summary>
    public TimeSpan HeartbeatSlack { get; init; }

    /// <summary>
    /// Which unacknowledged states the peer is assumed to have. False: the unbroken run of fresh ones from the oldest, so that one stale entry
    /// hides all later ones. True: every fresh one whose own reference is assumed too.
    /// </summary>
    public bool AssumesByReference { get; init; }

    /// <summary>
    /// False: data is repeated RTO + 100 ms after it was sent, and then at the frame rate. True: a probe after SRTT + 4 RTTVAR + the peer's
    /// ack delay, backing off from the fifth on.
    /// </summary>
    public bool ProbesTail { get; init; }

    /// <summary>A repeated state, sign of a lost acknowledgement, is acknowledged again after this time. Null: it waits for our next instruction.</summary>
    public TimeSpan? DuplicateAckDelay { get; init; }

    /// <summary>
    /// A frame of several datagrams from a peer that is not ours is acknowledged when its last piece arrives, and what its pieces have queued does not count in the round trip that the peer measures, up to
    /// 80 ms: such a peer repeats a whole frame after its RTO + 100 ms, and then at its frame rate until it hears that it has arrived.
    /// </summary>
    public bool AnswersLargeFramesAtOnce { get; init; }

    /// <summary>
    /// The pieces of a long instruction outlive a short one that comes between, and what is missing in one try is taken from another (<see cref="Datagrams.RepeatCombiner"/>). False: as mosh 1.4, which
    /// forgets what it has of an instruction when it sees a piece of another.
    /// </summary>
    public bool KeepsPieces { get; init; }

    /// <summary>After frames of several datagrams were lost too often for chance, datagrams shrink as if the path had refused them.</summary>
    public bool ShrinksOnLargeFrameLoss { get; init; }

    /// <summary>
    /// The first shutdown instruction, and the answer to the peer's, leave at once; the others space out up to a second, so that 16 of them cover an outage of
    /// seconds also on a fast link. False: all one frame interval apart.
    /// </summary>
    public bool BacksOffShutdown { get; init; }

    /// <summary>A client that has heard nothing yet repeats itself after this time, twice, four times..., up to the heartbeat. Null: from the start at the heartbeat.</summary>
    public TimeSpan? FirstContactProbe { get; init; }

    /// <summary>A client says something as soon as its path has changed, so that the server follows at once. False: with the next heartbeat.</summary>
    public bool AnnouncesPath { get; init; }

    /// <summary>
    /// A frame of several datagrams that is not acknowledged in time is sent again as the same bytes under the same fragment id, so that each repetition fills
    /// holes. False: as a new instruction, all of which must arrive in one go.
    /// </summary>
    public bool RepeatsLargeFrames { get; init; }

    /// <summary>
    /// Least time between large frames that nobody waits for, to a peer of ours: on a far path that has room a picture is not older than on a near one. It grows by twice what round
    /// trips take longer than at their best. Null: half of SRTT.
    /// </summary>
    public TimeSpan? LargeFrameSpacing { get; init; }

    /// <summary>The datagrams of a large frame leave at nine tenths of the rate at which the path has delivered such frames, once that is known (<see cref="FramePacer"/>).</summary>
    public bool PacesLargeFrames { get; init; }

    /// <summary>Where a large frame is likely to lose a datagram, all of them leave twice.</summary>
    public bool DoublesLargeFrames { get; init; }

    /// <summary>
    /// Between two ends of ours, where datagrams get lost, each eight chunks of a large frame are followed by their parity, from which one of them can be restored (<see cref="Frames.ParityFrame"/>).
    /// </summary>
    public bool AddsParity { get; init; }

    /// <summary>A link that is paid by the byte: nothing is sent that may turn out to be superfluous.</summary>
    public bool LowData { get; init; }

    /// <summary>Copies of a small frame follow it after some milliseconds when datagrams are being lost, and not because a queue is full; at most 16 kB a second.</summary>
    public bool CopiesOnLoss { get; init; }

    /// <summary>
    /// One datagram lost makes the next likelier: a single copy follows each small frame until so many have arrived since the last loss. 0: as soon as the share of losses has fallen below half of one in
    /// a hundred.
    /// </summary>
    public int CopyMemory { get; init; }

    /// <summary>An end that finds datagrams of a peer of ours lost tells it which, once a second at most, with what it sends anyway: losses of the two directions need not be the same.</summary>
    public bool ReportsLoss { get; init; }

    /// <summary>
    /// A server that has followed a client to another address sends at most three times what has come from there, until more comes: anybody can forward a datagram from
    /// the address of somebody else.
    /// </summary>
    public bool LimitsUnknownAddresses { get; init; }

    /// <summary>A stock peer, whose frames wait for half of the SRTT that it measures, is made to measure a shorter one (<see cref="Datagrams.RttSteering"/>).</summary>
    public bool SteersRtt { get; init; }

    /// <summary>
    /// While somebody types more than twelve keys a second and nothing is lost, a stock server is made to measure a less short round trip: it answers each key with two frames otherwise, its echo
    /// and its echo ack, where one would do.
    /// </summary>
    public bool SparesFastTypists { get; init; }

    /// <summary>
    /// Where a tenth of a stock client's datagrams or more is lost, or a few on a path of less than 140 ms, the round trip that it measures leaves out the true one, so that it repeats a lost key some 60 ms
    /// sooner, and on a longer path one that was not lost now and then.
    /// </summary>
    public bool HastensLossyClients { get; init; }

    /// <summary>
    /// How late a server acknowledges what a stock client has typed where a tenth of the client's datagrams or more is lost: with an older state outstanding such a client repeats the newest at its frame
    /// rate. Zero: never.
    /// </summary>
    public TimeSpan LateAckTime { get; init; }

    /// <summary>
    /// While more comes in from a stock server than keys ask for, its retransmission timer is held as short as our acknowledgements allow, its frames may occupy half of the path, and it is reminded of
    /// one that is missing: the last frame of a flood has none after it to repair it.
    /// </summary>
    public bool HastensFloodingServers { get; init; }

    /// <summary>Congestion marks are not passed on, as half a second of round trip, while no more than keys and echoes comes in.</summary>
    public bool IgnoresMarksOnSmallTraffic { get; init; }

    /// <summary>One copy of a small frame follows it after a millisecond where round trips differ by more than 8 ms from one to the next: the faster of the two counts.</summary>
    public bool CopiesOnJitter { get; init; }

    /// <summary>
    /// What a client adds to the round trip before it repeats keys, in place of the peer's ack delay: a server answers keys with their echo. Null: the ack delay.
    /// </summary>
    public TimeSpan? EchoDelay { get; init; }

    /// <summary>Unacknowledged states kept; beyond it one from the middle is forgotten.</summary>
    public int MaxSentStates { get; init; } = 32;

    internal TimeSpan CollectionDelay(SessionRole role) => role == SessionRole.Client ? ClientCollectionDelay : ServerCollectionDelay;
}
