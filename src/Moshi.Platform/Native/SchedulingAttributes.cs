using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct sched_attr in its first version (sched_setattr(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SchedulingAttributes
{
    public uint Size;
    public uint Policy;
    public ulong Flags;
    public int Nice;
    public uint Priority;
    public ulong Runtime;
    public ulong Deadline;
    public ulong Period;
}
