namespace Moshi.Transport.Sync;

/// <summary>One part of the host direction. <see cref="Bytes"/> points into the message it was read from.</summary>
public readonly ref struct HostPart
{
    public HostPart(ReadOnlySpan<byte> bytes)
    {
        Kind = HostPartKind.Bytes;
        Bytes = bytes;
    }

    public HostPart(WindowSize size)
    {
        Kind = HostPartKind.Resize;
        Size = size;
    }

    public HostPart(ulong echoAck)
    {
        Kind = HostPartKind.EchoAck;
        EchoAck = echoAck;
    }

    public HostPartKind Kind { get; }
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>As it was sent: not validated here.</summary>
    public WindowSize Size { get; }

    /// <summary>Number of a client state. May go down if the peer lies: take the maximum.</summary>
    public ulong EchoAck { get; }
}
