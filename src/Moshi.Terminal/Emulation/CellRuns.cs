using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>Bulk conversion of text into cells.</summary>
internal static class CellRuns
{
    /// <summary>Writes printable ASCII, one cell per byte, all in one style. Both spans have the same length.</summary>
    internal static void Write(ReadOnlySpan<byte> ascii, Span<Cell> cells, int styleId)
    {
        Span<ulong> bits = MemoryMarshal.Cast<Cell, ulong>(cells);
        ulong style = (ulong)(uint)styleId << 32;
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            var styles = Vector128.Create(style);
            for (; at <= ascii.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
            {
                Span<ulong> target = bits.Slice(at, Vector128<byte>.Count);
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(ascii.Slice(at, Vector128<byte>.Count)));
                WriteEight(low, styles, target);
                WriteEight(high, styles, target[8..]);
            }
        }

        for (; at < ascii.Length; at++)
            bits[at] = style | ascii[at];
    }

    private static void WriteEight(Vector128<ushort> characters, Vector128<ulong> styles, Span<ulong> target)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(characters);
        (Vector128<ulong> first, Vector128<ulong> second) = Vector128.Widen(low);
        (Vector128<ulong> third, Vector128<ulong> fourth) = Vector128.Widen(high);
        (first | styles).CopyTo(target);
        (second | styles).CopyTo(target[2..]);
        (third | styles).CopyTo(target[4..]);
        (fourth | styles).CopyTo(target[6..]);
    }
}
