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

    /// <summary>The client state: its distance below the one that the same packet acknowledges, 0 for that one.</summary>
    public ulong Distance { get; init; }

    /// <summary>From the input's arrival at the program to the first change of the picture, in microseconds.</summary>
    public int Micros { get; init; }

    /// <summary>Appends the frame, type included.</summary>
    public void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.Echo);
        Varint.Append(to, Distance);
        Varint.Append(to, (ulong)Micros);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out EchoFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, out ulong distance) || !Varint.TryRead(ref rest, MaxMicros, out int micros))
            return false;
        frame = new EchoFrame { Distance = distance, Micros = micros };
        return true;
    }
}
