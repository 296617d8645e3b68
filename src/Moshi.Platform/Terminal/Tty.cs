using System.Diagnostics.CodeAnalysis;
using Moshi.Platform.Native;
using Moshi.Platform.Pty;

namespace Moshi.Platform.Terminal;

/// <summary>
/// The user's own terminal: raw mode and back, size. The runtime's Console is never touched beside it, because that writes to the terminal by
/// itself. Single-threaded.
/// </summary>
public sealed unsafe class Tty
{
    private const int TermiosWords = Libc.TermiosBytes / sizeof(uint);
    private readonly int _fd;
    private readonly uint[] _cooked = new uint[TermiosWords];

    private Tty(int fd) => _fd = fd;

    /// <summary>Between <see cref="MakeRaw"/> and <see cref="Restore"/>.</summary>
    public bool IsRaw { get; private set; }

    /// <summary>Takes the terminal behind <paramref name="fd"/> and remembers its settings. False, with tcgetattr's errno, when it is none.</summary>
    public static bool TryOpen(int fd, [NotNullWhen(true)] out Tty? tty, out Errno error)
    {
        tty = new Tty(fd);
        error = tty.Save();
        if (error == Errno.None)
            return true;
        tty = null;
        return false;
    }

    public static bool IsTerminal(int fd) => Libc.isatty(fd) == 1;

    /// <summary>
    /// A descriptor of our own for writing to the terminal behind <paramref name="fd"/>, non-blocking, which the caller closes. False where it is no terminal, or may not be opened (another user's, no /proc).
    /// </summary>
    public static bool TryReopen(int fd, out int own)
    {
        own = -1;
        if (IsTerminal(fd))
            own = Libc.open($"/proc/self/fd/{fd}", Libc.O_WRONLY | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC, 0);
        return own >= 0;
    }

    /// <summary>The size, also of a pty by its master. Null when <paramref name="fd"/> is no terminal or does not know.</summary>
    public static WindowSize? WindowSizeOf(int fd)
    {
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(fd, Libc.TIOCGWINSZ, size) == 0 && size[0] > 0 && size[1] > 0 ? new WindowSize(size[1], size[0]) : null;
    }

    /// <summary>Waits until the terminal has taken everything written to it; returns at once for a pipe or file.</summary>
    public static void Drain(int fd) => _ = Libc.tcdrain(fd);

    /// <summary>
    /// Every byte as typed, nothing echoed, no signals from keys (cfmakeraw), with IUTF8 as mosh sets it (mosh-protocol §3.2). Settings are
    /// saved first if they are cooked, so that a change made by the shell while we were stopped is what <see cref="Restore"/> goes back to.
    /// </summary>
    public void MakeRaw()
    {
        if (!IsRaw)
            _ = Save();
        uint* termios = stackalloc uint[TermiosWords];
        _cooked.CopyTo(new Span<uint>(termios, TermiosWords));
        Libc.cfmakeraw(termios);
        termios[Libc.InputFlags] |= Libc.IUTF8;
        Apply(termios);
        IsRaw = true;
    }

    /// <summary>Back to the saved settings; output still on its way is written under the old ones. May be called at any time, also twice.</summary>
    public void Restore()
    {
        if (!IsRaw)
            return;
        uint* termios = stackalloc uint[TermiosWords];
        _cooked.CopyTo(new Span<uint>(termios, TermiosWords));
        Apply(termios);
        IsRaw = false;
    }

    /// <summary>For a resume: whoever stopped us may have left any settings, so the next <see cref="MakeRaw"/> looks at them anew.</summary>
    public void Forget() => IsRaw = false;

    internal static bool SetWindowSize(int fd, WindowSize size)
    {
        ushort* native = stackalloc ushort[4];
        native[0] = (ushort)size.Rows;
        native[1] = (ushort)size.Columns;
        return Libc.ioctl(fd, Libc.TIOCSWINSZ, native) == 0;
    }

    /// <summary>Reads the settings and keeps them only when they are cooked: a second look must not take raw ones for the user's own.</summary>
    private Errno Save()
    {
        uint* termios = stackalloc uint[TermiosWords];
        new Span<uint>(termios, TermiosWords).Clear();
        if (Libc.tcgetattr(_fd, termios) != 0)
            return (Errno)System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        bool isFirst = _cooked.AsSpan().IndexOfAnyExcept(0u) < 0;
        if (isFirst || (termios[Libc.LocalFlags] & Libc.ICANON) != 0)
            new Span<uint>(termios, TermiosWords).CopyTo(_cooked);
        return Errno.None;
    }

    /// <summary>TCSADRAIN, repeated when a signal cuts the draining short. A vanished terminal is not an error: its end of file will tell.</summary>
    private void Apply(uint* termios)
    {
        while (Libc.tcsetattr(_fd, Libc.TCSADRAIN, termios) != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == (int)Errno.EINTR)
        {
        }
    }
}
