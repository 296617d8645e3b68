using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Moshi.Platform.Native;

/// <summary>
/// libc as declared by Linux with glibc on x64 and arm64, one file per concern. Names and numbers are those of the system headers.
/// A port adds sibling files with its own numbers and layouts.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc";

    internal const int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NOCTTY = 0x100, O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    internal const int F_GETFD = 1, F_SETFD = 2, F_GETFL = 3, F_SETFL = 4, F_DUPFD_CLOEXEC = 1030, FD_CLOEXEC = 1;
    internal const short POLLIN = 1, POLLOUT = 4;
    internal const int EFD_CLOEXEC = O_CLOEXEC, EFD_NONBLOCK = O_NONBLOCK;
    internal const int CLOCK_MONOTONIC = 1;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nuint count);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nuint count);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int close(int fd);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, uint mode);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fcntl(int fd, int command, nint argument);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int pipe2(int* ends, int flags);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int access(string path, int mode);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chdir(string path);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int fchdir(int fd);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int ppoll(PollEntry* entries, nuint count, TimeSpec* timeout, byte* signalMask);

    /// <summary>glibc 2.25.</summary>
    [LibraryImport(Name, SetLastError = true)]
    internal static partial nint getrandom(byte* buffer, nuint count, uint flags);

    /// <summary>Served by the vDSO without entering the kernel, hence no GC transition either.</summary>
    [LibraryImport(Name)]
    [SuppressGCTransition]
    internal static partial int clock_gettime(int clock, TimeSpec* time);
}
