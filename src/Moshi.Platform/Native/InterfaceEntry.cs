using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct ifaddrs of getifaddrs(3), glibc and musl, as far as it is read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterfaceEntry
{
    public InterfaceEntry* Next;
    public byte* Name;
    public uint Flags;
    public byte* Address;
    public byte* Mask;
}
