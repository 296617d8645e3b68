using Moshi.Tests.Transport.Frames;
using Moshi.Transport.Frames;

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
            [0x20, 4, 40, 38, 0x80, 97], [0x20, 15, 9, 2, 1, 4, 3, 1, 2, 3], [0x21, 9, 3], [0x22, 1, 0, 2, 9], [0x23, 1, 0, 2, 1, 9], [0x24, 0, 9], [0x41, 0, 2, 1, 1],
            [0xC0, 0, 0, 0, 0, 0, 0, 1], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ],
    };

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
