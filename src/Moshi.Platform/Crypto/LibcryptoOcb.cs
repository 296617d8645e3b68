using System.Runtime.InteropServices;

namespace Moshi.Platform.Crypto;

/// <summary>OCB by OpenSSL's EVP interface: reviewed code, on every processor. One context per direction is kept; a packet only sets its nonce.</summary>
public sealed unsafe class LibcryptoOcb : Ocb
{
    private const int SetIvLength = 0x9, FetchTag = 0x10, SetTag = 0x11;
    private readonly LibcryptoExports _lib;
    private nint _sealing;
    private nint _opening;
    private int _sealingTag = TagBytes;
    private int _openingTag = TagBytes;

    /// <summary>Throws <see cref="OsException"/>, with what to install, when libcrypto cannot be loaded.</summary>
    public LibcryptoOcb(ReadOnlySpan<byte> key)
    {
        CheckKey(key);
        _lib = LibcryptoExports.Load();
        _sealing = NewContext(key, encrypt: 1);
        _opening = NewContext(key, encrypt: 0);
    }

    protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        int length, done = 0, tag = sealedText.Length - plain.Length;
        byte none;
        ChooseTag(_sealing, ref _sealingTag, tag);
        fixed (byte* n = nonce, a = associated, p = plain, d = sealedText)
        {
            Check(_lib.CipherInit(_sealing, 0, 0, null, n, -1));
            if (!associated.IsEmpty)
                Check(_lib.CipherUpdate(_sealing, null, &length, a, associated.Length));
            if (!plain.IsEmpty)
            {
                Check(_lib.CipherUpdate(_sealing, d, &length, p, plain.Length));
                done = length;
            }
            Check(_lib.CipherFinal(_sealing, done < plain.Length ? d + done : &none, &length));
            Check(_lib.ContextControl(_sealing, FetchTag, tag, d + plain.Length));
        }
    }

    protected override bool TryOpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        int length, done = 0, tag = sealedText.Length - plain.Length;
        byte none;
        ChooseTag(_opening, ref _openingTag, tag);
        fixed (byte* n = nonce, a = associated, c = sealedText, d = plain)
        {
            Check(_lib.CipherInit(_opening, 0, 0, null, n, -1));
            Check(_lib.ContextControl(_opening, SetTag, tag, c + plain.Length));
            if (!associated.IsEmpty)
                Check(_lib.CipherUpdate(_opening, null, &length, a, associated.Length));
            if (!plain.IsEmpty)
            {
                Check(_lib.CipherUpdate(_opening, d, &length, c, plain.Length));
                done = length;
            }
            return _lib.CipherFinal(_opening, done < plain.Length ? d + done : &none, &length) == 1;
        }
    }

    /// <summary>OpenSSL wipes the key schedule when it frees a context.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_sealing != 0)
            _lib.ContextFree(_sealing);
        if (_opening != 0)
            _lib.ContextFree(_opening);
        _sealing = _opening = 0;
    }

    private nint NewContext(ReadOnlySpan<byte> key, int encrypt)
    {
        nint context = _lib.ContextNew();
        if (context == 0)
            throw new OsException("create a cipher context of libcrypto", Errno.ENOMEM);
        fixed (byte* k = key)
        {
            // The nonce length must be set between choosing the cipher and giving the key.
            Check(_lib.CipherInit(context, _lib.Cipher, 0, null, null, encrypt));
            Check(_lib.ContextControl(context, SetIvLength, NonceBytes, null));
            Check(_lib.CipherInit(context, 0, 0, k, null, encrypt));
        }
        return context;
    }

    // Its length goes into what the nonce becomes, so it must be known before that.
    private void ChooseTag(nint context, ref int chosen, int bytes)
    {
        if (chosen == bytes)
            return;
        Check(_lib.ContextControl(context, SetTag, bytes, null));
        chosen = bytes;
    }

    private static void Check(int result)
    {
        if (result != 1)
            throw new OsException("a call of libcrypto for AES-128-OCB failed (a FIPS-only configuration does not offer it)");
    }
}
