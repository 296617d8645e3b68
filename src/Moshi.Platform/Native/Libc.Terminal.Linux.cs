using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    internal const nuint TIOCGWINSZ = 0x5413, TIOCSWINSZ = 0x5414, FIONREAD = 0x541B;
    internal const int TCSANOW = 0, TCSADRAIN = 1;

    /// <summary>At least sizeof(struct termios) of every libc here (glibc 60); the flags are its first four 32-bit words.</summary>
    internal const int TermiosBytes = 64;

    internal const int InputFlags = 0, LocalFlags = 3;
    internal const uint IUTF8 = 0x4000, ICANON = 0x2, ECHO = 0x8;

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int posix_openpt(int flags);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int grantpt(int fd);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int unlockpt(int fd);

    /// <summary>Returns the error number itself; errno may be untouched.</summary>
    [LibraryImport(Name)]
    internal static partial int ptsname_r(int fd, byte* buffer, nuint length);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int tcgetattr(int fd, uint* termios);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int tcsetattr(int fd, int when, uint* termios);

    [LibraryImport(Name)]
    internal static partial void cfmakeraw(uint* termios);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int isatty(int fd);

    [LibraryImport(Name, SetLastError = true)]
    internal static partial int tcdrain(int fd);
}
