using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

/// <summary>struct passwd of glibc and musl.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswdEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint UserId;
    internal uint GroupId;
    internal byte* Gecos;
    internal byte* Home;
    internal byte* Shell;
}
