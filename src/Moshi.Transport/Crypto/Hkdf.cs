namespace Moshi.Transport.Crypto;

/// <summary>HKDF with SHA-256 (RFC 5869), for keys of at most one hash: the key phases of a session.</summary>
public static class Hkdf
{
    /// <summary>Longest salt and input key.</summary>
    public const int MaxInputBytes = 64;

    /// <summary>Longest info.</summary>
    public const int MaxInfoBytes = 64;

    /// <summary>Extracts and expands: fills <paramref name="key"/>, at most 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An input beyond its limit.</exception>
    public static void DeriveKey(ReadOnlySpan<byte> inputKey, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, Span<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputKey.Length, MaxInputBytes, nameof(inputKey));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(salt.Length, MaxInputBytes, nameof(salt));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(info.Length, MaxInfoBytes, nameof(info));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, Sha256.HashBytes, nameof(key));
        Span<byte> pseudorandom = stackalloc byte[Sha256.HashBytes];
        Hmac(salt, inputKey, pseudorandom);
        Span<byte> counted = stackalloc byte[info.Length + 1];
        info.CopyTo(counted);
        counted[^1] = 1;
        Span<byte> output = stackalloc byte[Sha256.HashBytes];
        Hmac(pseudorandom, counted, output);
        output[..key.Length].CopyTo(key);
        pseudorandom.Clear();
        output.Clear();
    }

    // RFC 2104; the key is at most a block.
    private static void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message, Span<byte> mac)
    {
        Span<byte> pad = stackalloc byte[Sha256.BlockBytes];
        Span<byte> inner = stackalloc byte[Sha256.HashBytes];
        Fill(pad, key, 0x36);
        Sha256.Hash(pad, message, inner);
        Fill(pad, key, 0x5C);
        Sha256.Hash(pad, inner, mac);
        pad.Clear();
        inner.Clear();
    }

    private static void Fill(Span<byte> pad, ReadOnlySpan<byte> key, byte mask)
    {
        pad.Fill(mask);
        for (int i = 0; i < key.Length; i++)
            pad[i] ^= key[i];
    }
}
