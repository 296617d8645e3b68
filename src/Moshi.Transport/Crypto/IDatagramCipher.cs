namespace Moshi.Transport.Crypto;

/// <summary>
/// AES-128-OCB with a 96-bit nonce and a 128-bit tag (RFC 7253) under one key. The seam behind which libcrypto or another
/// implementation stands; one instance serves one association and one thread.
/// </summary>
public interface IDatagramCipher : IDisposable
{
    /// <summary>Writes ciphertext and tag: <paramref name="sealedText"/> is exactly 16 bytes longer than <paramref name="plain"/>.</summary>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText);

    /// <summary>False when the tag does not verify; <paramref name="plain"/> (16 bytes shorter than the input) is then cleared.</summary>
    bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain);
}
