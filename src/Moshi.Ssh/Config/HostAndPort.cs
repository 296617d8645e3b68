using System.Globalization;

namespace Moshi.Ssh.Config;

/// <summary>Reads HOST:PORT, where an IPv6 address is in brackets.</summary>
public static class HostAndPort
{
    /// <summary>False without a host, without a port from 1 to 65535, or where the host could be taken for an option or for words of a shell.</summary>
    public static bool TryParse(string text, out string host, out int port)
    {
        ArgumentNullException.ThrowIfNull(text);
        host = "";
        port = 0;
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
            return false;
        host = text[..colon];
        if (host is ['[', .., ']'])
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            return false;
        return ValueChecks.HostName(host) is null;
    }
}
