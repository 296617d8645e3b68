namespace Moshi.Platform.Crypto;

/// <summary>
/// AES-128-OCB (RFC 7253) with a 96-bit nonce and a tag of 128 or 96 bits under one key. Nothing allocates per packet. One instance serves one thread.
/// A (key, nonce) pair must never be used for two different messages: that breaks both secrecy and authenticity. The length of the tag is part of what the
/// nonce becomes (RFC 7253 §4.2), so that a message with a tag of one length is no message with another.
/// </summary>
public abstract class Ocb : IDisposable
{
    public const int KeyBytes = 16, NonceBytes = 12, TagBytes = 16, ShortTagBytes = 12;
    private bool _isDisposed;

    /// <summary>The implementation for this machine (docs/decisions/0002-ocb.md). Throws <see cref="OsException"/> when libcrypto is needed and absent.</summary>
    public static Ocb Create(ReadOnlySpan<byte> key) => AesNiOcb.IsSupported ? new AesNiOcb(key) : new LibcryptoOcb(key);

    /// <summary>Encrypts and authenticates. <paramref name="sealedText"/> is longer than <paramref name="plain"/> by the tag, 16 or 12 bytes, and does not overlap it.</summary>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        // A wiped key schedule would still encrypt, under a key that everybody knows.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceBytes, nameof(nonce));
        CheckTag(sealedText.Length - plain.Length, nameof(sealedText));
        SealCore(nonce, associated, plain, sealedText);
    }

    /// <summary>
    /// Verifies and decrypts. False when the tag does not verify or <paramref name="sealedText"/> is shorter than a tag; <paramref name="plain"/>, which is
    /// shorter than the input by the tag, 16 or 12 bytes, is then all zero.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, NonceBytes, nameof(nonce));
        int tag = sealedText.Length - plain.Length;
        if (sealedText.Length < TagBytes && tag != ShortTagBytes)
        {
            plain.Clear();
            return false;
        }
        CheckTag(tag, nameof(plain));
        if (TryOpenCore(nonce, associated, sealedText, plain))
            return true;
        plain.Clear();
        return false;
    }

    public void Dispose()
    {
        _isDisposed = true;
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lengths are already checked.</summary>
    protected abstract void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText);

    /// <summary>Lengths are already checked; on false the caller clears <paramref name="plain"/>.</summary>
    protected abstract bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain);

    /// <summary>Wipes and frees what holds the key.</summary>
    protected abstract void Dispose(bool disposing);

    private static void CheckTag(int bytes, string parameter)
    {
        if (bytes is not (TagBytes or ShortTagBytes))
            throw new ArgumentOutOfRangeException(parameter, bytes, "A tag has 16 or 12 bytes.");
    }

    private protected static void CheckKey(ReadOnlySpan<byte> key) => ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes, nameof(key));
}
