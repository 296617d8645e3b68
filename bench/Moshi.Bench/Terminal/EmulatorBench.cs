using Moshi.Terminal.Emulation;

namespace Moshi.Bench.Terminal;

/// <summary>The emulator without a pty around it, on this thread.</summary>
internal static class EmulatorBench
{
    // What a busy terminal hands over at once.
    private const int ChunkBytes = 4095;

    /// <summary>Feeds so many bytes at least into a new terminal of 80 columns and 24 rows; warm-up included in neither figure.</summary>
    public static EmulatorSample Measure(Payload payload, long bytes)
    {
        Emulator emulator = new(80, 24);
        Feed(emulator, payload.Piece);
        int repetitions = payload.Repetitions(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < repetitions; i++)
            Feed(emulator, payload.Piece);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long total = (long)repetitions * payload.Piece.Length;
        return new EmulatorSample(total / 1e6 / cpu.TotalSeconds, allocated / (total / 1e6));
    }

    private static void Feed(Emulator emulator, byte[] piece)
    {
        for (int at = 0; at < piece.Length; at += ChunkBytes)
            emulator.FeedAhead(piece.AsSpan(at, Math.Min(ChunkBytes, piece.Length - at)));

        // A piece is about what comes between two frames of a session.
        emulator.CatchUp();
        emulator.ClearReplies();
    }
}
