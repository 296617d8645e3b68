using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// ECHO: the program had the input up to a client state when it changed the picture in this packet, and for how long. What a client otherwise learns 50 ms later, and in a packet of its own,
/// from the echo ack.
/// </summary>
public readonly record struct EchoFrame
{
    /// <summary>Longer reaction times are told as this, in microseconds.</summary>
    public const int MaxMicros = 1_000_000;

    // A time is one byte: below 32 so many times 16 µs; from there on sixteen values for each doubling, as in a floating-point number with four bits behind the point.
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;
    private const int MaxTime = 12 * Steps + 14;

    /// <summary>The client state: its distance below the one that the same packet acknowledges, 0 for that one.</summary>
    public ulong Distance { get; init; }

    /// <summary>From the input's arrival at the program to the first change of the picture, in microseconds; on the way it is rounded down, by 1/16 or 16 µs at most.</summary>
    public int Micros { get; init; }

    /// <summary>Appends the frame, type included.</summary>
    public void Append(ByteBuffer to)
    {
        to.Append((byte)(Distance == 0 ? FrameType.EchoOfAcknowledged : FrameType.Echo));
        if (Distance != 0)
            Varint.Append(to, Distance);
        to.Append(ToTime(Micros));
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, FrameType type, out EchoFrame frame)
    {
        frame = default;
        ulong distance = 0;
        if ((type == FrameType.Echo && !Varint.TryRead(ref rest, out distance)) || rest.IsEmpty || rest[0] > MaxTime)
            return false;
        frame = new EchoFrame { Distance = distance, Micros = ToMicros(rest[0]) };
        rest = rest[1..];
        return true;
    }

    /// <summary>The byte that tells a time: rounded down.</summary>
    private static byte ToTime(int micros)
    {
        int steps = Math.Clamp(micros, 0, MaxMicros) >> StepBits;
        int doublings = Math.Max(0, 31 - System.Numerics.BitOperations.LeadingZeroCount((uint)steps | 1) - StepBits);
        return (byte)(doublings == 0 ? steps : doublings * Steps + (steps >> doublings));
    }

    private static int ToMicros(byte time)
    {
        int doublings = Math.Max(0, time / Steps - 1);
        return (time - doublings * Steps) << StepBits + doublings;
    }
}
