using System.Buffers.Binary;
using Moshi.Transport.Crypto;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Stands in for OCB where millions of packets are simulated: hides nothing, but notices every altered bit and nonce.</summary>
internal sealed class ChecksumCipher(ulong key = 0) : IDatagramCipher
{
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText)
    {
        plain.CopyTo(sealedText);
        Span<byte> tag = stackalloc byte[16];
        int length = sealedText.Length - plain.Length;
        WriteTag(nonce, plain, length, tag);
        tag[..length].CopyTo(sealedText[plain.Length..]);
    }

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain)
    {
        sealedText[..plain.Length].CopyTo(plain);
        Span<byte> tag = stackalloc byte[16];
        int length = sealedText.Length - plain.Length;
        WriteTag(nonce, plain, length, tag);
        if (tag[..length].SequenceEqual(sealedText[plain.Length..]))
            return true;
        plain.Clear();
        return false;
    }

    public void Dispose()
    {
    }

    private void WriteTag(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, int tagBytes, Span<byte> tag)
    {
        ulong hash = Mix(Mix(14695981039346656037 ^ key ^ (ulong)(16 - tagBytes), nonce), plain);
        BinaryPrimitives.WriteUInt64LittleEndian(tag, hash);
        BinaryPrimitives.WriteUInt64LittleEndian(tag[8..], (hash ^ (ulong)plain.Length) * 0x9E3779B97F4A7C15);
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }
}
