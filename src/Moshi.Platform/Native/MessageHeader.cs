using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct msghdr of 64-bit Linux (glibc's widths; on little-endian machines musl's padded fields coincide).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal byte* Address;
    internal uint AddressLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}
