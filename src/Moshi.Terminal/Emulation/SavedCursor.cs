using System.Runtime.InteropServices;
using Moshi.Terminal.Screen;

namespace Moshi.Terminal.Emulation;

/// <summary>What DECSC keeps for DECRC. <c>default</c> is what DECRC restores when nothing was saved.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SavedCursor(int Row, int Column, bool Origin, Style Pen, CharacterSetState CharacterSets);
