using Moshi.Transport.Crypto;

namespace Moshi.Tests.Transport.Simulation;

/// <summary>Key phases of the <see cref="ChecksumCipher"/>: each has a key of its own. Counts what it has made.</summary>
internal sealed class ChecksumPhases : IPhaseCiphers
{
    public int Made { get; private set; }

    public IDatagramCipher Create(ulong phase)
    {
        Made++;
        return new ChecksumCipher(phase);
    }

    public void Dispose()
    {
    }
}
