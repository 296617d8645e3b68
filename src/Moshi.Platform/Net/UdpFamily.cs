namespace Moshi.Platform.Net;

/// <summary>Address family of an endpoint or a socket.</summary>
public enum UdpFamily : byte
{
    /// <summary>No address at all.</summary>
    None = 0,
    V4 = 4,

    /// <summary>IPv6; as the family of a socket also IPv4 through v4-mapped addresses when it was opened dual-stack.</summary>
    V6 = 6,
}
