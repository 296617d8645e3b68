using Moshi.Session;
using Moshi.Tests.Transport;
using Moshi.Tests.Transport.Simulation;
using Moshi.Tests.Transport.Sync;
using Moshi.Transport.Buffers;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;
using Xunit;

namespace Moshi.Tests.Session;

/// <summary>
/// What a stock peer does with each odd datagram is recorded in the vectors; many of them kill it. Ours survive every one, at either end, and
/// the next honest word still counts.
/// </summary>
public sealed class StockAbortTests
{
    private static readonly Instant Start = new(1_000_000_000);
    private static readonly NetworkPath Elsewhere = NetworkPath.FromIPv4([10, 9, 9, 9], 99);

    public static TheoryData<string, string> Rows =>
    [
        .. TransportVectors.Root.GetProperty("stock_peer_reactions").EnumerateArray().Select(row => (row.Text("to"), row.Text("stimulus"))),
    ];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_peer_survives_and_listens_on(string to, string stimulus)
    {
        if (to is not "server")
        {
            using SyncSession<UserStream, HostState> client = Client();
            Check(client, Direction.ToClient, stimulus, Hi);
            Assert.StartsWith("hi", client.NewestRemote.Screen.RowText(0), StringComparison.Ordinal);
            Assert.True(client.NewestRemote.Replies.IsEmpty);
            Assert.Equal(Forger.Address, client.Path);
        }

        if (to is not "client")
        {
            using SyncSession<HostState, UserStream> server = Server();
            Check(server, Direction.ToServer, stimulus, Forger.Keys("hi"u8));
        }
    }

    [Fact]
    public void A_lower_echo_ack_does_not_take_back_a_higher_one()
    {
        using SyncSession<UserStream, HostState> client = Client();
        using var forger = new Forger(Direction.ToClient);
        Assert.Equal(ReceiveVerdict.NewState, client.Receive(forger.Instruction(0, 1, diff: EchoAck(9)), Forger.Address, ceMarked: false, Start));
        Assert.Equal(ReceiveVerdict.NewState, client.Receive(forger.Instruction(1, 2, diff: EchoAck(4)), Forger.Address, ceMarked: false, Start));
        Assert.Equal(9ul, client.NewestRemote.EchoAck);
    }

    [Fact]
    public void A_server_follows_the_newest_datagram_and_no_older_one()
    {
        using SyncSession<HostState, UserStream> server = Server();
        using var forger = new Forger(Direction.ToServer);
        byte[] old = forger.Instruction(0, 1, diff: Forger.Keys("a"u8));
        server.Receive(forger.Instruction(0, 2, diff: Forger.Keys("ab"u8)), Forger.Address, ceMarked: false, Start);
        Assert.Equal(Forger.Address, server.Path);
        Assert.Equal(ReceiveVerdict.OldState, server.Receive(old, Elsewhere, ceMarked: false, Start));
        Assert.Equal(Forger.Address, server.Path);
        server.Receive(forger.Instruction(0, 3), Elsewhere, ceMarked: false, Start);
        Assert.Equal(Elsewhere, server.Path);
    }

    private static void Check<TLocal, TRemote>(SyncSession<TLocal, TRemote> session, Direction direction, string stimulus, byte[] diff)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        using var forger = new Forger(direction);
        using var reflection = new Forger(direction == Direction.ToServer ? Direction.ToClient : Direction.ToServer);
        ReceiveVerdict verdict = default;
        foreach (byte[] datagram in Stimulate(stimulus, forger, reflection, direction == Direction.ToClient))
        {
            verdict = session.Receive(datagram, Forger.Address, ceMarked: false, Start);
            Turn(session);
        }

        Assert.Contains(verdict, Expected(stimulus));
        ulong next = session.NewestRemoteNumber + 1;
        Assert.Equal(ReceiveVerdict.NewState, session.Receive(forger.Instruction(0, next, diff: diff), Forger.Address, ceMarked: false, Start));
        Turn(session);
        Assert.Equal(SessionPhase.Open, session.Phase);
    }

    /// <summary>The datagrams of a row, the last of which is the one that matters. A row that nobody has an answer for is a failure.</summary>
    private static IEnumerable<byte[]> Stimulate(string stimulus, Forger forger, Forger reflection, bool isClient) => stimulus switch
    {
        "datagram < 24 bytes" => Enumerable.Range(0, 24).Select(length => new byte[length]),
        "datagram >= 24 bytes failing OCB" => [new byte[24], new byte[600]],
        "datagram > 2048 bytes" => [new byte[2049]],
        "authentic, wrong direction bit" => [reflection.Instruction(0, 1)],
        "authentic, plaintext 0..3 bytes" => Enumerable.Range(0, 4).Select(length => forger.Plaintext(new byte[length])),
        "authentic, plaintext 4..13 bytes (fragment header short)" => Enumerable.Range(4, 10).Select(length => forger.Plaintext(new byte[length])),
        "complete instruction that does not zlib-inflate (or > 4 MiB)" => [forger.Fragment(new FragmentHeader(1, 0, IsFinal: true), "no zlib"u8)],
        "inflates but not a protobuf Instruction" => [forger.Message([0xFF, 0xFF])],
        "protocol_version absent or != 2" => [forger.Message([]), forger.Instruction(0, 1, version: 3)],
        "unknown fields in transport Instruction / UserMessage / HostMessage / inner Instruction" => [forger.Instruction(0, 1, diff: [0x0A, 0x03, 0x9A, 0x06, 0x00, 0x7A, 0x00])],
        "diff bytes not parseable" => [forger.Instruction(0, 1, diff: [0x0A, 0x50])],
        "throwaway_num > old_num such that no state remains" => [forger.Instruction(0, 1, throwaway: 1), forger.Instruction(0, 5, throwaway: 99)],
        "same fragment id+num with different contents while assembly in progress" =>
            [forger.Fragment(new FragmentHeader(9, 0, IsFinal: false), "one"u8), forger.Fragment(new FragmentHeader(9, 0, IsFinal: false), "two"u8)],
        "new_num far ahead of last" => [forger.Instruction(0, ulong.MaxValue - 100)],
        "old_num not held" => [forger.Instruction(7, 8)],
        "hoststring that makes the emulator reply (DA, DSR)" => [forger.Instruction(0, 1, diff: Host("\u001b[c\u001b[>c\u001b[6n\u001b[5n"u8))],
        "echo_ack_num lower than previous" => [forger.Instruction(0, 1, diff: EchoAck(9)), forger.Instruction(1, 2, diff: EchoAck(4))],
        "authentic datagram from another source address/port" or "authentic datagram with highest seq from a new address" => [forger.Instruction(0, 1)],
        "authentic datagram with old seq from a new address" => Swapped(forger.Instruction(0, 1), forger.Instruction(0, 2)),
        "resize with width or height 0" => [forger.Instruction(0, 1, diff: Convert.FromHexString(isClient ? "0A061A0428003000" : "0A061A0428003018"))],
        _ => throw new ArgumentException($"No test for this row of the vectors: {stimulus}", nameof(stimulus)),
    };

    private static ReceiveVerdict[] Expected(string stimulus) => stimulus switch
    {
        "datagram < 24 bytes" => [ReceiveVerdict.TooShort],
        "datagram >= 24 bytes failing OCB" => [ReceiveVerdict.BadTag],
        "datagram > 2048 bytes" => [ReceiveVerdict.TooLong],
        "authentic, wrong direction bit" => [ReceiveVerdict.WrongDirection],
        "authentic, plaintext 0..3 bytes" or "authentic, plaintext 4..13 bytes (fragment header short)" => [ReceiveVerdict.BadPlaintext],
        "complete instruction that does not zlib-inflate (or > 4 MiB)" => [ReceiveVerdict.BadCompression],
        "inflates but not a protobuf Instruction" => [ReceiveVerdict.BadInstruction],
        "protocol_version absent or != 2" => [ReceiveVerdict.WrongVersion],
        "diff bytes not parseable" => [ReceiveVerdict.BadDiff],
        "throwaway_num > old_num such that no state remains" => [ReceiveVerdict.BadNumbers],
        "same fragment id+num with different contents while assembly in progress" => [ReceiveVerdict.BadFragment],
        "old_num not held" => [ReceiveVerdict.MissingReference],
        "authentic datagram with old seq from a new address" => [ReceiveVerdict.OldState],
        _ => [ReceiveVerdict.NewState],
    };

    private static byte[] Hi => Host("hi"u8);

    private static byte[][] Swapped(byte[] first, byte[] second) => [second, first];

    private static byte[] Host(ReadOnlySpan<byte> output)
    {
        var diff = new ByteBuffer();
        HostMessageWriter.WriteBytes(diff, output);
        return diff.Written.ToArray();
    }

    private static byte[] EchoAck(ulong number)
    {
        var diff = new ByteBuffer();
        HostMessageWriter.WriteEchoAck(diff, number);
        return diff.Written.ToArray();
    }

    private static SyncSession<UserStream, HostState> Client() => new(
        new SyncSessionOptions { Role = SessionRole.Client, InitialPath = Forger.Address },
        new ChecksumCipher(),
        new UserStream(),
        new HostState(new WindowSize(80, 24), answersQueries: false),
        Start);

    private static SyncSession<HostState, UserStream> Server() => new(
        new SyncSessionOptions { Role = SessionRole.Server },
        new ChecksumCipher(),
        new HostState(new WindowSize(80, 24), answersQueries: true),
        new UserStream(),
        Start);

    private static void Turn<TLocal, TRemote>(SyncSession<TLocal, TRemote> session)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        byte[] buffer = new byte[DatagramSizes.MaximumReceivedBytes];
        session.TryTakeRemote(out _);
        session.Advance(Start);
        while (session.TryTransmit(buffer, Start, out _))
        {
        }
    }
}
