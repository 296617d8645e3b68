using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Moshi.Ssh.Addresses;

/// <summary>
/// Addresses as ssh, sshd and the remote host's programs write them. Never a name, never inet_aton's short forms ("127.1"), which .NET would take; IPv4 seen
/// through an IPv6 socket becomes IPv4; zones are kept.
/// </summary>
public static class AddressText
{
    /// <summary>The longest text of an address with brackets, a zone (15 letters on Linux) and a prefix length.</summary>
    private const int LongestCharacters = 80;

    private static readonly SearchValues<char> s_characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads <c>192.0.2.1</c>, <c>2001:db8::1</c>, <c>[2001:db8::1]</c>, <c>fe80::1%eth0</c>, <c>::ffff:192.0.2.1</c>, and any of them with <c>/24</c> behind it, as <c>ip addr</c> prints it.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        text = text.Trim();
        if (text.Length is 0 or > LongestCharacters)
            return false;
        int slash = text.IndexOf('/');
        if (slash >= 0)
        {
            if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int bits) || bits > 128)
                return false;
            text = text[..slash];
        }

        if (text.Length > 2 && text[0] == '[' && text[^1] == ']')
            text = text[1..^1];
        int zone = text.IndexOf('%');
        ReadOnlySpan<char> digits = zone < 0 ? text : text[..zone];
        if (digits.ContainsAnyExcept(s_characters))
            return false;
        bool isIPv6 = digits.Contains(':');
        if (isIPv6 ? zone == text.Length - 1 : zone >= 0 || !IsDottedQuad(digits))
            return false;
        if (!IPAddress.TryParse(text, out IPAddress? parsed))
            return false;
        address = AddressBlocks.Normalize(parsed);
        return address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;
    }

    /// <summary>Reads what stands behind <c>PUB</c>: an address, or an address and a UDP port with a blank between them. Port 0: none was told.</summary>
    public static bool TryReadPublic(ReadOnlySpan<char> text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.None, 0);
        text = text.Trim();
        int blank = text.IndexOfAny(' ', '\t');
        int port = 0;
        if (blank >= 0 && !TryReadPort(text[(blank + 1)..].Trim(), out port))
            return false;
        if (!TryRead(blank < 0 ? text : text[..blank], out IPAddress? address))
            return false;
        endpoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Reads ADDRESS:PORT without brackets, split at the last colon, as <c>ssh -O conninfo</c> prints it.</summary>
    internal static bool TryReadWithPort(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        int colon = text.LastIndexOf(':');
        return colon > 0 && TryReadPort(text[(colon + 1)..], out _) && TryRead(text[..colon], out address);
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        if (text.Count('.') != 3)
            return false;
        foreach (Range part in text.Split('.'))
        {
            ReadOnlySpan<char> number = text[part];
            if (number.Length is 0 or > 3 || (number.Length > 1 && number[0] == '0'))
                return false;
        }

        return true;
    }
}
