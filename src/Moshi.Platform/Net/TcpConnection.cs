using System.Runtime.InteropServices;

namespace Moshi.Platform.Net;

/// <summary>Both ends of an established TCP connection; the endpoints' ports are TCP's.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TcpConnection(UdpEndpoint Local, UdpEndpoint Remote);
