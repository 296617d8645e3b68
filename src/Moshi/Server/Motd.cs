using System.Text;

namespace Moshi.Server;

/// <summary>The message of the day as a login shows it: the dynamic part, then /etc/motd, unless the user has a ~/.hushlogin.</summary>
public static class Motd
{
    private const int LimitBytes = 64 * 1024;

    /// <summary>The text with LF line ends, as the files have it; empty when there is none or the user wants none.</summary>
    public static byte[] Read(string home)
    {
        if (File.Exists(Path.Combine(home, ".hushlogin")))
            return [];
        using var text = new MemoryStream();
        if (!Append(text, "/run/motd.dynamic"))
            Append(text, "/var/run/motd.dynamic");
        Append(text, "/etc/motd");
        return text.ToArray();
    }

    /// <summary>The notice about sessions that were left behind, as stock words it; empty when there are none.</summary>
    public static byte[] DetachedSessions(IReadOnlyList<string> hosts)
    {
        if (hosts.Count == 0)
            return [];
        var text = new StringBuilder("\n\u001b[37;44mMosh: ");
        if (hosts.Count == 1)
        {
            text.Append("You have a detached Mosh session on this server (").Append(hosts[0]).Append(").\u001b[m\n\n");
        }
        else
        {
            text.Append("You have ").Append(hosts.Count).Append(" detached Mosh sessions on this server, with PIDs:\n");
            foreach (string host in hosts)
                text.Append("        - ").Append(host).Append('\n');
            text.Append("\u001b[m\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static bool Append(MemoryStream text, string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] buffer = new byte[LimitBytes];
            int read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            text.Write(buffer, 0, read);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
