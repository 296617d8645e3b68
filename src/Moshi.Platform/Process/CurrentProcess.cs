using Moshi.Platform.Loop;
using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>What this process is, and what it does to itself.</summary>
public static unsafe class CurrentProcess
{
    /// <summary>Process id.</summary>
    public static int Id => Libc.getpid();

    /// <summary>
    /// Gives the process the name that pgrep, pkill and top know it by (15 bytes of it): one that was started from /proc/self/exe is called "exe" there. Call it on the
    /// main thread. prctl(2), PR_SET_NAME.
    /// </summary>
    public static void SetName(string name)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(name + "\0");
        fixed (byte* start = text)
            _ = Libc.prctl(Libc.PR_SET_NAME, (nuint)start, 0, 0, 0);
    }

    /// <summary>Real user id.</summary>
    public static uint UserId => Libc.getuid();

    /// <summary>
    /// Stops the whole process group, as ^Z would have, until SIGCONT. SIGSTOP cannot be caught, and unlike SIGTSTP it also works in an orphaned
    /// group. The calling thread may run on for a moment: restore the terminal before, and take it again only when SIGCONT arrives.
    /// </summary>
    public static void StopGroup() => _ = Libc.kill(0, (int)Signal.Stop);

    /// <summary>kill(2): a process, or a group by its negative id. <see cref="Errno.ESRCH"/> when there is none.</summary>
    public static Errno Send(int pid, Signal signal) =>
        Libc.kill(pid, (int)signal) == 0 ? Errno.None : (Errno)System.Runtime.InteropServices.Marshal.GetLastPInvokeError();

    /// <summary>True when a process with this id exists, whoever owns it.</summary>
    public static bool Exists(int pid) => Send(pid, Signal.None) is Errno.None or Errno.EPERM;

    /// <summary>
    /// Asks the scheduler to run the calling thread soon when it wakes, and to interrupt it soon in turn: a short time slice (Linux 6.12; EEVDF), which costs others nothing and needs no
    /// privilege. Nice value and policy stay; an older kernel ignores it. For a thread that answers a key and sleeps again. Programs that it starts inherit the slice.
    /// </summary>
    public static void PreferPromptness(TimeSpan slice)
    {
        SchedulingAttributes attributes = default;
        if (Libc.syscall(Libc.SYS_sched_getattr, 0, &attributes, sizeof(SchedulingAttributes), 0) != 0 || attributes.Policy != Libc.SCHED_OTHER)
            return;
        attributes.Size = (uint)sizeof(SchedulingAttributes);
        attributes.Flags = 0;
        attributes.Runtime = (ulong)slice.TotalNanoseconds;
        _ = Libc.syscall(Libc.SYS_sched_setattr, 0, &attributes, 0, 0);
    }

    /// <summary>
    /// Becomes another program and returns only by throwing. Descriptors 0, 1 and 2 stay; ours are close-on-exec. Undoes what the
    /// runtime has done to signals: SIGPIPE is no longer ignored, nothing is blocked (handlers end with exec by themselves).
    /// </summary>
    /// <param name="file">A path, not searched for.</param>
    /// <param name="arguments">All of argv.</param>
    /// <param name="environment">Null passes on ours.</param>
    public static void Execute(string file, IReadOnlyList<string> arguments, EnvironmentBlock? environment = null)
    {
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings((environment ?? NativeEnvironment.Copy()).Entries);
        using CoreDumps.Scope cores = CoreDumps.Restored();
        byte* set = stackalloc byte[Libc.SignalSetBytes];
        byte* before = stackalloc byte[Libc.SignalSetBytes];
        _ = Libc.sigemptyset(set);
        _ = Libc.signal((int)Signal.Pipe, 0);
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, set, before);
        _ = Libc.execve(file, argv.Pointer, envp.Pointer);
        var failure = OsException.Last($"execute {file}");
        _ = Libc.pthread_sigmask(Libc.SIG_SETMASK, before, null);
        _ = Libc.signal((int)Signal.Pipe, 1);
        throw failure;
    }
}
