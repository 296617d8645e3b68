using System.Runtime.InteropServices;

namespace Moshi.Platform.Net;

/// <summary>An address of this machine and how many of its leading bits it shares with its network.</summary>
/// <param name="Address">Port 0.</param>
/// <param name="PrefixLength">0 to 32 or 128.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct InterfaceAddress(UdpEndpoint Address, int PrefixLength);
