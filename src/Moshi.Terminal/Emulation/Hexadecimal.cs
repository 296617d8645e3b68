namespace Moshi.Terminal.Emulation;

/// <summary>Bytes written as hexadecimal digits in ASCII, without a detour through characters (Convert does that from .NET 10 on only).</summary>
internal static class Hexadecimal
{
    private static ReadOnlySpan<byte> Digits => "0123456789ABCDEF"u8;

    /// <summary>Reads two digits a byte, of either case. False for an odd number of digits, another character, or too little room.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> hex, Span<byte> bytes, out int length)
    {
        length = hex.Length / 2;
        if ((hex.Length & 1) != 0 || length > bytes.Length)
            return false;

        for (int at = 0; at < length; at++)
        {
            int value = (ValueOf(hex[2 * at]) << 4) | ValueOf(hex[(2 * at) + 1]);
            if (value < 0)
                return false;

            bytes[at] = (byte)value;
        }

        return true;
    }

    /// <summary>Writes two capital digits a byte. False when there is too little room.</summary>
    internal static bool TryEncode(ReadOnlySpan<byte> bytes, Span<byte> hex, out int length)
    {
        length = 2 * bytes.Length;
        if (length > hex.Length)
            return false;

        for (int at = 0; at < bytes.Length; at++)
        {
            hex[2 * at] = Digits[bytes[at] >> 4];
            hex[(2 * at) + 1] = Digits[bytes[at] & 0xF];
        }

        return true;
    }

    /// <summary>0 to 15, or -1, which makes the whole byte negative.</summary>
    private static int ValueOf(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
