using System.Runtime.InteropServices;

namespace Moshi.Platform.Native;

internal static unsafe partial class Libc
{
    internal const int LC_ALL_MASK = 0x1FBF;
    internal const int CODESET = 14;
    internal const short USER_PROCESS = 7;

    /// <summary>Offsets in glibc's struct utmpx, the same on x64 and arm64 up to the host field.</summary>
    internal const int UtmpType = 0, UtmpPid = 4, UtmpLine = 8, UtmpLineBytes = 32, UtmpUser = 44, UtmpUserBytes = 32, UtmpHost = 76, UtmpHostBytes = 256;

    /// <summary>Returns the error number itself; <paramref name="result"/> is null when there is no such user.</summary>
    [LibraryImport(Name)]
    internal static partial int getpwuid_r(uint uid, PasswdEntry* entry, byte* buffer, nuint length, PasswdEntry** result);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint newlocale(int mask, string locale, nint baseLocale);

    [LibraryImport(Name)]
    internal static partial void freelocale(nint locale);

    [LibraryImport(Name)]
    internal static partial byte* nl_langinfo_l(int item, nint locale);

    [LibraryImport(Name)]
    internal static partial void setutxent();

    [LibraryImport(Name)]
    internal static partial byte* getutxent();

    [LibraryImport(Name)]
    internal static partial void endutxent();
}
