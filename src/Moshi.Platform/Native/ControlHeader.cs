using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct cmsghdr: the payload follows at once, and the next header at the next multiple of 8.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    internal nuint Length;
    internal int Level;
    internal int Type;

    /// <summary>sizeof(struct cmsghdr) = CMSG_LEN(0).</summary>
    internal const int Bytes = 16;

    /// <summary>CMSG_SPACE: header, payload, padding.</summary>
    internal static int Space(int payloadBytes) => Bytes + (payloadBytes + 7 & ~7);
}
