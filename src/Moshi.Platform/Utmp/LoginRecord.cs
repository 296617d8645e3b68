using System.Text;
using Moshi.Platform.Native;

namespace Moshi.Platform.Utmp;

/// <summary>One login in utmp, as who(1) lists them.</summary>
/// <param name="User">Login name.</param>
/// <param name="Line">Terminal without "/dev/".</param>
/// <param name="Host">Remote host, or what a program put there ("mosh [1234]").</param>
/// <param name="ProcessId">Who made the record.</param>
public sealed unsafe record LoginRecord(string User, string Line, string Host, int ProcessId)
{
    private static readonly Lock s_cursor = new();

    /// <summary>All present logins; empty where there is no utmp (musl, containers).</summary>
    public static IReadOnlyList<LoginRecord> ReadAll()
    {
        var records = new List<LoginRecord>();
        lock (s_cursor)
        {
            Libc.setutxent();
            for (byte* entry = Libc.getutxent(); entry != null; entry = Libc.getutxent())
            {
                if (*(short*)(entry + Libc.UtmpType) != Libc.USER_PROCESS)
                    continue;
                records.Add(new(
                    Text(entry + Libc.UtmpUser, Libc.UtmpUserBytes),
                    Text(entry + Libc.UtmpLine, Libc.UtmpLineBytes),
                    Text(entry + Libc.UtmpHost, Libc.UtmpHostBytes),
                    *(int*)(entry + Libc.UtmpPid)));
            }
            Libc.endutxent();
        }
        return records;
    }

    /// <summary>The fields are only terminated when shorter than their room.</summary>
    private static string Text(byte* field, int room)
    {
        var bytes = new ReadOnlySpan<byte>(field, room);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
