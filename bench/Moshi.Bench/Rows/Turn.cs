using Moshi.Bench.Reporting;

namespace Moshi.Bench.Rows;

/// <summary>What one subject showed in one round.</summary>
internal sealed class Turn(RowSubject subject, int round)
{
    private readonly Lock _lock = new();

    public RowSubject Subject => subject;

    /// <summary>From 0.</summary>
    public int Round => round;

    /// <summary>Milliseconds, or bytes where the row counts bytes.</summary>
    public List<double> Samples { get; } = [];

    /// <summary>Keys that were pressed, where the row types.</summary>
    public int Keys { get; set; }

    /// <summary>Keys whose echo was never seen.</summary>
    public int Missed { get; set; }

    /// <summary>Processor time of the server, milliseconds.</summary>
    public double ProcessorMs { get; set; }

    /// <summary>Packets and bytes on the link, both ways, whole IP packets.</summary>
    public long Packets { get; set; }

    /// <summary>See <see cref="Packets"/>.</summary>
    public long Bytes { get; set; }

    /// <summary>The emulator's own worst error, milliseconds.</summary>
    public double LatenessMs { get; set; }

    /// <summary>Adds what a lane has seen. Safe from any thread.</summary>
    public void Add(Distribution samples, int keys, int missed, double processorMs, long packets, long bytes, double latenessMs)
    {
        lock (_lock)
        {
            Samples.AddRange(samples.Values);
            Keys += keys;
            Missed += missed;
            ProcessorMs += processorMs;
            Packets += packets;
            Bytes += bytes;
            LatenessMs = Math.Max(LatenessMs, latenessMs);
        }
    }
}
