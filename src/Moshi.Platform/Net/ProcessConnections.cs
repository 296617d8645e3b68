using System.Globalization;

namespace Moshi.Platform.Net;

/// <summary>
/// Finds out to where a process is connected, for a live ssh master that cannot tell it (decision 18). Works for an ordinary user whose own process it is, also when that
/// lives in another network namespace. Linux.
/// </summary>
public static class ProcessConnections
{
    private const string SocketWords = "socket:[";

    /// <summary>
    /// The TCP connection that the process opened first: that is ssh's own. Those of forwardings come later, and accepted ones do not count. The descriptors of other processes of
    /// the user are the only thing that is read.
    /// </summary>
    /// <param name="processId">From the master's answer to an alive check.</param>
    /// <param name="connection">With <see cref="ProcessConnectionResult.Found"/>: both ends.</param>
    public static ProcessConnectionResult Find(int processId, out TcpConnection connection)
    {
        connection = default;
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        List<ulong> sockets = [];
        List<TcpTableRow> rows = [];
        try
        {
            ReadSockets($"{process}/fd", sockets);
            ReadTable($"{process}/net/tcp", rows);
            if (File.Exists($"{process}/net/tcp6"))
                ReadTable($"{process}/net/tcp6", rows);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ProcessConnectionResult.Unreadable;
        }

        return TryChoose(sockets, rows, out connection) ? ProcessConnectionResult.Found : ProcessConnectionResult.NoTcpSocket;
    }

    /// <summary>Chooses among the rows of a whole machine.</summary>
    /// <param name="sockets">Inodes of the process's sockets, by descriptor.</param>
    /// <param name="rows">All TCP sockets.</param>
    /// <param name="connection">The result.</param>
    public static bool TryChoose(IReadOnlyList<ulong> sockets, IReadOnlyList<TcpTableRow> rows, out TcpConnection connection)
    {
        connection = default;
        var own = rows.Where(row => row.Inode != 0 && sockets.Contains(row.Inode)).ToList();
        HashSet<ushort> listening = [.. own.Where(static row => row.State == TcpTable.Listening).Select(static row => row.Local.Port)];
        foreach (ulong socket in sockets)
        {
            foreach (TcpTableRow row in own)
            {
                if (row.Inode != socket || row.State != TcpTable.Established || listening.Contains(row.Local.Port))
                    continue;
                connection = new TcpConnection(row.Local, row.Remote);
                return true;
            }
        }

        return false;
    }

    private static void ReadSockets(string directory, List<ulong> sockets)
    {
        var found = new SortedDictionary<int, ulong>();
        foreach (FileInfo entry in new DirectoryInfo(directory).EnumerateFiles())
        {
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor) && entry.LinkTarget is { } target &&
                target.StartsWith(SocketWords, StringComparison.Ordinal) && ulong.TryParse(target.AsSpan()[SocketWords.Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode))
            {
                found[descriptor] = inode;
            }
        }

        sockets.AddRange(found.Values);
    }

    private static void ReadTable(string file, List<TcpTableRow> rows)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (TcpTable.TryReadRow(line, out TcpTableRow row))
                rows.Add(row);
        }
    }
}
