namespace Moshi.Platform.Net;

/// <summary>What <see cref="ProcessConnections.Find"/> found out.</summary>
public enum ProcessConnectionResult
{
    /// <summary>The process has a TCP connection, which it has opened itself.</summary>
    Found,

    /// <summary>It has none: ssh goes through a ProxyCommand or ProxyJump.</summary>
    NoTcpSocket,

    /// <summary>It could not be looked at: it is gone, somebody else's, or there is no /proc.</summary>
    Unreadable,
}
