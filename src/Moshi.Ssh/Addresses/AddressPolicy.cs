namespace Moshi.Ssh.Addresses;

/// <summary>Which addresses of a server may be used, and which of them first: MoshiAddressFamily, else ssh's AddressFamily.</summary>
public enum AddressPolicy
{
    /// <summary>Both families, the one that ssh has used first.</summary>
    Any,

    /// <summary>IPv4 only.</summary>
    Inet,

    /// <summary>IPv6 only.</summary>
    Inet6,

    /// <summary>Both, IPv4 first.</summary>
    PreferInet,

    /// <summary>Both, IPv6 first.</summary>
    PreferInet6,
}
