namespace Moshi.Transport.Crypto;

/// <summary>
/// AES-128-OCB with a 96-bit nonce and a tag of 128 or 96 bits (RFC 7253) under one key; the lengths of the spans say which. The seam behind which libcrypto or another
/// implementation stands; one instance serves one association and one thread.
/// </summary>
public interface IDatagramCipher : IDisposable
{
    /// <summary>Writes ciphertext and tag: <paramref name="sealedText"/> is 16 or 12 bytes longer than <paramref name="plain"/>.</summary>
    void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText);

    /// <summary>False when the tag does not verify; <paramref name="plain"/> (16 or 12 bytes shorter than the input) is then cleared.</summary>
    bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain);
}
