using System.Buffers.Binary;
using System.Security.Cryptography;
using Moshi.Transport.Crypto;

namespace Moshi.Session;

/// <summary>Keys of the later phases of a session between two ends of ours (docs/protocol/frames.md, "Keys"). Keeps the session's key until it is disposed, with the session.</summary>
public sealed class OcbPhases(ReadOnlySpan<byte> key) : IPhaseCiphers
{
    private const int KeyBytes = 16;

    // Not moved by the collector, so that no copy stays behind.
    private readonly byte[] _key = CopyOf(key);

    public IDatagramCipher Create(ulong phase)
    {
        Span<byte> info = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(info, phase);
        Span<byte> derived = stackalloc byte[KeyBytes];
        Hkdf.DeriveKey(_key, "moshi ku"u8, info, derived);
        var cipher = new OcbCipher(derived);
        CryptographicOperations.ZeroMemory(derived);
        return cipher;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private static byte[] CopyOf(ReadOnlySpan<byte> key)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(KeyBytes, pinned: true);
        key.CopyTo(copy);
        return copy;
    }
}
