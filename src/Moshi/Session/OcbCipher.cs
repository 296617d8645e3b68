using Moshi.Platform.Crypto;
using Moshi.Transport.Crypto;

namespace Moshi.Session;

/// <summary>The machine's AES-128-OCB behind the transport's seam.</summary>
public sealed class OcbCipher(ReadOnlySpan<byte> key) : IDatagramCipher
{
    private readonly Ocb _ocb = Ocb.Create(key);

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedText) =>
        _ocb.Seal(nonce, associated, plain, sealedText);

    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText, Span<byte> plain) =>
        _ocb.TryOpen(nonce, associated, sealedText, plain);

    public void Dispose() => _ocb.Dispose();
}
