using Microsoft.Extensions.Logging;

namespace Moshi.Diagnostics;

/// <summary>Everything the program may say in its log. Event ids: 100 server, 200 client.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "Server now attached to client at {Endpoint}")]
    public static partial void Attached(this ILogger logger, string endpoint);

    [LoggerMessage(101, LogLevel.Information, "Server now detached from client.")]
    public static partial void Detached(this ILogger logger);

    [LoggerMessage(102, LogLevel.Warning, "No connection within {Seconds} seconds.")]
    public static partial void NoConnection(this ILogger logger, int seconds);

    [LoggerMessage(103, LogLevel.Warning, "Network idle for {Seconds} seconds.")]
    public static partial void NetworkIdle(this ILogger logger, long seconds);

    [LoggerMessage(104, LogLevel.Warning, "Network idle for {Seconds} seconds when SIGUSR1 received")]
    public static partial void NetworkIdleAtSignal(this ILogger logger, long seconds);

    [LoggerMessage(105, LogLevel.Information, "Program of the session ended with status {Status}.")]
    public static partial void ProgramEnded(this ILogger logger, int status);

    [LoggerMessage(106, LogLevel.Debug, "Refused {Bytes} bytes from {Endpoint}: {Reason}")]
    public static partial void Refused(this ILogger logger, int bytes, string endpoint, string reason);

    [LoggerMessage(107, LogLevel.Information, "Received explicit congestion notification.")]
    public static partial void CongestionMark(this ILogger logger);

    [LoggerMessage(108, LogLevel.Debug, "sendto: {Error}")]
    public static partial void SendFailed(this ILogger logger, string error);

    [LoggerMessage(200, LogLevel.Information, "Hopped to a new port ({Sockets} open)")]
    public static partial void Hopped(this ILogger logger, int sockets);
}
