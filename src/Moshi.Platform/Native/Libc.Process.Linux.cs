using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    internal const int WNOHANG = 1;
    internal const int RLIMIT_CORE = 4;
    internal const uint SCHED_OTHER = 0;
    internal const int PR_SET_DUMPABLE = 4;
    internal const int PR_SET_NAME = 15;

    /// <summary>pidfd_open (Linux 5.3); the number is the same on every architecture. glibc has a wrapper only since 2.36.</summary>
    internal const long SYS_pidfd_open = 434;

    /// <summary>sched_setattr and sched_getattr (Linux 3.14), by architecture. glibc has wrappers only since 2.41.</summary>
    internal static long SYS_sched_setattr => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 314 : 274;

    /// <summary>See <see cref="SYS_sched_setattr"/>.</summary>
    internal static long SYS_sched_getattr => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 315 : 275;

    internal const short POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08, POSIX_SPAWN_SETSID = 0x80;

    /// <summary>Room for posix_spawn_file_actions_t and posix_spawnattr_t (glibc: 80 and 336 bytes).</summary>
    internal const int SpawnActionsBytes = 256, SpawnAttributesBytes = 512;

    [LibraryImport(Name)]
    internal static partial int getpid();

    [LibraryImport(Name)]
    internal static partial uint getuid();

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int waitpid(int pid, int* status, int options);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial long syscall(long number, long first, long second);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial long syscall(long number, long first, SchedulingAttributes* attributes, long third, long fourth);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    /// <summary>struct rlimit: two unsigned 64-bit words, soft then hard.</summary>
    [LibraryImport(Name, SetLastError = true)]
    internal static partial int getrlimit(int resource, ulong* limit);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setrlimit(int resource, ulong* limit);

    [LibraryImport(Name, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int execve(string path, byte** argv, byte** envp);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int setenv(byte* name, byte* value, int overwrite);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int unsetenv(byte* name);

    [LibraryImport(Name)]
    internal static partial byte* getenv(byte* name);

    /// <summary>Finds data (environ) and functions that an older libc may lack; a null handle is RTLD_DEFAULT.</summary>
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint dlsym(nint handle, string symbol);

    // The posix_spawn family returns the error number itself and leaves errno alone.

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport(Name)]
    internal static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int flags, uint mode);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int target);

    [LibraryImport(Name)]
    internal static partial int posix_spawn_file_actions_addclose(byte* actions, int fd);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);
}
