using System.Runtime.InteropServices;
using Moshi.Platform.Loop;
using Moshi.Platform.Native;
using Moshi.Platform.Process;
using Moshi.Platform.Terminal;

namespace Moshi.Platform.Pty;

/// <summary>The master side of a pseudo-terminal, non-blocking, and the way to start a program on its other side.</summary>
public sealed unsafe class PseudoTerminal : IDisposable
{
    private const int MaxNameBytes = 128;
    private const int LookEveryMicros = 2;
    private int _fd;

    private PseudoTerminal(int fd, string slaveName)
    {
        _fd = fd;
        SlaveName = slaveName;
    }

    /// <summary>The master, for the poll loop. Owned by this object.</summary>
    public int MasterDescriptor => _fd;

    /// <summary>The terminal device of the program, "/dev/pts/7".</summary>
    public string SlaveName { get; }

    /// <summary>Opens a pair of this size, with IUTF8 set so that the kernel's line editing erases whole characters.</summary>
    public static PseudoTerminal Open(WindowSize size)
    {
        int fd = Libc.posix_openpt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
        if (fd < 0)
            throw OsException.Last("open a pseudo-terminal", "is /dev/pts mounted, and kernel.pty.max not reached");
        try
        {
            if (Libc.grantpt(fd) != 0 || Libc.unlockpt(fd) != 0)
                throw OsException.Last("unlock the pseudo-terminal");
            byte* name = stackalloc byte[MaxNameBytes];
            int error = Libc.ptsname_r(fd, name, MaxNameBytes);
            if (error != 0)
                throw new OsException("name the pseudo-terminal", (Errno)error);
            var terminal = new PseudoTerminal(fd, Marshal.PtrToStringUTF8((nint)name)!);
            terminal.Resize(size);
            uint* termios = stackalloc uint[Libc.TermiosBytes / sizeof(uint)];
            if (Libc.tcgetattr(fd, termios) == 0)
            {
                termios[Libc.InputFlags] |= Libc.IUTF8;
                _ = Libc.tcsetattr(fd, Libc.TCSANOW, termios);
            }
            return terminal;
        }
        catch
        {
            Descriptor.Close(fd);
            throw;
        }
    }

    /// <summary>
    /// Starts <paramref name="options"/> as the leader of a new session whose controlling terminal this is: fds 0, 1 and 2 are the slave
    /// and job control works. The descriptors, session and terminal of the options are set here.
    /// </summary>
    public ChildProcess Spawn(SpawnOptions options) => ChildProcess.Start(new()
    {
        File = options.File,
        Arguments = options.Arguments,
        Environment = options.Environment,
        WorkingDirectory = options.WorkingDirectory,
        SearchPath = options.SearchPath,
        Descriptors = options.Descriptors,
        NewSession = true,
        Terminal = SlaveName,
    });

    /// <summary>Sets the size; the foreground job gets SIGWINCH if it differs. False when the terminal is gone.</summary>
    public bool Resize(WindowSize size) => Tty.SetWindowSize(_fd, size);

    /// <summary>What the programs on the other side have set at the moment: ECHO and ICANON. False when the terminal is gone.</summary>
    public bool TryReadModes(out bool echoes, out bool isCanonical)
    {
        uint* termios = stackalloc uint[Libc.TermiosBytes / sizeof(uint)];
        bool isRead = Libc.tcgetattr(_fd, termios) == 0;
        uint local = isRead ? termios[Libc.LocalFlags] : 0;
        echoes = (local & Libc.ECHO) != 0;
        isCanonical = (local & Libc.ICANON) != 0;
        return isRead;
    }

    /// <summary>
    /// Output of the program. The end shows as <see cref="IoResult.IsEnd"/>: EIO once the last process has closed the slave, though output
    /// that was written before is read first.
    /// </summary>
    public IoResult Read(Span<byte> buffer) => Descriptor.Read(_fd, buffer);

    /// <summary>
    /// Waits, without sleeping, until this much output can be read at once, or for so long: for a program that prints without pause. poll(2) and read(2) sleep until the kernel's
    /// worker has moved the next 4 KiB, and a processor that has gone to sleep takes longer to wake than that takes; FIONREAD only looks. True also when the next read will tell an error.
    /// </summary>
    public bool AwaitOutput(int bytes, TimeSpan patience)
    {
        long now = Clock.NowMicros();
        long end = now + (long)patience.TotalMicroseconds;
        while (true)
        {
            int available = 0;
            if (Libc.ioctl(_fd, Libc.FIONREAD, &available) != 0 || available >= bytes)
                return true;
            if (now >= end)
                return false;

            // Each look keeps the worker out for a moment.
            long next = now + LookEveryMicros;
            while ((now = Clock.NowMicros()) < next)
                Thread.SpinWait(1);
        }
    }

    /// <summary>Input for the program; takes what fits (a tty buffers some 4 KiB), so the rest must wait for the poll loop.</summary>
    public IoResult Write(ReadOnlySpan<byte> bytes) => Descriptor.Write(_fd, bytes);

    /// <summary>Closes the master: the session on it gets SIGHUP.</summary>
    public void Dispose()
    {
        Descriptor.Close(_fd);
        _fd = -1;
    }
}
