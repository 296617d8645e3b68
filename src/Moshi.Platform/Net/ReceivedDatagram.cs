using System.Runtime.InteropServices;

namespace Moshi.Platform.Net;

/// <summary>What recvmsg told about one datagram.</summary>
[StructLayout(LayoutKind.Auto)]
public struct ReceivedDatagram
{
    /// <summary>Bytes in the caller's buffer.</summary>
    public int Length { readonly get; internal set; }

    /// <summary>Who sent it.</summary>
    public UdpEndpoint From { readonly get; internal set; }

    /// <summary>
    /// The local address it was sent to (port 0), to be given to <see cref="UdpSocket.Send"/> so that the reply leaves from there;
    /// <c>default</c> when the system did not tell.
    /// </summary>
    public UdpEndpoint To { readonly get; internal set; }

    /// <summary>A router on the way marked congestion (ECN CE, RFC 3168).</summary>
    public bool IsCongestionMarked { readonly get; internal set; }

    /// <summary>The datagram was longer than the buffer; what is there is its beginning only.</summary>
    public bool IsTruncated { readonly get; internal set; }
}
