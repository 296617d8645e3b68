using Moshi.Tests.Transport.Frames;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Frames;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Fuzz;

/// <summary>The container that our own ends speak, in any damaged form.</summary>
internal static class FrameFuzz
{
    /// <summary>Any bytes as frames: each is read or refused, and what an acknowledgement names is in order.</summary>
    public static readonly FuzzTarget Frames = new("frames", ReadFrames)
    {
        SmokeRuns = 4000,
        MaxAllocatedBytes = 64 << 10,
        Dictionary =
        [
            [0x00], [0x01], [0x02, 9, 0, 1, 1, 2, 2], [0x18, 1, 0, 7], [0x19, 1], [0x1A, 1, 2, 3, 4, 5, 6, 7, 8], [0x1B, 1, 2, 3, 4, 5, 6, 7, 8], [0x1C, 0, 0, 1, 0], [0x1E, 1, 0],
            [0x20, 4, 40, 38, 0x80, 97], [0x2C, 40, 38, 0x80, 97], [0x25, 200, 0x2F, 9, 2, 1, 4, 3], [0x20, 15, 9, 2, 1, 4, 3, 1, 2, 3], [0x21, 9, 3], [0x22, 1, 0, 2, 9], [0x23, 1, 0, 2, 1, 9], [0x24, 0, 9], [0x41, 0, 2, 1, 1],
            [0xC0, 0, 0, 0, 0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ],
    };

    /// <summary>Two ends that speak frames, one of which goes mad: whatever it says, the other neither throws, nor sends without end, nor holds much.</summary>
    public static readonly FuzzTarget Sessions = new("sessions in frames", RunSessions)
    {
        SmokeRuns = 1500,
        MaxAllocatedBytes = 64 << 20,
        Dictionary =
        [
            Say(0, 0x20, 4, 40, 1, 0x80, 97), Say(0, 0x20, 3, 9, 9, 0, 0x80, 98), Say(1, 0x20, 4, 20, 5), Say(1, 0x21, 4, 3), Say(0, 0x21, 9, 0xFF),
            Say(0, 0x22, 1, 0, 2, 0x20, 4), Say(0, 0x22, 1, 1, 2, 9), Say(1, 0x22, 2, 3, 9, 1, 2), Say(1, 0x23, 2, 0, 9, 1, 9), Say(0, 0x22, 9, 0x7F, 0xFE, 0x7F, 0xFF, 1),
            Say(1, 0x18, 9, 9, 5), Say(0, 0x19, 1), Say(0, 0x19, 2), Say(1, 0x1A, 1, 2, 3, 4, 5, 6, 7, 8), Say(0, 0x1B, 1, 2, 3, 4, 5, 6, 7, 8), Say(0, 0x1E, 0, 0), Say(0, 0x1C, 0, 0, 3, 0),
            Say(0, 0x02, 0x80, 0x10, 0, 5, 0, 1, 3, 2, 2), Say(1, 0x01), Say(1, 0x24, 0, 9, 0x20, 4, 21, 1), Say(1, 0x25, 77, 0x2C, 21, 1, 0x88, 120), Say(0, 0x2C, 41, 1, 0x80, 97), Say(0, 0x2B, 42, 2, 1, 0x80, 98), Say(0, 0x41, 0, 2, 1, 1), [2, 3, 97, 98, 99], [3, 200], [3, 3], [4],
        ],
    };

    private static byte[] Say(byte to, params ReadOnlySpan<byte> frames) => [to, (byte)frames.Length, .. frames];

    private static void RunSessions(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        SimulatedSession pair = FrameSessionTests.Session(1, new LinkProfile { DelayMs = 5 });
        pair.Run(1000);
        pair.After(0, pair.Type);
        pair.Run(1000);
        (SyncSession<UserStream, EchoScreen> client, SyncSession<EchoScreen, UserStream> server) = (pair.Client.Session, pair.Server.Session);
        FuzzFailureException.Unless(client.SpeaksFrames && server.SpeaksFrames && client.ConnectionId != 0, "they do not speak frames");
        var toServer = new DatagramSealer(new ChecksumCipher(), Direction.ToServer, 1 << 20);
        var toClient = new DatagramSealer(new ChecksumCipher(), Direction.ToClient, 1 << 20);
        Instant now = pair.Now;
        byte[] datagram = new byte[DatagramSizes.MaximumReceivedBytes];
        while (!input.IsEmpty)
        {
            switch (input.Next(0, 5))
            {
                case 0:
                    server.Receive(Seal(toServer, client.ConnectionId, ref input), Elsewhere(ref input), ceMarked: false, now);
                    break;
                case 1:
                    client.Receive(Seal(toClient, server.ConnectionId, ref input), default, ceMarked: false, now);
                    break;
                case 2:
                    client.Current.TryAppendKeys(input.NextPiece());
                    server.Current.Picture = new byte[input.NextByte() * 40];
                    break;
                case 3:
                    now += TimeSpan.FromMilliseconds(input.NextByte());
                    break;
                default:
                    server.BeginShutdown(now, input.NextByte());
                    break;
            }
            Turn(client, now, datagram);
            Turn(server, now, datagram);
            if (server.TryTakeRemote(out UserStream? keys))
            {
                UserStreamReader reader = keys.ReadSince(null);
                while (reader.TryRead(out _))
                {
                }
            }
        }
        client.Dispose();
        server.Dispose();
    }

    private static NetworkPath Elsewhere(ref FuzzInput input) => NetworkPath.FromIPv4([10, 0, 0, input.NextByte()], 40000);

    private static void Turn<TLocal, TRemote>(SyncSession<TLocal, TRemote> session, Instant now, byte[] datagram)
        where TLocal : class, ISyncState<TLocal>
        where TRemote : class, ISyncState<TRemote>
    {
        int sent = 0;
        for (int round = 0; round < 4; round++)
        {
            session.Advance(now);
            while (session.TryTransmit(datagram, now, out Transmit transmit))
            {
                FuzzFailureException.Unless(++sent < 2000, "sends without end");
                FuzzFailureException.Unless(transmit.Length <= session.DatagramBudgetBytes, "a datagram above the budget");
            }
            if (session.NextDeadline > now || session.IsOver)
                return;
        }
        FuzzFailureException.Unless(false, $"a session that never rests: {session.Phase}, deadline {session.NextDeadline}, now {now}, {sent} sent");
    }

    // In the long form and in the short one by turns; now and then something authentic that is too short for either.
    private static byte[] Seal(DatagramSealer sealer, uint id, ref FuzzInput input)
    {
        ReadOnlySpan<byte> frames = input.NextPiece();
        byte[] plain = frames.Length == 7 ? [0, 9, 0xFF, FrameReader.ContainerMark] : [0, 9, 0xFF, 0xFF, FrameReader.ContainerMark, .. frames];
        sealer.IsShort = (sealer.NextSequence & 1) != 0 && plain.Length > DatagramSizes.TimestampsBytes;
        sealer.Prefix = sealer.IsShort ? new FrameNonce(id, 0, 0).Join() : 0;
        byte[] datagram = new byte[plain.Length + sealer.OverheadBytes];
        sealer.TrySeal(plain, datagram);
        return datagram;
    }

    private static void ReadFrames(ReadOnlySpan<byte> input)
    {
        FrameTests.ReadAll(input);
        var reader = new FrameReader(input);
        while (reader.TryReadType(out FrameType type) && type == FrameType.Ack && reader.TryReadAck(out AckFrame ack))
        {
            ulong below = ulong.MaxValue;
            int count = 0;
            for (AckRanges ranges = ack.Ranges; ranges.TryRead(out ulong low, out ulong high); below = low)
            {
                FuzzFailureException.Unless(low <= high && high < below && high <= ack.Largest, "ranges out of order");
                FuzzFailureException.Unless(++count <= AckFrame.MaxRanges, "too many ranges");
            }

            FuzzFailureException.Unless(count == ack.MoreRanges + 1, "ranges that are not there");
        }
    }
}
