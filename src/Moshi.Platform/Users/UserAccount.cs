using System.Runtime.InteropServices;
using Moshi.Platform.Native;

namespace Moshi.Platform.Users;

/// <summary>A user's entry in the account database (passwd file, LDAP, whatever NSS is configured for).</summary>
public sealed unsafe record UserAccount(string Name, uint UserId, string Home, string Shell)
{
    private const int FirstBufferBytes = 1024, MaxBufferBytes = 1 << 20;

    /// <summary>The entry of a user id, or null when there is none (containers often lack one). Throws when the database cannot be read.</summary>
    public static UserAccount? Find(uint userId)
    {
        for (int size = FirstBufferBytes; ; size *= 4)
        {
            byte[] buffer = new byte[size];
            fixed (byte* p = buffer)
            {
                PasswdEntry entry;
                PasswdEntry* result;
                var error = (Errno)Libc.getpwuid_r(userId, &entry, p, (nuint)size, &result);
                if (error == Errno.EINTR)
                    continue;
                if (error == Errno.ERANGE && size < MaxBufferBytes)
                    continue;
                // POSIX lets "no such user" also come as one of these (getpwnam(3), "Errors").
                if (error is Errno.None or Errno.ENOENT or Errno.ESRCH or Errno.EBADF or Errno.EPERM)
                    return result == null ? null : new(Text(entry.Name), entry.UserId, Text(entry.Home), Text(entry.Shell));
                throw new OsException($"look up user {userId}", error);
            }
        }
    }

    /// <summary>The entry of the real user of this process.</summary>
    public static UserAccount? Current() => Find(Libc.getuid());

    private static string Text(byte* s) => Marshal.PtrToStringUTF8((nint)s) ?? "";
}
