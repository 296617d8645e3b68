using System.Net;
using System.Runtime.InteropServices;

namespace Moshi.Ssh.Addresses;

/// <summary>A network that this machine is in: an address of one of its interfaces and the length of the prefix that it shares with its neighbours.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LocalNetwork(IPAddress Address, int PrefixLength);
