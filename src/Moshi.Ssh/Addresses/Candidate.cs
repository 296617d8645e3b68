using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Moshi.Ssh.Addresses;

/// <summary>A place where the server may be listening, and how we came to think so. A guess until an authentic datagram comes from it.</summary>
/// <param name="Address">IPv4 in its own form; a link-local IPv6 address with its zone.</param>
/// <param name="Port">UDP port to send to.</param>
/// <param name="Origin">Who named it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Candidate(IPAddress Address, int Port, CandidateOrigin Origin)
{
    /// <summary>"192.0.2.1:60001" or "[2001:db8::1]:60001".</summary>
    public override string ToString() => Address.AddressFamily == AddressFamily.InterNetworkV6
        ? string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
