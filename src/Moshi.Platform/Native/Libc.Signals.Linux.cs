using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    /// <summary>sizeof(sigset_t) of glibc; musl's is the same.</summary>
    internal const int SignalSetBytes = 128;

    internal const int SIG_SETMASK = 2;

    [LibraryImport(Name)]
    internal static partial int sigemptyset(byte* set);

    [LibraryImport(Name)]
    internal static partial int sigfillset(byte* set);

    /// <summary>Returns the error number itself; errno is untouched.</summary>
    [LibraryImport(Name)]
    internal static partial int pthread_sigmask(int how, byte* set, byte* old);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint signal(int signal, nint handler);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int kill(int pid, int signal);
}
