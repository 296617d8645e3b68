using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    /// <summary>sizeof(sigset_t) of glibc; musl's is the same.</summary>
    internal const int SignalSetBytes = 128;

    internal const int SIG_BLOCK = 0, SIG_UNBLOCK = 1, SIG_SETMASK = 2;
    internal const int SFD_CLOEXEC = O_CLOEXEC, SFD_NONBLOCK = O_NONBLOCK;

    /// <summary>sizeof(struct signalfd_siginfo); its first field is the signal number, 32 bits.</summary>
    internal const int SignalInfoBytes = 128;

    [LibraryImport(Name)]
    internal static partial int sigemptyset(byte* set);

    [LibraryImport(Name)]
    internal static partial int sigfillset(byte* set);

    [LibraryImport(Name)]
    internal static partial int sigaddset(byte* set, int signal);

    /// <summary>Returns the error number itself; errno is untouched.</summary>
    [LibraryImport(Name)]
    internal static partial int pthread_sigmask(int how, byte* set, byte* old);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int signalfd(int fd, byte* set, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint signal(int signal, nint handler);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int kill(int pid, int signal);
}
