using System.Globalization;
using System.Runtime.InteropServices;

namespace Moshi.Ssh.Config;

/// <summary>UDP ports, both ends included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PortRange(int First, int Last)
{
    /// <summary>How many ports.</summary>
    public int Count => Last - First + 1;

    /// <summary>Reads <c>60010</c> or <c>60010-60019</c>; ports from 1 to 65535.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        int dash = text.IndexOf('-');
        ReadOnlySpan<char> first = dash < 0 ? text : text[..dash];
        ReadOnlySpan<char> last = dash < 0 ? text : text[(dash + 1)..];
        if (!TryParsePort(first, out int from) || !TryParsePort(last, out int to) || to < from)
            return false;
        range = new PortRange(from, to);
        return true;
    }

    /// <summary>As it is written.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
