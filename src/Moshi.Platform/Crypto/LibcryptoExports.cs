using System.Runtime.InteropServices;

namespace Moshi.Platform.Crypto;

/// <summary>
/// The few functions of libcrypto that OCB needs, found once per process. Loaded only on first use: mapping and relocating the library and setting
/// up its default provider costs milliseconds and megabytes.
/// </summary>
internal sealed unsafe class LibcryptoExports
{
    /// <summary>
    /// OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NO_ADD_ALL_CIPHERS, NO_ADD_ALL_DIGESTS, NO_LOAD_CONFIG, NO_ATEXIT: neither openssl.cnf nor the
    /// error texts nor the legacy name tables are wanted.
    /// </summary>
    private const ulong InitFlags = 0x01 | 0x10 | 0x20 | 0x80 | 0x80000;

    private static readonly string[] s_names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so", "libcrypto.3.dylib"];
    private static LibcryptoExports? s_loaded;

    private LibcryptoExports(nint library)
    {
        var init = (delegate* unmanaged<ulong, nint, int>)Find(library, "OPENSSL_init_crypto");
        _ = init(InitFlags, 0);
        ContextNew = (delegate* unmanaged<nint>)Find(library, "EVP_CIPHER_CTX_new");
        ContextFree = (delegate* unmanaged<nint, void>)Find(library, "EVP_CIPHER_CTX_free");
        ContextControl = (delegate* unmanaged<nint, int, int, byte*, int>)Find(library, "EVP_CIPHER_CTX_ctrl");
        CipherInit = (delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int>)Find(library, "EVP_CipherInit_ex");
        CipherUpdate = (delegate* unmanaged<nint, byte*, int*, byte*, int, int>)Find(library, "EVP_CipherUpdate");
        CipherFinal = (delegate* unmanaged<nint, byte*, int*, int>)Find(library, "EVP_CipherFinal_ex");
        var cipher = (delegate* unmanaged<nint>)Find(library, "EVP_aes_128_ocb");
        Cipher = cipher();
    }

    internal delegate* unmanaged<nint> ContextNew { get; }

    internal delegate* unmanaged<nint, void> ContextFree { get; }

    internal delegate* unmanaged<nint, int, int, byte*, int> ContextControl { get; }

    internal delegate* unmanaged<nint, nint, nint, byte*, byte*, int, int> CipherInit { get; }

    internal delegate* unmanaged<nint, byte*, int*, byte*, int, int> CipherUpdate { get; }

    internal delegate* unmanaged<nint, byte*, int*, int> CipherFinal { get; }

    /// <summary>EVP_aes_128_ocb().</summary>
    internal nint Cipher { get; }

    /// <summary>The loaded library, or <see cref="OsException"/> saying what to install.</summary>
    internal static LibcryptoExports Load() => s_loaded ??= Load(s_names);

    internal static LibcryptoExports Load(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
                return new(library);
        }
        throw new OsException(
            "libcrypto (OpenSSL ≥ 1.1) was not found, and this processor has no AES instructions to do without; install it with: apt-get install libssl3");
    }

    private static nint Find(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out nint address)
            ? address
            : throw new OsException($"libcrypto has no {name}: OpenSSL 1.1.0 or newer with OCB is needed");
}
