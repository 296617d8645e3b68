namespace Moshi.Interop.Scripted;

/// <summary>An instruction as the scripted peer reads and writes it: mosh 1.4's fields by their numbers (mosh-protocol §5.3), nothing else.</summary>
internal sealed record PeerInstruction(ulong OldNumber, ulong NewNumber, ulong AckNumber, ulong ThrowawayNumber, byte[] Diff)
{
    /// <summary>The state number that ends a session.</summary>
    public const ulong Shutdown = ulong.MaxValue;

    /// <summary>Written as stock writes it: all seven fields, the chaff empty.</summary>
    public byte[] ToMessage(ulong version = 2)
    {
        MiniProtobuf message = new();
        message.Number(1, version);
        message.Number(2, OldNumber);
        message.Number(3, NewNumber);
        message.Number(4, AckNumber);
        message.Number(5, ThrowawayNumber);
        message.Bytes(6, Diff);
        message.Bytes(7, []);
        return message.ToArray();
    }

    /// <summary>Reads a message; unknown fields are passed over.</summary>
    public static PeerInstruction Parse(ReadOnlySpan<byte> message)
    {
        ulong[] numbers = new ulong[8];
        byte[] diff = [];
        foreach ((int field, ulong number, byte[]? bytes) in MiniProtobuf.Fields(message))
        {
            if (bytes is null && field < numbers.Length)
                numbers[field] = number;
            else if (bytes is not null && field == 6)
                diff = bytes;
        }
        return new PeerInstruction(numbers[2], numbers[3], numbers[4], numbers[5], diff);
    }

    /// <summary>The keys in a user diff, of all its instructions.</summary>
    public byte[] Keys() => Contents(action: 2, field: 4);

    /// <summary>The bytes for the screen in a host diff, of all its instructions.</summary>
    public byte[] HostBytes() => Contents(action: 2, field: 4);

    /// <summary>A host diff: bytes for the screen and an echo acknowledgement, each if given.</summary>
    public static byte[] HostDiff(byte[] hostBytes, ulong? echoAck)
    {
        MiniProtobuf diff = new();
        if (hostBytes.Length > 0)
            diff.Bytes(1, Nested(2, inner => inner.Bytes(4, hostBytes)));
        if (echoAck is not null)
            diff.Bytes(1, Nested(7, inner => inner.Number(8, echoAck.Value)));
        return diff.ToArray();
    }

    /// <summary>A user diff of keys.</summary>
    public static byte[] KeysDiff(byte[] keys)
    {
        MiniProtobuf diff = new();
        diff.Bytes(1, Nested(2, inner => inner.Bytes(4, keys)));
        return diff.ToArray();
    }

    /// <summary>A diff of a new size, the same in both directions.</summary>
    public static byte[] ResizeDiff(ulong columns, ulong rows)
    {
        MiniProtobuf diff = new();
        diff.Bytes(1, Nested(3, inner =>
        {
            inner.Number(5, columns);
            inner.Number(6, rows);
        }));
        return diff.ToArray();
    }

    private static byte[] Nested(int field, Action<MiniProtobuf> write)
    {
        MiniProtobuf inner = new(), outer = new();
        write(inner);
        outer.Bytes(field, inner.ToArray());
        return outer.ToArray();
    }

    private byte[] Contents(int action, int field)
    {
        List<byte> contents = [];
        foreach ((_, _, byte[]? instruction) in MiniProtobuf.Fields(Diff))
        {
            foreach ((int kind, _, byte[]? body) in MiniProtobuf.Fields(instruction))
            {
                foreach ((int number, _, byte[]? bytes) in MiniProtobuf.Fields(kind == action ? body : []))
                    contents.AddRange(number == field ? bytes ?? [] : []);
            }
        }
        return [.. contents];
    }
}
