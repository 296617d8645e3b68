namespace Moshi.Platform.Process;

/// <summary>Carries key material to a child: bytes in a pipe's buffer, never in argv, the environment or a file.</summary>
public static class SecretPipe
{
    /// <summary>Pipes hold at least one page without a reader (pipe(7): PIPE_BUF); so much may be put in.</summary>
    public const int MaxBytes = 4096;

    /// <summary>A read end with <paramref name="secret"/> in it and no writer left. The caller maps it into the child and then closes it.</summary>
    public static int Create(ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxBytes, nameof(secret));
        (int read, int write) = Descriptor.Pipe();
        Errno error = Descriptor.WriteAll(write, secret);
        Descriptor.Close(write);
        if (error == Errno.None)
            return read;
        Descriptor.Close(read);
        throw new OsException("fill a pipe", error);
    }

    /// <summary>In the child: takes everything out, closes <paramref name="fd"/>, returns the number of bytes. The caller zeroes them after use.</summary>
    public static int Take(int fd, Span<byte> secret)
    {
        int count = Descriptor.ReadAll(fd, secret);
        Descriptor.Close(fd);
        return count;
    }
}
