namespace Moshi.Ssh.Addresses;

/// <summary>From how far away an address can be reached, by what the registries say of its block.</summary>
internal enum AddressReach
{
    /// <summary>No host's: unspecified, multicast, broadcast, reserved.</summary>
    None,

    /// <summary>127.0.0.0/8, ::1 (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).</summary>
    Loopback,

    /// <summary>169.254.0.0/16, fe80::/10 (RFC 3927, RFC 4291 §2.5.6).</summary>
    LinkLocal,

    /// <summary>Within one site or behind one carrier's translator: RFC 1918, RFC 6598, fc00::/7 (RFC 4193), fec0::/10.</summary>
    Private,

    /// <summary>Everything else.</summary>
    Global,
}
