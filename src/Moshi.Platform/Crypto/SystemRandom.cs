using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Crypto;

/// <summary>Random bytes for keys and names, straight from the kernel: the runtime's own generator loads OpenSSL for it, which costs each of our short processes several milliseconds.</summary>
public static unsafe class SystemRandom
{
    /// <summary>As many bytes as are wanted. Throws when the kernel gives none.</summary>
    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        fixed (byte* p = bytes)
        {
            for (int at = 0; at < count;)
            {
                nint got = Libc.getrandom(p + at, (nuint)(count - at), 0);
                if (got > 0)
                    at += (int)got;
                else if ((Errno)Marshal.GetLastPInvokeError() != Errno.EINTR)
                    throw OsException.Last("draw random bytes");
            }
        }

        return bytes;
    }
}
