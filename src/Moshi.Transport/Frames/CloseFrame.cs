using Moshi.Transport.Buffers;

namespace Moshi.Transport.Frames;

/// <summary>
/// CLOSE: with <see cref="FrameError.None"/> the exit status of the command, which travels with the shutdown state; otherwise the sender gives the session up because of what it has received.
/// </summary>
public ref struct CloseFrame
{
    /// <summary>Longest reason.</summary>
    public const int MaxReasonBytes = 256;

    /// <summary>Why; unknown codes are errors too.</summary>
    public FrameError Error { get; set; }

    /// <summary>The frame type that was the reason, 0 when there was none.</summary>
    public FrameType Cause { get; set; }

    /// <summary>Exit status of the command; null when not told.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Words for a log, UTF-8.</summary>
    public ReadOnlySpan<byte> Reason { get; set; }

    /// <summary>Appends the frame, type included.</summary>
    public readonly void Append(ByteBuffer to)
    {
        to.Append((byte)FrameType.Close);
        Varint.Append(to, (ulong)Error);
        Varint.Append(to, (ulong)Cause & Varint.MaxValue);
        Varint.Append(to, ExitStatus is { } status ? (ulong)(uint)status + 1 : 0);
        Varint.Append(to, (ulong)Reason.Length);
        to.Append(Reason);
    }

    internal static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out CloseFrame frame)
    {
        frame = default;
        if (!Varint.TryRead(ref rest, int.MaxValue, out int error) || !Varint.TryRead(ref rest, out ulong cause) || !Varint.TryRead(ref rest, out ulong status)
            || status > 1 + (ulong)uint.MaxValue || !Varint.TryRead(ref rest, MaxReasonBytes, out int length) || length > rest.Length)
        {
            return false;
        }

        frame.Error = (FrameError)error;
        frame.Cause = (FrameType)cause;
        frame.ExitStatus = status == 0 ? null : (int)(uint)(status - 1);
        frame.Reason = rest[..length];
        rest = rest[length..];
        return true;
    }
}
