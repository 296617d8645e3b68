using System.Net;
using System.Net.Sockets;

namespace Moshi.Ssh.Addresses;

/// <summary>The words for an <see cref="AddressPolicy"/>, and what one allows.</summary>
public static class AddressPolicies
{
    /// <summary>Reads a value of MoshiAddressFamily or of ssh's AddressFamily, in any case.</summary>
    public static bool TryParse(string word, out AddressPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(word);
        AddressPolicy? found = word.ToUpperInvariant() switch
        {
            "ANY" => AddressPolicy.Any,
            "INET" => AddressPolicy.Inet,
            "INET6" => AddressPolicy.Inet6,
            "PREFER-INET" => AddressPolicy.PreferInet,
            "PREFER-INET6" => AddressPolicy.PreferInet6,
            _ => null,
        };
        policy = found ?? AddressPolicy.Any;
        return found is not null;
    }

    /// <summary>True when an address of this family may be used at all.</summary>
    public static bool Allows(this AddressPolicy policy, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return policy switch
        {
            AddressPolicy.Inet => address.AddressFamily == AddressFamily.InterNetwork,
            AddressPolicy.Inet6 => address.AddressFamily == AddressFamily.InterNetworkV6,
            _ => true,
        };
    }

    /// <summary>The family that goes first whatever else is known; Unspecified when none does.</summary>
    internal static AddressFamily Preferred(this AddressPolicy policy) => policy switch
    {
        AddressPolicy.PreferInet => AddressFamily.InterNetwork,
        AddressPolicy.PreferInet6 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };
}
