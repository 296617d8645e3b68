using Moshi.Transport.Time;

namespace Moshi.Transport.Datagrams;

/// <summary>The 16-bit millisecond clock in every packet.</summary>
public static class Timestamp16
{
    /// <summary>"No timestamp".</summary>
    public const ushort None = 0xFFFF;

    /// <summary>The clock's value at an instant; never <see cref="None"/>.</summary>
    public static ushort At(Instant now) => Avoid((ushort)now.Milliseconds);

    /// <summary>Milliseconds from <paramref name="then"/> to <paramref name="now"/>, both modulo 65,536.</summary>
    public static int Difference(ushort now, ushort then) => (ushort)(now - then);

    /// <summary>0 in place of <see cref="None"/>.</summary>
    internal static ushort Avoid(ushort value) => value == None ? (ushort)0 : value;
}
