using System.Text;

namespace Moshi.Ssh.Bootstrap;

/// <summary>Texts of the user on their way through shells that nobody knows: UTF-8 in hexadecimal, which no quoting can harm.</summary>
public static class HexText
{
    /// <summary>The text's UTF-8 in lower case hexadecimal.</summary>
    public static string Encode(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    /// <summary>False for an odd number of digits, another character, or bytes that are not UTF-8.</summary>
    public static bool TryDecode(string hex, out string text)
    {
        text = "";
        ArgumentNullException.ThrowIfNull(hex);
        byte[] bytes = new byte[hex.Length / 2];
        if (Convert.FromHexString(hex, bytes, out _, out int written) != global::System.Buffers.OperationStatus.Done || written * 2 != hex.Length)
            return false;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
