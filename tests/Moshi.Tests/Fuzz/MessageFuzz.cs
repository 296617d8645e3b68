using System.IO.Compression;
using System.Text.Json;
using Moshi.Session;
using Moshi.Tests.Transport;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Sync;
using Pictures = Moshi.Tests.Terminal.Pictures;

namespace Moshi.Tests.Fuzz;

/// <summary>What is inside authentic packets: zlib streams, instructions, and the diffs of both directions.</summary>
internal static class MessageFuzz
{
    private const int MaxInflatedBytes = 64 * 1024;

    public static readonly byte[][] InstructionCorpus =
    [
        .. TransportVectors.Root.GetProperty("seal").EnumerateArray().Select(vector => vector.Hex("instruction_hex")),
        .. TransportVectors.Root.GetProperty("sessions").EnumerateArray()
            .SelectMany(session => session.GetProperty("datagrams").EnumerateArray())
            .Where(datagram => datagram.TryGetProperty("instruction_hex", out JsonElement hex) && hex.GetString() is { Length: > 0 and < 1000 })
            .Select(datagram => datagram.Hex("instruction_hex"))
            .Take(100),
    ];

    /// <summary>Tags, lengths and varints of the messages of both directions.</summary>
    private static readonly byte[][] Tags =
    [
        [0x08, 0x02], [0x10, 0x00], [0x18, 0x01], [0x20, 0x01], [0x28, 0x00], [0x32, 0x03], [0x3A, 0x02], [0x82, 0x04, 0x02], [0x88, 0x04, 0x01],
        [0x0A, 0x05, 0x12, 0x03, 0x22, 0x01, 0x61], [0x0A, 0x06, 0x1A, 0x04, 0x28, 0x50, 0x30, 0x18], [0x0A, 0x04, 0x3A, 0x02, 0x40, 0x05],
        [0x0A, 0x08, 0x1A, 0x06, 0x28, 0x00, 0x30, 0x00, 0x28, 0x07], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x0B], [0x0C], [0x0D, 1, 2, 3, 4], [0x09, 1, 2, 3, 4, 5, 6, 7, 8], [0x12], [0x1A], [0x22], [0x0A],
    ];

    /// <summary>What we inflate, the BCL inflates to the same; and any bytes survive compression.</summary>
    public static readonly FuzzTarget Zlib = new("zlib streams", Inflate)
    {
        SmokeRuns = 4000,
        Corpus =
        [
            .. TransportVectors.Root.GetProperty("seal").EnumerateArray().Select(vector => vector.Hex("compressed_hex")),
            .. Enumerable.Range(0, 12).Select(Deflated),
        ],
        Dictionary = [[0x78, 0x9C], [0x78, 0x01], [0x78, 0xDA], [0, 0, 0xFF, 0xFF], [0x03, 0x00], [0x63], [0x4B], [1, 1, 0, 0xFE, 0xFF]],
        MaxAllocatedBytes = 4 << 20,
    };

    /// <summary>An instruction that can be read can be written, and is then read as the same.</summary>
    public static readonly FuzzTarget Instructions = new("instructions", ReadInstruction)
    {
        SmokeRuns = 6000,
        Corpus = InstructionCorpus,
        Dictionary = Tags,
    };

    /// <summary>Any diff leaves a client's screen sound, and the way there can be told again by a diff of our own.</summary>
    public static readonly FuzzTarget HostDiffs = new("host diffs", ApplyHostDiff)
    {
        SmokeRuns = 2000,
        Corpus =
        [
            .. TransportVectors.Root.GetProperty("host_diff_encoding").EnumerateArray().Select(vector => vector.Hex("diff_hex")),
            .. InstructionCorpus.Select(DiffOf),
        ],
        Dictionary = Tags,
        MaxAllocatedBytes = 512 << 20,
    };

    /// <summary>What a server takes from a diff of keys and sizes is all that is in it, and valid.</summary>
    public static readonly FuzzTarget UserDiffs = new("user diffs", ApplyUserDiff)
    {
        SmokeRuns = 6000,
        Corpus =
        [
            .. TransportVectors.Root.GetProperty("user_diff_encoding").EnumerateArray().Select(vector => vector.Hex("diff_hex")),
            .. InstructionCorpus.Select(DiffOf),
        ],
        Dictionary = Tags,
    };

    public static readonly FuzzTarget CapabilityBlobs = new("capabilities", ReadCapabilities)
    {
        SmokeRuns = 6000,
        Corpus = [Capabilities.Create([1], 0).ToBytes().ToArray(), Capabilities.Create([300, 2, 1], 1ul << 40, [5, 2, 9, 9]).ToBytes().ToArray()],
        Dictionary = [[0x40, 0x20], [0x80, 0, 0, 1], [0xC0, 0, 0, 0, 0, 0, 0, 5], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x3F]],
    };

    private static void Inflate(ReadOnlySpan<byte> input)
    {
        var decoder = new ZlibDecoder();
        if (decoder.TryInflate(input, MaxInflatedBytes, out ReadOnlySpan<byte> plain))
        {
            FuzzFailureException.Unless(plain.Length <= MaxInflatedBytes, "more than the limit");
            using var stream = new ZLibStream(new MemoryStream(input.ToArray()), CompressionMode.Decompress);
            byte[] expected = new byte[MaxInflatedBytes + 1];
            int length = stream.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false);
            FuzzFailureException.Unless(plain.SequenceEqual(expected.AsSpan(0, length)), "the BCL inflates it to something else");
        }

        using var encoder = new ZlibEncoder();
        var compressed = new ByteBuffer();
        encoder.Compress(input, compressed);
        bool isInflated = decoder.TryInflate(compressed.Written, MaxInflatedBytes, out ReadOnlySpan<byte> back);
        FuzzFailureException.Unless(isInflated && back.SequenceEqual(input), "compression loses something");
    }

    private static void ReadInstruction(ReadOnlySpan<byte> input)
    {
        if (!Instruction.TryParse(input, out Instruction first))
            return;

        var written = new ByteBuffer();
        first.Write(written);
        FuzzFailureException.Unless(Instruction.TryParse(written.Written, out Instruction second), "what was written cannot be read");
        FuzzFailureException.Unless(
            (first.Version, first.OldNumber, first.NewNumber, first.AckNumber, first.ThrowawayNumber, first.ExitStatus)
                == (second.Version, second.OldNumber, second.NewNumber, second.AckNumber, second.ThrowawayNumber, second.ExitStatus)
            && first.Diff.SequenceEqual(second.Diff) && first.Chaff.SequenceEqual(second.Chaff)
            && first.Capabilities.SequenceEqual(second.Capabilities),
            "what was written reads differently");
    }

    private static void ApplyHostDiff(ReadOnlySpan<byte> input)
    {
        var initial = new HostState(new WindowSize(30, 10), answersQueries: false);
        HostState state = initial.Snapshot();
        bool isGood = state.TryApply(input);
        TerminalFuzz.CheckSound(state.Screen);
        FuzzFailureException.Unless(state.Replies.IsEmpty, "a client answers");
        if (!isGood || state.Screen.Columns * state.Screen.Rows > 10_000)
            return;

        var diff = new ByteBuffer();
        state.WriteDiff(initial, diff);
        HostState told = initial.Snapshot();
        FuzzFailureException.Unless(told.TryApply(diff.Written), "our own diff is refused");
        if (Pictures.WireDifference(state.Screen, told.Screen) is { } difference)
            throw new FuzzFailureException($"told by diff: {difference}");

        FuzzFailureException.Unless(told.EchoAck == state.EchoAck, "the echo ack is lost");
    }

    private static void ApplyUserDiff(ReadOnlySpan<byte> input)
    {
        var stream = new UserStream();
        if (!stream.TryApply(input))
        {
            FuzzFailureException.Unless(stream.IsEmpty, "a refused diff has left something");
            return;
        }

        UserStreamReader reader = stream.ReadSince(null);
        int keys = 0;
        while (reader.TryRead(out UserAction action))
        {
            keys += action.Keys.Length;
            FuzzFailureException.Unless(action.Kind == UserActionKind.Keys || action.Size.IsValid, "an invalid size");
        }

        FuzzFailureException.Unless(keys <= input.Length, "more keys than bytes");
        var diff = new ByteBuffer();
        stream.WriteDiff(new UserStream(), diff);
        var again = new UserStream();
        FuzzFailureException.Unless(again.TryApply(diff.Written) && again.Matches(stream), "told by diff, it differs");
    }

    private static void ReadCapabilities(ReadOnlySpan<byte> input)
    {
        if (!Capabilities.TryParse(input, out Capabilities? capabilities))
            return;

        FuzzFailureException.Unless(capabilities.ToBytes().SequenceEqual(input), "not carried as they came");
        for (ulong id = 0; id < 70; id++)
            capabilities.TryFindParameter(id, out _);
    }

    private static byte[] DiffOf(byte[] instruction) => Instruction.TryParse(instruction, out Instruction parsed) ? parsed.Diff.ToArray() : [];

    /// <summary>A stream of the BCL: stored, fixed and dynamic blocks, by level and contents.</summary>
    private static byte[] Deflated(int index)
    {
        byte[] plain = new byte[1 << index];
        new Random(index).NextBytes(plain);
        for (int i = 0; i < plain.Length; i++)
            plain[i] = (byte)('a' + (plain[i] % (index + 1)));

        var output = new MemoryStream();
        using (var stream = new ZLibStream(output, (CompressionLevel)(index % 4)))
        {
            stream.Write(plain);
        }

        return output.ToArray();
    }
}
