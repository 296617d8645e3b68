using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Moshi.Transport.Datagrams;

namespace Moshi.Commands.Doctor.Probe;

/// <summary>
/// What the doctor asks a probe server of ours: "answer me, after this time". Travels sealed like a datagram of a session, in the place of a fragment; nothing else is
/// understood by a probe. Both directions: number (2 bytes), delay in milliseconds (2), then padding.
/// </summary>
/// <param name="Number">The asker's; comes back.</param>
/// <param name="DelayMilliseconds">How long the answer is to wait.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EchoMessage(ushort Number, ushort DelayMilliseconds)
{
    /// <summary>The plaintext: times and fragment header of a session's datagram, zero here, and ours.</summary>
    public const int PlainBytes = DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes + 4;

    /// <summary>A sealed message.</summary>
    public const int DatagramBytes = PlainBytes + DatagramSizes.MinimumBytes;

    private const int At = DatagramSizes.TimestampsBytes + DatagramSizes.FragmentHeaderBytes;

    /// <summary>Writes the plaintext.</summary>
    public void Write(Span<byte> plain)
    {
        plain[..PlainBytes].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(plain[At..], Number);
        BinaryPrimitives.WriteUInt16BigEndian(plain[(At + 2)..], DelayMilliseconds);
    }

    /// <summary>Reads the contents of an opened datagram.</summary>
    public static bool TryRead(in Packet packet, out EchoMessage message)
    {
        message = default;
        if (packet.IsWhole || packet.Contents.Length < 4)
            return false;
        message = new EchoMessage(BinaryPrimitives.ReadUInt16BigEndian(packet.Contents), BinaryPrimitives.ReadUInt16BigEndian(packet.Contents[2..]));
        return true;
    }
}
