using System.Numerics;
using System.Runtime.InteropServices;

namespace Moshi.Transport.Frames;

/// <summary>The arithmetic of <see cref="ParityFrame"/>.</summary>
internal static class Parity
{
    /// <summary>XORs a chunk, which may be shorter, into a parity.</summary>
    public static void Mix(Span<byte> parity, ReadOnlySpan<byte> chunk)
    {
        Span<Vector<byte>> wide = MemoryMarshal.Cast<byte, Vector<byte>>(parity[..chunk.Length]);
        ReadOnlySpan<Vector<byte>> from = MemoryMarshal.Cast<byte, Vector<byte>>(chunk);
        for (int i = 0; i < wide.Length; i++)
            wide[i] ^= from[i];
        for (int i = wide.Length * Vector<byte>.Count; i < chunk.Length; i++)
            parity[i] ^= chunk[i];
    }
}
