using System.Buffers.Binary;
using Moshi.Session;
using Moshi.Tests.Transport;
using Moshi.Tests.Transport.Crypto;
using Moshi.Tests.Transport.Simulation;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;
using Moshi.Transport.Time;

namespace Moshi.Tests.Fuzz;

/// <summary>What arrives by UDP, from anyone and from an authenticated peer that has gone mad.</summary>
internal static class DatagramFuzz
{
    private const int MaxDatagramsPerTurn = 4000;

    private static readonly byte[] Key = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");

    private static readonly byte[][] SealedCorpus =
    [
        .. TransportVectors.Root.GetProperty("seal").EnumerateArray().Where(vector => vector.Hex("key_hex").AsSpan().SequenceEqual(Key))
            .Select(vector => vector.Hex("datagram_hex")),
    ];

    /// <summary>Nothing opens that was not sealed by the peer.</summary>
    public static readonly FuzzTarget Datagrams = new("datagrams", OpenDatagram)
    {
        SmokeRuns = 4000,
        Corpus = SealedCorpus,
        MaxAllocatedBytes = 1 << 20,
    };

    /// <summary>Fragments in any order and number: what comes out is made of what went in.</summary>
    public static readonly FuzzTarget Fragments = new("fragments", JoinFragments)
    {
        SmokeRuns = 4000,
        MaxAllocatedBytes = 64 << 20,
        Dictionary = [.. Enumerable.Range(0, 12).Select(step => (byte[])[(byte)(step & 1), (byte)(step % 3), (byte)(step >> 2), 2, 97, 98])],
    };

    /// <summary>Parts of several zlib streams: what is made of them never throws, and never takes more memory than pieces are worth.</summary>
    public static readonly FuzzTarget Repeats = new("repeats", CombineRepeats)
    {
        SmokeRuns = 3000,
        MaxAllocatedBytes = 8 << 20,
        Corpus = [.. Enumerable.Range(0, 8).Select(RepeatedMessage)],
    };

    /// <summary>Authentic packets of any contents, between the things that the two ends do: neither throws, nor sends without end.</summary>
    public static readonly FuzzTarget AuthenticPackets = new("authentic packets", RunSessions)
    {
        SmokeRuns = 3000,
        Corpus =
        [
            .. TransportVectors.Root.GetProperty("sessions").EnumerateArray().Take(2).SelectMany(Conversation),
            .. MessageFuzz.InstructionCorpus.Select(instruction => (byte[])[1, 3, (byte)Math.Min(255, instruction.Length), .. instruction.Take(255)]),
        ],
        Dictionary =
        [
            [0, 4, 0, 1, 0, 0, 0], [1, 4, 0, 1, 1, 0, 0], [0, 4, 1, 2, 0, 1, 0], [1, 4, 1, 2, 2, 1, 0],
            [0, 4, 0, 255, 255, 0, 0], [1, 4, 0, 255, 255, 0, 0],
            [5, 200], [6, 3, (byte)'a', (byte)'b', (byte)'c'], [7], [2, 0, 0, 1],
        ],
        MaxAllocatedBytes = 256 << 20,
    };

    private static void OpenDatagram(ReadOnlySpan<byte> input)
    {
        foreach (Direction direction in (ReadOnlySpan<Direction>)[Direction.ToServer, Direction.ToClient])
        {
            using var cipher = new ReferenceOcb(Key);
            var opener = new DatagramOpener(cipher, direction);
            if (opener.Open(input, out Packet packet) != OpenFailure.None)
                continue;

            int overhead = packet.IsWhole ? DatagramSizes.WholeOverheadBytes : DatagramSizes.OverheadBytes;
            FuzzFailureException.Unless(packet.Contents.Length == input.Length - overhead, "contents of another length");
            FuzzFailureException.Unless(IsSealed(input), "a forgery was opened");
        }
    }

    // Each piece: id, index and whether it is the last, length, contents.
    private static void CombineRepeats(ReadOnlySpan<byte> input)
    {
        const int MaxMessage = 100_000;
        var combiner = new RepeatCombiner();
        while (input.Length >= 3)
        {
            int length = Math.Min((int)input[2], input.Length - 3);
            var header = new FragmentHeader(input[0], input[1] >> 1, (input[1] & 1) != 0);
            bool isMade = combiner.TryAdd(header, input.Slice(3, length), MaxMessage, out ReadOnlySpan<byte> message);
            FuzzFailureException.Unless(message.Length <= MaxMessage && (isMade || message.IsEmpty), "a message that is none");
            input = input[(3 + length)..];
        }
    }

    // The same text twice with other ends; of each the pieces that the seed leaves.
    private static byte[] RepeatedMessage(int seed)
    {
        const int PieceBytes = 40;
        var random = new Random(seed);
        byte[] text = new byte[400];
        random.NextBytes(text);
        text.AsSpan().Replace((byte)0, (byte)'a');
        text.AsSpan(100, 100).CopyTo(text.AsSpan(250));
        List<byte> pieces = [];
        using var encoder = new ZlibEncoder();
        var stream = new ByteBuffer();
        for (byte id = 1; id <= 3; id++)
        {
            encoder.Compress([.. text, .. "chaff"u8[..random.Next(6)]], stream);
            byte[][] all = [.. stream.Written.ToArray().Chunk(PieceBytes)];
            for (int index = 0; index < all.Length; index++)
            {
                if (index % 5 != id)
                    pieces.AddRange([id, (byte)(index << 1 | (index == all.Length - 1 ? 1 : 0)), (byte)all[index].Length, .. all[index]]);
            }
        }

        return [.. pieces];
    }

    private static bool IsSealed(ReadOnlySpan<byte> datagram)
    {
        foreach (byte[] known in SealedCorpus)
        {
            if (datagram.SequenceEqual(known))
                return true;
        }

        return false;
    }

    private static void JoinFragments(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var reassembler = new Reassembler();
        int arrived = 0;
        while (!input.IsEmpty)
        {
            bool isFinal = input.NextBool();
            ulong id = (ulong)input.Next(0, 3);
            int index = input.NextByte();
            index = index < 200 ? index % 5 : index * FragmentHeader.MaxIndex / 255;
            ReadOnlySpan<byte> contents = input.NextPiece();
            arrived += contents.Length;
            ReassemblyVerdict verdict = reassembler.Add(new FragmentHeader(id, index, isFinal), contents, out ReadOnlySpan<byte> whole);
            FuzzFailureException.Unless(verdict == ReassemblyVerdict.Complete || whole.IsEmpty, "contents without completion");
            FuzzFailureException.Unless(whole.Length <= arrived, "more came out than went in");
        }
    }

    private static void RunSessions(ReadOnlySpan<byte> bytes)
    {
        var input = new FuzzInput(bytes);
        var now = new Instant(1_000_000_000);
        using SyncSession<UserStream, HostState> client = Client(now);
        using SyncSession<HostState, UserStream> server = Server(now);
        client.Current.AppendResize(new WindowSize(30, 10));
        var toServer = new DatagramSealer(new ChecksumCipher(), Direction.ToServer, 1 << 20);
        var toClient = new DatagramSealer(new ChecksumCipher(), Direction.ToClient, 1 << 20);
        byte[] datagram = new byte[DatagramSizes.MaximumReceivedBytes + 1];
        using var encoder = new ZlibEncoder();
        while (!input.IsEmpty)
        {
            int action = input.Next(0, 8);
            switch (action)
            {
                case < 5:
                    bool isForServer = (action & 1) == 0;
                    int length = Forge(ref input, isForServer ? toServer : toClient, encoder, datagram);
                    Deliver(isForServer, datagram.AsSpan(0, length), client, server, now);
                    break;
                case 5:
                    now += TimeSpan.FromMilliseconds(10 * input.NextByte());
                    break;
                case 6:
                    client.Current.TryAppendKeys(input.NextPiece());
                    server.Current.Feed(input.NextPiece());
                    break;
                default:
                    switch (input.NextByte())
                    {
                        case > 240:
                            client.BeginShutdown(now);
                            break;
                        case > 200 and var status:
                            server.BeginShutdown(now, status);
                            break;
                    }

                    break;
            }

            Turn(client, server, now, datagram);
            if (server.TryTakeRemote(out UserStream keys))
            {
                UserStreamReader reader = keys.ReadSince(null);
                while (reader.TryRead(out _))
                {
                }
            }

            if (client.TryTakeRemote(out HostState screen))
                TerminalFuzz.CheckSound(screen.Screen);
        }
    }

    /// <summary>Both ends advance and send; what they send reaches the other end when the low bit of the clock says so.</summary>
    private static void Turn(SyncSession<UserStream, HostState> client, SyncSession<HostState, UserStream> server, Instant now, byte[] datagram)
    {
        client.TakeEvents();
        server.TakeEvents();
        client.Advance(now);
        server.Advance(now);
        bool isDelivered = now.Micros / 10_000 % 2 == 0;
        int sent = 0;
        while (client.TryTransmit(datagram, now, out Transmit up))
        {
            FuzzFailureException.Unless(++sent < MaxDatagramsPerTurn, "the client sends without end");
            if (isDelivered)
                Deliver(true, datagram.AsSpan(0, up.Length), client, server, now);
        }

        while (server.TryTransmit(datagram, now, out Transmit down))
        {
            FuzzFailureException.Unless(++sent < MaxDatagramsPerTurn, "the server sends without end");
            if (isDelivered)
                Deliver(false, datagram.AsSpan(0, down.Length), client, server, now);
        }
    }

    private static void Deliver(
        bool isForServer,
        ReadOnlySpan<byte> datagram,
        SyncSession<UserStream, HostState> client,
        SyncSession<HostState, UserStream> server,
        Instant now)
    {
        ulong before = isForServer ? server.NewestRemoteNumber : client.NewestRemoteNumber;
        ReceiveVerdict verdict = isForServer
            ? server.Receive(datagram, NetworkPath.FromIPv4([10, 0, 0, 1], 40000), ceMarked: false, now)
            : client.Receive(datagram, NetworkPath.FromIPv4([10, 0, 0, 2], 60001), ceMarked: false, now);
        ulong after = isForServer ? server.NewestRemoteNumber : client.NewestRemoteNumber;
        bool isInOrder = after == before || (after > before && verdict == ReceiveVerdict.NewState);
        FuzzFailureException.Unless(isInOrder, $"{verdict} moved {before} to {after}");
    }

    /// <summary>Seals a packet: any plaintext, any fragment, any instruction, or one with chosen numbers. Returns its length.</summary>
    private static int Forge(ref FuzzInput input, DatagramSealer sealer, ZlibEncoder encoder, byte[] datagram)
    {
        var plain = new ByteBuffer();
        int kind = input.Next(0, 5);
        if (kind > 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(plain.GetSpan(4), 0x1234FFFF);
            plain.Advance(4);
            FragmentHeader header = kind == 1
                ? new FragmentHeader((ulong)input.Next(0, 3), input.Next(0, 6), input.NextBool())
                : new FragmentHeader(sealer.NextSequence, 0, IsFinal: true);
            header.Write(plain.GetSpan(DatagramSizes.FragmentHeaderBytes));
            plain.Advance(DatagramSizes.FragmentHeaderBytes);
        }

        if (kind <= 2)
        {
            plain.Append(input.NextPiece());
        }
        else
        {
            var compressed = new ByteBuffer();
            encoder.Compress(kind == 3 ? input.NextPiece() : Numbered(ref input), compressed);
            plain.Append(compressed.Written);
        }

        Span<byte> sealedText = datagram.AsSpan(0, plain.Length + DatagramSizes.MinimumBytes);
        sealer.TrySeal(plain.Written, sealedText);
        return sealedText.Length;
    }

    private static ReadOnlySpan<byte> Numbered(ref FuzzInput input)
    {
        var message = new ByteBuffer();
        var instruction = new Instruction
        {
            Version = 2,
            OldNumber = Number(ref input),
            NewNumber = Number(ref input),
            AckNumber = Number(ref input),
            ThrowawayNumber = Number(ref input),
            Diff = input.NextPiece(),
        };
        instruction.Write(message);
        return message.Written;
    }

    /// <summary>Small numbers, and the one that means shutdown.</summary>
    private static ulong Number(ref FuzzInput input)
    {
        byte value = input.NextByte();
        return value == 255 ? Instruction.ShutdownNumber : value;
    }

    /// <summary>The instructions of a recorded session, as packets for both ends in their order, with time between them; as one input.</summary>
    private static IEnumerable<byte[]> Conversation(System.Text.Json.JsonElement session)
    {
        var input = new List<byte>();
        foreach (System.Text.Json.JsonElement datagram in session.GetProperty("datagrams").EnumerateArray())
        {
            if (!datagram.TryGetProperty("instruction_hex", out System.Text.Json.JsonElement hex)
                || hex.GetString() is not { Length: > 0 and <= 510 } text)
            {
                continue;
            }

            byte[] instruction = Convert.FromHexString(text);
            bool isForServer = string.Equals(datagram.Text("direction"), "to_server", StringComparison.Ordinal);
            input.AddRange([isForServer ? (byte)0 : (byte)1, 3, (byte)instruction.Length, .. instruction, 5, 3]);
        }

        return [[.. input]];
    }

    private static SyncSession<UserStream, HostState> Client(Instant now) => new(
        new SyncSessionOptions { Role = SessionRole.Client, InitialPath = NetworkPath.FromIPv4([10, 0, 0, 2], 60001) },
        new ChecksumCipher(),
        new UserStream(),
        new HostState(new WindowSize(30, 10), answersQueries: false),
        now);

    private static SyncSession<HostState, UserStream> Server(Instant now) => new(
        new SyncSessionOptions { Role = SessionRole.Server },
        new ChecksumCipher(),
        new HostState(new WindowSize(80, 24), answersQueries: true),
        new UserStream(),
        now);
}
