namespace Moshi.Transport.Crypto;

/// <summary>
/// Makes the ciphers of the later key phases of a session: phase n has the key HKDF-SHA256(K, "moshi ku", n), where K is the key that the session began with (docs/protocol/frames.md, "Keys"). The seam behind which
/// the host keeps K; disposed with the session, which is when K is forgotten.
/// </summary>
public interface IPhaseCiphers : IDisposable
{
    /// <summary>A cipher of its own for a phase from 1 on; the caller disposes it.</summary>
    IDatagramCipher Create(ulong phase);
}
