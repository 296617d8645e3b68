using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Moshi.Transport.Datagrams;

/// <summary>The 128-bit session key as text: 22 base64 letters without padding, as on the <c>MOSH CONNECT</c> line and in <c>MOSH_KEY</c>.</summary>
public static class KeyText
{
    public const int KeyBytes = 16;
    public const int Letters = 22;

    /// <summary>Reads a key. <paramref name="key"/> must hold 16 bytes and is cleared on failure.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> key, out KeyTextError error)
    {
        key[..KeyBytes].Clear();
        error = KeyTextError.WrongLength;
        if (text.Length != Letters)
            return false;
        Span<byte> utf8 = stackalloc byte[Letters + 2];
        error = KeyTextError.NotBase64;
        if (!Ascii.IsValid(text) || text.ContainsAnyExcept(Alphabet))
            return false;
        for (int i = 0; i < Letters; i++)
            utf8[i] = (byte)text[i];
        // The last letter carries only two bits of the key; decoders differ on what they do with stray ones, so look first.
        error = KeyTextError.NotCanonical;
        if (text[^1] is not ('A' or 'Q' or 'g' or 'w'))
            return false;
        utf8[^2..].Fill((byte)'=');
        Span<byte> decoded = stackalloc byte[18];
        Base64.DecodeFromUtf8(utf8, decoded, out _, out int written);
        decoded[..KeyBytes].CopyTo(key);
        CryptographicOperations.ZeroMemory(utf8);
        CryptographicOperations.ZeroMemory(decoded);
        error = written == KeyBytes ? KeyTextError.None : KeyTextError.NotBase64;
        return written == KeyBytes;
    }

    /// <summary>Writes the 22 letters of a 16-byte key.</summary>
    public static void Encode(ReadOnlySpan<byte> key, Span<char> text)
    {
        if (key.Length != KeyBytes)
            throw new ArgumentException($"A session key is {KeyBytes} bytes, not {key.Length}.", nameof(key));
        Span<byte> utf8 = stackalloc byte[Letters + 2];
        Base64.EncodeToUtf8(key, utf8, out _, out _);
        for (int i = 0; i < Letters; i++)
            text[i] = (char)utf8[i];
        CryptographicOperations.ZeroMemory(utf8);
    }

    /// <summary>What mosh 1.4 says of such a text.</summary>
    public static string Describe(KeyTextError error) => error switch
    {
        KeyTextError.WrongLength => "Key must be 22 letters long.",
        KeyTextError.NotBase64 => "Key must be well-formed base64.",
        KeyTextError.NotCanonical => "Base64 key was not encoded 128-bit key.",
        _ => "",
    };

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}
