using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform;

/// <summary>
/// Reads, writes and flags of raw file descriptors. Descriptors are plain integers throughout this assembly: each has one owner, an
/// <see cref="IDisposable"/> or the poll loop's caller, which closes it; all are opened close-on-exec.
/// </summary>
public static unsafe class Descriptor
{
    /// <summary>One read(2), EINTR retried. An empty buffer reads nothing.</summary>
    public static IoResult Read(int fd, Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return default;
        fixed (byte* p = buffer)
        {
            while (true)
            {
                nint n = Libc.read(fd, p, (nuint)buffer.Length);
                if (n >= 0)
                    return new((int)n, Errno.None);
                var error = (Errno)Marshal.GetLastPInvokeError();
                if (error != Errno.EINTR)
                    return new(0, error);
            }
        }
    }

    /// <summary>One write(2), EINTR retried; may write less than asked.</summary>
    public static IoResult Write(int fd, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return default;
        fixed (byte* p = bytes)
        {
            while (true)
            {
                nint n = Libc.write(fd, p, (nuint)bytes.Length);
                if (n >= 0)
                    return new((int)n, Errno.None);
                var error = (Errno)Marshal.GetLastPInvokeError();
                if (error != Errno.EINTR)
                    return new(0, error);
            }
        }
    }

    /// <summary>
    /// Writes everything, waiting as long as it takes also when somebody has set the descriptor non-blocking (an inherited terminal often
    /// is: O_NONBLOCK belongs to the open file, which every process of the terminal shares). Returns the errno that ended it, or None.
    /// </summary>
    public static Errno WriteAll(int fd, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            IoResult result = Write(fd, bytes);
            if (result.IsWouldBlock)
            {
                WaitFor(fd, Libc.POLLOUT);
                continue;
            }
            if (!result.IsOk)
                return result.Error;
            bytes = bytes[result.Count..];
        }
        return Errno.None;
    }

    /// <summary>Reads until <paramref name="buffer"/> is full or the other side closes; returns the bytes read. Blocks.</summary>
    public static int ReadAll(int fd, Span<byte> buffer)
    {
        int at = 0;
        while (at < buffer.Length)
        {
            IoResult result = Read(fd, buffer[at..]);
            if (result.IsWouldBlock)
            {
                WaitFor(fd, Libc.POLLIN);
                continue;
            }
            if (result.Count == 0)
                break;
            at += result.Count;
        }
        return at;
    }

    /// <summary>Closes; EINTR is not retried, because Linux has closed the descriptor by then. Negative numbers are ignored.</summary>
    public static void Close(int fd)
    {
        if (fd >= 0)
            _ = Libc.close(fd);
    }

    /// <summary>Sets O_NONBLOCK on the open file behind <paramref name="fd"/> (shared by all duplicates of it).</summary>
    public static void SetNonBlocking(int fd, bool on = true)
    {
        int flags = Libc.fcntl(fd, Libc.F_GETFL, 0);
        if (flags < 0 || Libc.fcntl(fd, Libc.F_SETFL, on ? flags | Libc.O_NONBLOCK : flags & ~Libc.O_NONBLOCK) < 0)
            throw OsException.Last($"set O_NONBLOCK of descriptor {fd}");
    }

    /// <summary>Keeps <paramref name="fd"/> from the programs that we start; for descriptors that came by inheritance.</summary>
    public static void SetCloseOnExec(int fd)
    {
        if (Libc.fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC) < 0)
            throw OsException.Last($"set FD_CLOEXEC of descriptor {fd}");
    }

    /// <summary>A pipe, both ends close-on-exec and blocking.</summary>
    public static (int Read, int Write) Pipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.pipe2(ends, Libc.O_CLOEXEC) != 0)
            throw OsException.Last("create a pipe");
        return (ends[0], ends[1]);
    }

    /// <summary>True when <paramref name="fd"/> is open in this process.</summary>
    public static bool IsOpen(int fd) => Libc.fcntl(fd, Libc.F_GETFD, 0) >= 0;

    /// <summary>Waits until there is something to read from <paramref name="fd"/>, or it has ended; false when the time is over or a signal came.</summary>
    public static bool WaitReadable(int fd, TimeSpan timeout)
    {
        var entry = new PollEntry { Descriptor = fd, Events = Libc.POLLIN };
        var limit = TimeSpec.FromMicros(timeout.Ticks / TimeSpan.TicksPerMicrosecond);
        return Libc.ppoll(&entry, 1, &limit, null) > 0;
    }

    /// <summary>Waits without limit until <paramref name="fd"/> is ready or broken.</summary>
    private static void WaitFor(int fd, short events)
    {
        var entry = new PollEntry { Descriptor = fd, Events = events };
        while (Libc.ppoll(&entry, 1, null, null) < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR)
        {
        }
    }
}
