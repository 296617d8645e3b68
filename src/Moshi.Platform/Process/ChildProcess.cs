using System.Runtime.InteropServices;
using Moshi.Platform.Loop;
using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>
/// A child of ours, from its start until it is reaped. Whoever has it must reap it (<see cref="TryReap"/> or <see cref="Wait"/>); disposing only
/// closes the exit descriptor and leaves the child running.
/// </summary>
public sealed unsafe class ChildProcess : IDisposable
{
    private ExitStatus? _status;
    private int _exitFd;

    private ChildProcess(int id)
    {
        Id = id;
        // Opened before anybody can have reaped the child, so the number cannot have been given to another process.
        long fd = Libc.syscall(Libc.SYS_pidfd_open, id, 0);
        _exitFd = fd < 0 ? -1 : (int)fd;
    }

    /// <summary>Process id. After the child was reaped the number may belong to somebody else.</summary>
    public int Id { get; }

    /// <summary>
    /// Becomes readable in the poll loop when the child has ended: no SIGCHLD, no race. -1 where the kernel has no pidfd_open (before Linux 5.3,
    /// or filtered): then take <see cref="Signal.Chld"/> by a <see cref="SignalSource"/> and call <see cref="TryReap"/> on it.
    /// </summary>
    public int ExitDescriptor => _exitFd;

    /// <summary>Starts a child by posix_spawn: no fork in managed code (0.4 ms). Throws when nothing could be started.</summary>
    public static ChildProcess Start(SpawnOptions options) => new(Spawner.Spawn(options));

    /// <summary>Collects the exit status if the child has ended; the answer is remembered.</summary>
    public bool TryReap(out ExitStatus status)
    {
        if (_status is null && Reap(Libc.WNOHANG) is { } ended)
            _status = ended;
        status = _status.GetValueOrDefault();
        return _status is not null;
    }

    /// <summary>Blocks until the child has ended.</summary>
    public ExitStatus Wait() => _status ??= Reap(0) ?? default;

    /// <summary>Sends a signal; false when the child has been reaped or is not ours to signal.</summary>
    public bool Send(Signal signal) => _status is null && Libc.kill(Id, (int)signal) == 0;

    public void Dispose()
    {
        Descriptor.Close(_exitFd);
        _exitFd = -1;
    }

    private ExitStatus? Reap(int options)
    {
        int status;
        int result = Libc.waitpid(Id, &status, options);
        while (result < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR)
            result = Libc.waitpid(Id, &status, options);
        if (result == Id)
            return ExitStatus.FromWait(status);
        if (result == 0)
            return null;
        // ECHILD: SIGCHLD was ignored when we were started, or somebody else has waited. The child is gone and its status with it.
        return new ExitStatus(127, Signal.None);
    }
}
