using System.Buffers;
using System.Buffers.Binary;
using Moshi.Transport.Sync;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>A server's object for simulations: how many keys were echoed, an echo ack, and a picture that can be any number of bytes.</summary>
internal sealed class EchoScreen : ISyncState<EchoScreen>
{
    public static readonly byte[] Blank = [];

    /// <summary>Writes of the application so far, one or more for each key.</summary>
    public int Echoed { get; set; }

    /// <summary>What one write adds to a diff: an echoed letter with its share of cursor movement takes two bytes.</summary>
    public int WriteBytes { get; init; } = 2;
    public ulong EchoAck { get; set; }
    public byte[] Picture { get; set; } = Blank;

    public EchoScreen Snapshot() => new() { WriteBytes = WriteBytes, Echoed = Echoed, EchoAck = EchoAck, Picture = Picture };

    public bool Matches(EchoScreen other) => EchoAck == other.EchoAck && !IsUrgentSince(other);

    public bool IsUrgentSince(EchoScreen reference) =>
        Echoed != reference.Echoed || (!ReferenceEquals(Picture, reference.Picture) && !Picture.AsSpan().SequenceEqual(reference.Picture));

    public void WriteDiff(EchoScreen reference, IBufferWriter<byte> diff)
    {
        if (EchoAck != reference.EchoAck)
            HostMessageWriter.WriteEchoAck(diff, EchoAck);
        if (Echoed != reference.Echoed)
        {
            Span<byte> echo = stackalloc byte[4 + Math.Clamp(WriteBytes * (Echoed - reference.Echoed), 0, 2000)];
            echo.Fill((byte)'e');
            BinaryPrimitives.WriteInt32BigEndian(echo, Echoed);
            HostMessageWriter.WriteBytes(diff, echo);
        }
        if (!Picture.AsSpan().SequenceEqual(reference.Picture))
        {
            HostMessageWriter.WriteResize(diff, new WindowSize(1, 1));
            HostMessageWriter.WriteBytes(diff, Picture);
        }
    }

    public bool TryApply(ReadOnlySpan<byte> diff)
    {
        var reader = new HostMessageReader(diff);
        bool isPicture = false;
        while (reader.TryRead(out HostPart part))
        {
            switch (part.Kind)
            {
                case HostPartKind.EchoAck:
                    EchoAck = part.EchoAck;
                    break;
                case HostPartKind.Resize:
                    isPicture = true;
                    break;
                case HostPartKind.Bytes when isPicture:
                    Picture = part.Bytes.ToArray();
                    break;
                default:
                    if (part.Bytes.Length < 4)
                        return false;
                    Echoed = BinaryPrimitives.ReadInt32BigEndian(part.Bytes);
                    break;
            }
        }
        return !reader.IsMalformed;
    }

    public void DropPrefix(EchoScreen acknowledged)
    {
    }
}
