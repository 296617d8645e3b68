using Moshi.Lab.Recordings;
using Moshi.Session;
using Moshi.Terminal.Emulation;
using Moshi.Terminal.Emulation.Stock;
using Moshi.Terminal.Screen;
using Moshi.Terminal.Unicode;
using Moshi.Tests.Terminal.Painting;
using Moshi.Transport.Buffers;
using Moshi.Transport.Compression;
using Moshi.Transport.Datagrams;
using Moshi.Transport.Sync;

namespace Moshi.Bench.Wire;

/// <summary>
/// What the frames of a recording cost in a dialect, without a network: a frame as soon as the interval allows, its diff from the last one or, as the sessions do,
/// from the one that is acknowledged by then. Deterministic.
/// </summary>
internal static class FrameModel
{
    private const int PreferredExtraBytes = 100;
    private const int PreferredMostBytes = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    public static FrameCost MeasureStock(Recording recording, TimeSpan roundTrip)
    {
        var terminal = new StockEmulator(recording.Columns, recording.Rows) { AnswersQueries = false };
        var painter = new StockRenderer(StockRenderer.Facts.Wire);
        return Measure(recording, roundTrip, isCompact: false, terminal.Feed, () => terminal.Screen.Snapshot(), Diff);

        void Diff(Framebuffer from, Framebuffer to, ByteBuffer diff)
        {
            ReadOnlySpan<byte> painted = painter.Render(from, to, isFresh: false);
            if (!painted.IsEmpty)
                HostMessageWriter.WriteBytes(diff, painted);
        }
    }

    public static FrameCost MeasureOurs(Recording recording, TimeSpan roundTrip, bool writesDeltas)
    {
        var state = new HostState(new WindowSize(recording.Columns, recording.Rows), answersQueries: true) { WritesDeltas = writesDeltas };
        state.UseTerminal(new Emulator(recording.Columns, recording.Rows) { WidthPolicy = writesDeltas ? WidthPolicy.Graphemes : WidthPolicy.Stock });
        state.Feed(" \r"u8);
        return Measure(recording, roundTrip, isCompact: writesDeltas, Feed, () => state.Snapshot(), (from, to, diff) => to.WriteDiff(from, diff));

        void Feed(ReadOnlySpan<byte> output)
        {
            state.Feed(output);
            state.ClearReplies();
        }
    }

    private static FrameCost Measure<TState>(
        Recording recording, TimeSpan roundTrip, bool isCompact, FeedOutput feed, Func<TState> snapshot, Action<TState, TState, ByteBuffer> write)
    {
        var cost = new FrameCost();
        using var encoder = new ZlibEncoder();
        var sent = new List<(TState State, TimeSpan At)> { (snapshot(), -roundTrip) };
        (ByteBuffer diff, ByteBuffer other, ByteBuffer message, ByteBuffer compressed) = (new ByteBuffer(), new ByteBuffer(), new ByteBuffer(), new ByteBuffer());
        TimeSpan due = TimeSpan.Zero;
        bool isPending = false;
        foreach (RecordedEvent happened in recording.Events.Where(happened => !happened.IsInput))
        {
            while (isPending && due <= happened.At)
                Send(due);

            feed(happened.Bytes);
            if (!isPending)
            {
                isPending = true;
                due = Max(happened.At, sent[^1].At + Interval);
            }
        }

        if (isPending)
            Send(due);

        return cost;

        void Send(TimeSpan now)
        {
            isPending = false;
            TState next = snapshot();
            int reference = sent.Count - 1;
            Write(reference, next, diff);
            if (diff.Length == 0)
                return;

            int acknowledged = sent.FindLastIndex(state => state.At + roundTrip <= now);
            if (acknowledged < reference)
            {
                Write(acknowledged, next, other);
                if (other.Length <= diff.Length || (other.Length - diff.Length < PreferredExtraBytes && other.Length < PreferredMostBytes))
                {
                    (diff, other) = (other, diff);
                    reference = acknowledged;
                }
            }

            var instruction = new Instruction
            {
                Version = Instruction.ProtocolVersion,
                OldNumber = (ulong)(reference + 1),
                NewNumber = (ulong)(sent.Count + 1),
                AckNumber = (ulong)sent.Count,
                ThrowawayNumber = (ulong)(acknowledged + 1),
                Diff = diff.Written,
            };
            if (isCompact)
            {
                CompactInstruction.Write(instruction, encoder, message, compressed);
            }
            else
            {
                message.Clear();
                instruction.Write(message);
                encoder.Compress(message.Written, compressed);
            }

            int overhead = isCompact && compressed.Length <= DatagramSizes.IPv4BudgetBytes - DatagramSizes.WholeOverheadBytes ? DatagramSizes.WholeOverheadBytes : DatagramSizes.OverheadBytes;
            cost.Frames++;
            cost.DiffBytes += diff.Length;
            cost.CompressedBytes += compressed.Length;
            cost.PayloadBytes += compressed.Length + (overhead * ((compressed.Length + DatagramSizes.IPv4BudgetBytes - overhead - 1) / (DatagramSizes.IPv4BudgetBytes - overhead)));
            sent.Add((next, now));
        }

        void Write(int reference, TState next, ByteBuffer to)
        {
            to.Clear();
            write(sent[reference].State, next, to);
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private delegate void FeedOutput(ReadOnlySpan<byte> output);
}
