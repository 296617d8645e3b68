using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>
/// The environment as libc sees it. The runtime keeps a separate copy (System.Environment), whose changes setlocale, getpwuid and children
/// started by us never see; use this one throughout. Not thread-safe, as setenv(3) is not.
/// </summary>
public static unsafe class NativeEnvironment
{
    /// <summary>The value, or null when unset.</summary>
    public static string? Find(string name)
    {
        byte* native = (byte*)Marshal.StringToCoTaskMemUTF8(name);
        try
        {
            return Marshal.PtrToStringUTF8((nint)Libc.getenv(native));
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)native);
        }
    }

    /// <summary>Sets a variable, or removes it when <paramref name="value"/> is null. Throws for a name that is empty or contains '='.</summary>
    public static void Set(string name, string? value)
    {
        byte* nativeName = (byte*)Marshal.StringToCoTaskMemUTF8(name);
        byte* nativeValue = (byte*)Marshal.StringToCoTaskMemUTF8(value);
        try
        {
            int result = value is null ? Libc.unsetenv(nativeName) : Libc.setenv(nativeName, nativeValue, 1);
            if (result != 0)
                throw OsException.Last($"set the environment variable {name}");
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)nativeName);
            Marshal.FreeCoTaskMem((nint)nativeValue);
        }
    }

    /// <summary>A copy of everything, to be adapted for a child.</summary>
    public static EnvironmentBlock Copy()
    {
        var block = new EnvironmentBlock();
        byte*** environ = (byte***)Libc.dlsym(0, "environ");
        if (environ == null || *environ == null)
            return block;
        for (byte** entry = *environ; *entry != null; entry++)
            block.SetRaw(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry));
        return block;
    }
}
