using Moshi.Platform.Native;

namespace Moshi.Platform;

/// <summary>Descriptors 0, 1 and 2 as everything expects them: open.</summary>
public static class StandardDescriptors
{
    private const int Count = 3;

    /// <summary>
    /// Puts /dev/null where the caller has closed one (<c>2&gt;&amp;-</c>, cron-like starters): else the next socket or pty would get its number, and
    /// what is meant for people would be written into it. Call it first in Main. Without /dev/null all stays as it is.
    /// </summary>
    public static void Complete()
    {
        for (int fd = 0; fd < Count; fd++)
        {
            if (Descriptor.IsOpen(fd))
                continue;
            // The lowest free number is this one: those below are open.
            int opened = Libc.open("/dev/null", Libc.O_RDWR, 0);
            if (opened > fd)
                Descriptor.Close(opened);
        }
    }
}
