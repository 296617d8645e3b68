using System.Runtime.InteropServices;

namespace Moshi.Platform.Utmp;

/// <summary>
/// Login records for a pty we have opened, written by libutempter's set-group helper: an ordinary user may not write utmp. Where the library is
/// absent nothing happens, and nothing is said.
/// </summary>
public static unsafe class Utempter
{
    private static bool s_isSought;
    private static delegate* unmanaged<int, byte*, int> s_add;
    private static delegate* unmanaged<int, int> s_remove;

    /// <summary>True when libutempter is installed.</summary>
    public static bool IsAvailable
    {
        get
        {
            Seek();
            return s_add != null && s_remove != null;
        }
    }

    /// <summary>Adds or replaces the record of the terminal behind <paramref name="masterFd"/>; costs a child process. False when not written.</summary>
    public static bool Add(int masterFd, string host)
    {
        if (!IsAvailable)
            return false;
        byte* native = (byte*)Marshal.StringToCoTaskMemUTF8(host);
        try
        {
            return s_add(masterFd, native) == 1;
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)native);
        }
    }

    /// <summary>Removes the record; before the master is closed.</summary>
    public static bool Remove(int masterFd) => IsAvailable && s_remove(masterFd) == 1;

    private static void Seek()
    {
        if (s_isSought)
            return;
        s_isSought = true;
        if (!NativeLibrary.TryLoad("libutempter.so.0", out nint library))
            return;
        if (NativeLibrary.TryGetExport(library, "utempter_add_record", out nint add))
            s_add = (delegate* unmanaged<int, byte*, int>)add;
        if (NativeLibrary.TryGetExport(library, "utempter_remove_record", out nint remove))
            s_remove = (delegate* unmanaged<int, int>)remove;
    }
}
