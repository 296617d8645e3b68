using System.Runtime.InteropServices;

namespace Moshi.Platform.Net;

/// <summary>A row of <c>/proc/net/tcp</c> or <c>/proc/net/tcp6</c>.</summary>
/// <param name="Local">This machine's end.</param>
/// <param name="Remote">The other end; the wildcard with port 0 for a listener.</param>
/// <param name="State">The kernel's number: <see cref="TcpTable.Established"/>, <see cref="TcpTable.Listening"/>, or another.</param>
/// <param name="Inode">Of the socket; what <c>/proc/PID/fd</c> shows as <c>socket:[inode]</c>. 0 when no process has it any more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TcpTableRow(UdpEndpoint Local, UdpEndpoint Remote, byte State, ulong Inode);
