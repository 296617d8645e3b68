namespace Moshi.Bench.Wire;

/// <summary>What the frames of a recording cost.</summary>
internal sealed class FrameCost
{
    public int Frames { get; set; }

    /// <summary>Bytes of the diffs as they go into instructions.</summary>
    public long DiffBytes { get; set; }

    /// <summary>Bytes of the compressed instructions, chaff left out.</summary>
    public long CompressedBytes { get; set; }

    /// <summary>Bytes of the datagrams, chaff left out.</summary>
    public long PayloadBytes { get; set; }

    public void Add(FrameCost other)
    {
        Frames += other.Frames;
        DiffBytes += other.DiffBytes;
        CompressedBytes += other.CompressedBytes;
        PayloadBytes += other.PayloadBytes;
    }
}
