using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>Bulk conversion of text into cells.</summary>
internal static class CellRuns
{
    private const int Block = 16;
    private const int Half = 8;

    /// <summary>Writes printable ASCII, one cell per byte, all in one style. Both spans have the same length.</summary>
    /// <remarks>The last block overlaps the one before it, so that nothing is left to be written one by one but runs of a few characters.</remarks>
    internal static void Write(ReadOnlySpan<byte> ascii, Span<Cell> cells, int styleId)
    {
        int length = ascii.Length;
        cells = cells[..length];
        ref byte source = ref MemoryMarshal.GetReference(ascii);
        ref ulong target = ref Unsafe.As<Cell, ulong>(ref MemoryMarshal.GetReference(cells));
        ulong style = (ulong)(uint)styleId << 32;
        if (length < Half || !Vector128.IsHardwareAccelerated)
        {
            for (int i = 0; i < length; i++)
                Unsafe.Add(ref target, i) = style | Unsafe.Add(ref source, i);

            return;
        }

        var styles = Vector128.Create(style);
        if (length < Block)
        {
            WriteEight(ref source, ref target, 0, styles);
            WriteEight(ref source, ref target, length - Half, styles);
            return;
        }

        for (int at = 0; at < length - Block; at += Block)
            WriteSixteen(ref source, ref target, at, styles);

        WriteSixteen(ref source, ref target, length - Block, styles);
    }

    private static void WriteSixteen(ref byte source, ref ulong target, int at, Vector128<ulong> styles)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)at));
        WriteCharacters(low, ref target, at, styles);
        WriteCharacters(high, ref target, at + Half, styles);
    }

    private static void WriteEight(ref byte source, ref ulong target, int at, Vector128<ulong> styles)
    {
        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, at));
        WriteCharacters(Vector128.WidenLower(Vector128.CreateScalarUnsafe(eight).AsByte()), ref target, at, styles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteCharacters(Vector128<ushort> characters, ref ulong target, int at, Vector128<ulong> styles)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(characters);
        (Vector128<ulong> first, Vector128<ulong> second) = Vector128.Widen(low);
        (Vector128<ulong> third, Vector128<ulong> fourth) = Vector128.Widen(high);
        (first | styles).StoreUnsafe(ref target, (nuint)at);
        (second | styles).StoreUnsafe(ref target, (nuint)at + 2);
        (third | styles).StoreUnsafe(ref target, (nuint)at + 4);
        (fourth | styles).StoreUnsafe(ref target, (nuint)at + 6);
    }
}
