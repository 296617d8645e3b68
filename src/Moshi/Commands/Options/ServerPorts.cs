using System.Globalization;
using System.Runtime.InteropServices;

namespace Moshi.Commands.Options;

/// <summary>The UDP ports on which a server may listen, tried from low to high. Both 0: the operating system chooses.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ServerPorts(int Low, int High)
{
    /// <summary>What a server tries unless told otherwise. Source: mosh-protocol §2.4.</summary>
    public static readonly ServerPorts Default = new(60_001, 60_999);

    private const int Highest = 65_535;

    /// <summary>Reads the server's <c>-p</c>: numbers as strtol(3) reads them. <paramref name="error"/> is a line for stderr (mosh-protocol §2.1).</summary>
    public static bool TryParseForServer(string text, out ServerPorts ports, out string error)
    {
        ports = default;
        int colon = text.IndexOf(':');
        string lowText = colon < 0 ? text : text[..colon];
        if (!TryReadNumber(lowText, out long low))
        {
            error = $"Invalid (low) port number ({lowText})";
            return false;
        }

        if (low is < 0 or > Highest)
        {
            error = Invariant($"(Low) port number {low} outside valid range [0..{Highest}]");
            return false;
        }

        ports = new((int)low, (int)low);
        error = "";
        if (colon < 0)
            return true;
        string highText = text[(colon + 1)..];
        if (!TryReadNumber(highText, out long high))
            error = $"Invalid high port number ({highText})";
        else if (high is < 0 or > Highest)
            error = Invariant($"High port number {high} outside valid range [0..{Highest}]");
        else if (low > high)
            error = Invariant($"Low port {low} greater than high port {high}");
        else if (low == 0)
            error = "Low port 0 incompatible with port ranges";
        else
            ports = new((int)low, (int)high);
        return error.Length == 0;
    }

    /// <summary>Checks the wrapper's <c>--port</c>: digits, and a colon with digits. <paramref name="error"/> goes behind the program's name (mosh-protocol §1.1).</summary>
    public static bool TryParseForWrapper(string text, out bool isRange, out string error)
    {
        int colon = text.IndexOf(':');
        isRange = colon >= 0;
        string lowText = colon < 0 ? text : text[..colon];
        string highText = colon < 0 ? lowText : text[(colon + 1)..];
        if (!IsDigits(lowText) || !IsDigits(highText))
        {
            error = $"Server-side port or range ({text}) is not valid.";
            return false;
        }

        if (!TryReadPort(lowText, out int low))
            error = $"Server-side (low) port ({lowText}) must be within valid range [0..{Highest}].";
        else if (!isRange)
            error = "";
        else if (!TryReadPort(highText, out int high) || high == 0)
            error = $"Server-side high port ({highText}) must be within valid range [1..{Highest}].";
        else if (low == 0)
            error = $"Server-side port ranges may not be used with starting port 0 ({text}).";
        else if (low > high)
            error = $"Server-side port range ({text}): low port greater than high port.";
        else
            error = "";
        return error.Length == 0;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static bool IsDigits(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
        }

        return text.Length > 0;
    }

    private static bool TryReadPort(string digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= Highest;

    // strtol: leading blanks and a sign are fine, an empty string is 0, anything left over is not fine.
    internal static bool TryReadNumber(string text, out long number)
    {
        number = 0;
        if (text.Length == 0)
            return true;
        const NumberStyles Strtol = NumberStyles.AllowLeadingWhite | NumberStyles.AllowLeadingSign;
        if (long.TryParse(text, Strtol, CultureInfo.InvariantCulture, out number))
            return true;
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart();
        if (digits.Length > 1 && digits[0] is '-' or '+')
        {
            number = digits[0] == '-' ? long.MinValue : long.MaxValue;
            digits = digits[1..];
        }
        else
        {
            number = long.MaxValue;
        }

        // More digits than a long holds: strtol saturates.
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
