using System.Runtime.InteropServices;

namespace Moshi.Platform;

/// <summary>Outcome of one non-blocking read, write, send: a byte count, or the errno. Nothing here is exceptional, so nothing throws.</summary>
/// <param name="Count">Bytes moved; 0 on failure, and 0 without <paramref name="Error"/> at the end of a file.</param>
/// <param name="Error"><see cref="Errno.None"/> on success. EINTR never shows: it was retried.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct IoResult(int Count, Errno Error)
{
    public bool IsOk => Error == Errno.None;

    /// <summary>Nothing to read or no room to write at this moment; wait in the poll loop.</summary>
    public bool IsWouldBlock => Error == Errno.EAGAIN;

    /// <summary>The other side is closed (read of 0, or EIO of a pty master whose last slave has closed). Only meaningful for reads.</summary>
    public bool IsEnd => (Error == Errno.None && Count == 0) || Error == Errno.EIO;
}
