using System.Net;
using Moshi.Platform.Net;
using Moshi.Ssh.Addresses;

namespace Moshi.Commands.Connect;

/// <summary>Where the process is connected to whose connection other ssh commands share (decision 18).</summary>
/// <param name="Route">The server's end, as far as it is known.</param>
/// <param name="From">Our end; null when it has none of its own, as behind a proxy.</param>
internal sealed record MasterConnection(SshRoute Route, IPEndPoint? From)
{
    public static MasterConnection Of(int process) => ProcessConnections.Find(process, out TcpConnection connection) switch
    {
        ProcessConnectionResult.Found =>
            new(SshRoute.Direct(connection.Remote.ToIPAddress(), connection.Local.ToIPAddress()), new IPEndPoint(connection.Local.ToIPAddress(), connection.Local.Port)),
        ProcessConnectionResult.NoTcpSocket => new(SshRoute.Proxied, null),
        _ => new(SshRoute.Unknown, null),
    };
}
