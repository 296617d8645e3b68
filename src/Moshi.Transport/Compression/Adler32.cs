namespace Moshi.Transport.Compression;

/// <summary>The checksum at the end of a zlib stream (RFC 1950 §8).</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    // The most sums that fit 32 bits before a reduction.
    private const int Run = 5552;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint a = 1, b = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (byte value in run)
            {
                a += value;
                b += a;
            }
            a %= Modulus;
            b %= Modulus;
            bytes = bytes[run.Length..];
        }
        return b << 16 | a;
    }
}
