using System.Buffers;
using Moshi.Transport.Sync;

namespace Moshi.Session;

/// <summary>
/// The diff of a server towards a client that reads screen deltas: a byte of flags, then what they announce (docs/protocol/screen-delta.md, "Diffs"). Its first byte
/// tells it from a HostMessage.
/// </summary>
internal ref struct HostDelta
{
    private const byte Mark = 0x80;
    private const byte HasEchoAck = 1;
    private const byte HasStartSize = 2;
    private const byte HasDelta = 4;
    private const byte IsDrawingFlag = 8;

    /// <summary>Null when it is as before.</summary>
    public ulong? EchoAck { get; set; }

    /// <summary>The delta starts from a blank picture of this size; null: from the reference.</summary>
    public WindowSize? StartSize { get; set; }

    /// <summary>Empty when the picture is as before.</summary>
    public ReadOnlySpan<byte> Delta { get; set; }

    /// <summary>Of what was read: <see cref="Delta"/> is the drawing of a delta that is not packed and has no parts.</summary>
    public bool IsDrawing { get; private set; }

    // A letter that is echoed, above all: nothing is said that goes without saying.
    private readonly bool IsMereDrawing => Delta.Length > 2 && Delta[0] == 0 && Delta[1] == 0;

    public static bool IsHostDelta(ReadOnlySpan<byte> diff) => !diff.IsEmpty && diff[0] >= Mark;

    public readonly void Write(IBufferWriter<byte> to)
    {
        Span<byte> head = to.GetSpan(1 + (3 * 10));
        int at = 1;
        head[0] = (byte)(Mark | (EchoAck is null ? 0 : HasEchoAck) | (StartSize is null ? 0 : HasStartSize) | (Delta.IsEmpty ? 0 : IsMereDrawing ? IsDrawingFlag : HasDelta));
        if (EchoAck is { } ack)
            AppendVarint(head, ref at, ack);
        if (StartSize is { } size)
        {
            AppendVarint(head, ref at, (ulong)size.Columns);
            AppendVarint(head, ref at, (ulong)size.Rows);
        }

        to.Advance(at);
        to.Write(IsMereDrawing ? Delta[2..] : Delta);
    }

    /// <summary>False when something is missing or unknown.</summary>
    public static bool TryParse(ReadOnlySpan<byte> diff, out HostDelta parsed)
    {
        parsed = default;
        byte flags = diff[0];
        ReadOnlySpan<byte> rest = diff[1..];
        if ((flags & ~(Mark | HasEchoAck | HasStartSize | HasDelta | IsDrawingFlag)) != 0 || (flags & (HasDelta | IsDrawingFlag)) == (HasDelta | IsDrawingFlag))
            return false;
        if ((flags & HasEchoAck) != 0)
        {
            if (!TryReadVarint(ref rest, out ulong ack))
                return false;
            parsed.EchoAck = ack;
        }

        if ((flags & HasStartSize) != 0)
        {
            if (!TryReadVarint(ref rest, out ulong columns) || !TryReadVarint(ref rest, out ulong rows))
                return false;
            parsed.StartSize = new WindowSize((int)Math.Min(columns, int.MaxValue), (int)Math.Min(rows, int.MaxValue)).Clamp();
        }

        parsed.Delta = rest;
        parsed.IsDrawing = (flags & IsDrawingFlag) != 0;
        return rest.IsEmpty == ((flags & (HasDelta | IsDrawingFlag)) == 0);
    }

    private static void AppendVarint(Span<byte> to, ref int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            to[at++] = (byte)(value | 0x80);
        to[at++] = (byte)value;
    }

    private static bool TryReadVarint(scoped ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (int at = 0; at < rest.Length && at < 10; at++)
        {
            value |= (ulong)(rest[at] & 0x7F) << (7 * at);
            if (rest[at] < 0x80)
            {
                rest = rest[(at + 1)..];
                return true;
            }
        }

        return false;
    }
}
