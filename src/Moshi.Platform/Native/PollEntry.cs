using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct pollfd: what to watch, and after the call what was seen. A negative descriptor is skipped by the kernel.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    internal int Descriptor;
    internal short Events;
    internal short Returned;
}
