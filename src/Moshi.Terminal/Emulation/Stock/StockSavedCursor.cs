using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation.Stock;

/// <summary>What DECSC keeps for DECRC.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StockSavedCursor(int Row, int Column, Style Pen, bool Autowrap, bool Origin)
{
    /// <summary>What DECRC restores when nothing was saved.</summary>
    internal static StockSavedCursor Initial => new(0, 0, default, Autowrap: true, Origin: false);
}
