using Moshi.Platform.Native;

namespace Moshi.Platform.Process;

/// <summary>
/// Visits a directory for the time of one spawn and comes back: for a libc whose posix_spawn cannot change directory itself (glibc before 2.29).
/// </summary>
internal readonly ref struct WorkingDirectoryScope : IDisposable
{
    private readonly int _back;

    internal WorkingDirectoryScope(string? path)
    {
        _back = -1;
        if (path is null)
            return;
        _back = Libc.open(".", Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
        if (Libc.chdir(path) == 0)
            return;
        var failure = OsException.Last($"change to directory {path}");
        Descriptor.Close(_back);
        throw failure;
    }

    public void Dispose()
    {
        if (_back < 0)
            return;
        _ = Libc.fchdir(_back);
        Descriptor.Close(_back);
    }
}
