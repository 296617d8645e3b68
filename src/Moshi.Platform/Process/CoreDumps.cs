using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>
/// Keeps key material out of core files. A process that holds keys calls <see cref="Disable"/> first thing; its children get the
/// limit back that it was started with (mosh-protocol §2.2).
/// </summary>
public static unsafe class CoreDumps
{
    private static ulong s_softBefore;
    private static bool s_isDisabled;

    /// <summary>
    /// Core size 0 for this process and, by prctl, no core by any helper and no ptrace by others of the same user. Failure is not an error:
    /// the session works all the same.
    /// </summary>
    public static void Disable()
    {
        if (s_isDisabled)
            return;
        ulong* limit = stackalloc ulong[2];
        if (Libc.getrlimit(Libc.RLIMIT_CORE, limit) == 0)
        {
            s_softBefore = limit[0];
            limit[0] = 0;
            s_isDisabled = Libc.setrlimit(Libc.RLIMIT_CORE, limit) == 0;
        }
        _ = Libc.prctl(Libc.PR_SET_DUMPABLE, 0, 0, 0, 0);
    }

    /// <summary>
    /// The original soft limit for the moment of a spawn, because limits are inherited there and posix_spawn cannot set them. The process stays
    /// undumpable meanwhile.
    /// </summary>
    internal static Scope Restored()
    {
        if (s_isDisabled)
            SetSoft(s_softBefore);
        return default;
    }

    private static void SetSoft(ulong soft)
    {
        ulong* limit = stackalloc ulong[2];
        if (Libc.getrlimit(Libc.RLIMIT_CORE, limit) != 0)
            return;
        limit[0] = soft;
        _ = Libc.setrlimit(Libc.RLIMIT_CORE, limit);
    }

    /// <summary>Lowers the limit again at the end of a using block.</summary>
    internal readonly ref struct Scope : IDisposable
    {
        public void Dispose()
        {
            if (s_isDisabled)
                SetSoft(0);
        }
    }
}
