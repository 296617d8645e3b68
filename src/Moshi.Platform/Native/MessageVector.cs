using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct mmsghdr: one of the messages of sendmmsg and recvmmsg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageVector
{
    internal MessageHeader Header;
    internal uint Length;
}
