using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>What DECSC keeps for DECRC.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SavedCursor(int Row, int Column, Style Pen, bool Autowrap, bool Origin)
{
    /// <summary>What DECRC restores when nothing was saved.</summary>
    internal static SavedCursor Initial => new(0, 0, default, Autowrap: true, Origin: false);
}
