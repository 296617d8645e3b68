using System.Buffers;
using Moshi.Session;
using Moshi.Terminal.Delta;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Screen;
using Moshi.Tests.Terminal;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Sync;

namespace Moshi.Tests.Fuzz;

/// <summary>What only ends of ours send each other: screen deltas and compact instructions, from a peer that means harm.</summary>
internal static class DeltaFuzz
{
    // A session has one of each for all its life, too.
    private static readonly ScreenDeltaReader Reader = new();
    private static readonly ScreenDeltaWriter Writer = new();

    /// <summary>Any delta leaves a sound picture, of bounded size, from which another delta still leads anywhere.</summary>
    public static readonly FuzzTarget Deltas = new("screen deltas", ApplyDelta)
    {
        SmokeRuns = 3000,
        Corpus = [.. Enumerable.Range(1, 60).Select(seed => WriteDelta(seed, isPacked: false)), .. Enumerable.Range(1, 60).Select(seed => WriteDelta(seed, isPacked: true))],
        Dictionary =
        [
            [0], [1, 0xD0, 0x0F, 0xD0, 0x0F], [2], [0x40, 3], [DeltaCode.Repeat, 0xFF, 0x0F], [DeltaCode.Blanks, 0xFF, 0x0F], [DeltaCode.Row, 3], [DeltaCode.Column, 5],
            [DeltaCode.Style, 0, 0, 2, 3, (byte)'u', (byte)'r', (byte)'i', 0], [DeltaCode.Cluster, 3, (byte)'e', 0xCC, 0x81], [DeltaCode.WideCluster, 1, (byte)'e'],
            [DeltaCode.OtherWidth, (byte)'w'], [DeltaCode.Insert, 0xFF, 0x0F], [DeltaCode.Delete, 0], [DeltaCode.ClearRow], [DeltaCode.Marks, 7, 3], [0xA0], [0x80], [0x9F],
            [0x20, 0x80, 0x08, 1, 1, 1, 0, 4, 1, 2, 3, 4], "text"u8.ToArray(),
        ],
        MaxAllocatedBytes = 160 << 20,
    };

    /// <summary>A compact instruction that can be read can be written, and is then read as the same.</summary>
    public static readonly FuzzTarget CompactInstructions = new("compact instructions", ReadCompact)
    {
        SmokeRuns = 4000,
        Corpus = [.. Enumerable.Range(0, 30).Select(Compact)],
        Dictionary = [[0x80], [0x81], [0x82], [0x84, 7], [0x88, 0x78, 0x9C], [0xFF, 0xFF, 0x03], [1, 1]],
        MaxAllocatedBytes = 20 << 20,
    };

    /// <summary>The diffs of a server that writes deltas leave a client's state sound.</summary>
    public static readonly FuzzTarget HostDeltas = new("host deltas", ApplyHostDelta)
    {
        SmokeRuns = 1500,
        Corpus = [.. Enumerable.Range(1, 30).Select(WriteHostDelta)],
        Dictionary = [[0x80], [0x81, 5], [0x82, 80, 24], [0x84, 0, 0], [0x88, 0x78], [0x89, 5, 0x78], [0x87, 3, 80, 24, 0, 0], [0x86, 20, 6, 0], [0xFF, 0xFF, 0x7F]],
        MaxAllocatedBytes = 160 << 20,
    };

    /// <summary>What a client says about its terminal is taken as it is or not at all.</summary>
    public static readonly FuzzTarget TerminalFacts = new("terminal facts", ReadFacts)
    {
        SmokeRuns = 6000,
        Corpus =
        [
            ClientFacts.Write(default),
            ClientFacts.Write(new OuterTerminal { CellWidthPixels = 9, CellHeightPixels = 18, ColorScheme = ColorScheme.Dark, HasKeyboardProtocol = true }),
            ClientFacts.Write(new OuterTerminal { Colors = ColorOverrides.None.With(DynamicColor.Foreground, Color.Rgb(1, 2, 3)).With(7, Color.Rgb(4, 5, 6)) }),
        ],
        Dictionary = [[1], [0, 1], [1, 14, 255, 255, 255]],
        MaxAllocatedBytes = 8 << 20,
    };

    private static void ApplyHostDelta(ReadOnlySpan<byte> input)
    {
        var client = new HostState(new WindowSize(20, 6), answersQueries: false);
        ulong before = client.EchoAck;
        _ = client.TryApply(input);
        FuzzFailureException.Unless(client.EchoAck >= before, "the echo ack went back");
        FuzzFailureException.Unless(client.Replies.IsEmpty, "it answers");
        FuzzFailureException.Unless(client.Screen.CursorRow < client.Screen.Rows && client.Screen.CursorColumn < client.Screen.Columns, "the cursor left the screen");
        HostState copy = client.Snapshot();
        copy.Feed("x\u001b[H\u001b[2J"u8);
        FuzzFailureException.Unless(copy.Screen.Columns == client.Screen.Columns, "another size");
    }

    private static byte[] WriteHostDelta(int seed)
    {
        var output = new RandomOutput(seed);
        var server = new HostState(new WindowSize(20, 6), answersQueries: true) { WritesDeltas = true };
        HostState reference = server.Snapshot();
        for (int step = 0; step < seed % 3; step++)
        {
            server.Feed(output.Bytes(5, 20, 6));
            reference = server.Snapshot();
        }

        server.Feed(output.Bytes(9, 20, 6));
        server.Acknowledge((ulong)seed);
        var diff = new ByteBuffer();
        server.WriteDiff(reference, diff);
        return diff.Written.ToArray();
    }

    private static void ReadFacts(ReadOnlySpan<byte> input)
    {
        if (!ClientFacts.TryRead(input, out OuterTerminal facts))
            return;

        FuzzFailureException.Unless(ClientFacts.TryRead(ClientFacts.Write(facts), out OuterTerminal again) && again == facts, "other facts");
        new Emulator(80, 24).SetOuterTerminal(facts);
    }

    private static void ApplyDelta(ReadOnlySpan<byte> input)
    {
        Framebuffer host = Picture(input.Length);
        var screen = new Framebuffer(host.Columns, host.Rows);
        _ = Reader.TryApply(screen, Written(screen, host));
        FuzzFailureException.Unless(screen.SameAs(host), "a delta of our own did not lead there");
        bool isApplied = Reader.TryApply(screen, input);
        FuzzFailureException.Unless(screen.CursorRow < screen.Rows && screen.CursorColumn < screen.Columns, "the cursor left the screen");
        FuzzFailureException.Unless(screen.Columns <= Framebuffer.MaxSide && screen.Rows <= Framebuffer.MaxSide, "too large");
        FuzzFailureException.Unless(screen.Effects.Effects.Length <= EffectLog.MaxEffects, "too many effects");
        _ = isApplied;
        if (screen.Columns * screen.Rows > 100_000)
            return;

        Framebuffer back = screen.Snapshot();
        FuzzFailureException.Unless(Reader.TryApply(back, Written(screen, host)), "there is no way back");
        FuzzFailureException.Unless(back.SameAs(host) || back.Effects.LastSequence > host.Effects.LastSequence, "the way back leads elsewhere");
    }

    private static Framebuffer Picture(int seed)
    {
        var random = new RandomPicture(seed % 7);
        var host = new Framebuffer(20 + (seed % 3), 6);
        random.Change(host);
        random.Change(host);
        return host;
    }

    private static byte[] Written(Framebuffer from, Framebuffer to)
    {
        var output = new ArrayBufferWriter<byte>();
        Writer.Write(from, to, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WriteDelta(int seed, bool isPacked)
    {
        var random = new RandomPicture(seed);
        var screen = new Framebuffer(20, 6);
        random.Change(screen);
        Framebuffer from = screen.Snapshot();
        random.Change(screen);
        byte[] delta = isPacked ? Written(from, screen) : [0, .. Writer.WritePlain(from, screen)];
        return delta;
    }

    private static byte[] Compact(int seed)
    {
        var random = new Random(seed);
        using var encoder = new ZlibEncoder();
        (ByteBuffer scratch, ByteBuffer written) = (new ByteBuffer(), new ByteBuffer());
        byte[] diff = new byte[random.Next(500)];
        diff.AsSpan().Fill(7);
        CompactInstruction.Write(
            new Instruction { NewNumber = (ulong)random.Next(1000), OldNumber = (ulong)random.Next(1000), AckNumber = (ulong)seed, Diff = diff }, encoder, scratch, written);
        return written.Written.ToArray();
    }

    private static void ReadCompact(ReadOnlySpan<byte> input)
    {
        if (!CompactInstruction.IsCompact(input) || !CompactInstruction.TryParse(input, new ZlibDecoder(), out Instruction instruction))
            return;

        using var encoder = new ZlibEncoder();
        (ByteBuffer scratch, ByteBuffer written) = (new ByteBuffer(), new ByteBuffer());
        CompactInstruction.Write(instruction, encoder, scratch, written);
        FuzzFailureException.Unless(CompactInstruction.TryParse(written.Written, new ZlibDecoder(), out Instruction again), "refused what it wrote");
        FuzzFailureException.Unless(
            again.NewNumber == instruction.NewNumber && again.OldNumber == instruction.OldNumber && again.AckNumber == instruction.AckNumber
            && again.ThrowawayNumber == instruction.ThrowawayNumber && again.Diff.SequenceEqual(instruction.Diff), "another instruction");
    }
}
